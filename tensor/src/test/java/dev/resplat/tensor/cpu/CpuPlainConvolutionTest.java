package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernelsContract;
import dev.resplat.tensor.Device;

/** The CPU with scalar loops. */
class CpuPlainConvolutionTest extends ConvolutionKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
