package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernelsContract;

class ClElementwiseTest extends ElementwiseKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
