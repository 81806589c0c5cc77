package dev.resplat.opencl;

import dev.resplat.tensor.ConvolutionKernelsContract;
import dev.resplat.tensor.Device;

class ClConvolutionTest extends ConvolutionKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
