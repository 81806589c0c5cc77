package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernelsContract;

/** The CPU with scalar loops. */
class CpuPlainElementwiseTest extends ElementwiseKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
