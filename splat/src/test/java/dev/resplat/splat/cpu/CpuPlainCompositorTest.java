package dev.resplat.splat.cpu;

import dev.resplat.splat.CompositorContract;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;

/** The CPU, in scalar loops. */
class CpuPlainCompositorTest extends CompositorContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
