package dev.resplat.splat.cpu;

import dev.resplat.splat.RasterizerContract;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;

/** The CPU, in scalar loops. */
class CpuPlainRasterizerTest extends RasterizerContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
