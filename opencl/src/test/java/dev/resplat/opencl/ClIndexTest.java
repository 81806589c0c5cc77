package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.IndexKernelsContract;

class ClIndexTest extends IndexKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
