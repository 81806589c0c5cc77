package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SoftmaxKernelsContract;

class ClSoftmaxTest extends SoftmaxKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
