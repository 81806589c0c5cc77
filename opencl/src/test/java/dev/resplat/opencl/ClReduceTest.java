package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ReduceKernelsContract;

class ClReduceTest extends ReduceKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
