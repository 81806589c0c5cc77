package dev.resplat.splat.cpu;

import dev.resplat.splat.GatherContract;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;

/** The CPU, in scalar loops. */
class CpuPlainGatherTest extends GatherContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
