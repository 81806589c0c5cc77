package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.PoolingKernelsContract;

/** The CPU with scalar loops. */
class CpuPlainPoolingTest extends PoolingKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
