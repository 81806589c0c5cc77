package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.PoolingKernelsContract;

class ClPoolingTest extends PoolingKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
