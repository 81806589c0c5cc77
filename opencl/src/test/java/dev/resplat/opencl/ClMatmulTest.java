package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.MatmulKernelsContract;

class ClMatmulTest extends MatmulKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
