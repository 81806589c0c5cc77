package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.PoolingKernelsContract;

/** The CPU with vector instructions. */
class CpuSimdPoolingTest extends PoolingKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
