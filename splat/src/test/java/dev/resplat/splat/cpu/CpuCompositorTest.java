package dev.resplat.splat.cpu;

import dev.resplat.splat.CompositorContract;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;

/** The CPU, with vector instructions where there are any. */
class CpuCompositorTest extends CompositorContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
