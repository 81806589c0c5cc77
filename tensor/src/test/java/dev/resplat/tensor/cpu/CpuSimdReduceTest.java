package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ReduceKernelsContract;

/** The CPU with vector instructions. */
class CpuSimdReduceTest extends ReduceKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
