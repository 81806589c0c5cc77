package dev.resplat.splat.cpu;

import dev.resplat.splat.GatherContract;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;

/** The CPU, with vector instructions where there are any. */
class CpuGatherTest extends GatherContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
