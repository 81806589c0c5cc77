package dev.resplat.opencl;

import dev.resplat.tensor.AttentionKernelsContract;
import dev.resplat.tensor.Device;

class ClAttentionTest extends AttentionKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
