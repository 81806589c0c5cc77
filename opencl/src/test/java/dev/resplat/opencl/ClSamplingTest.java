package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SamplingKernelsContract;

class ClSamplingTest extends SamplingKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
