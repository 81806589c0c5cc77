package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernelsContract;
import dev.resplat.tensor.Device;

/** The CPU with vector instructions. */
class CpuSimdConvolutionTest extends ConvolutionKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
