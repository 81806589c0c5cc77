package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernelsContract;

/** The CPU with vector instructions. */
class CpuSimdElementwiseTest extends ElementwiseKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
