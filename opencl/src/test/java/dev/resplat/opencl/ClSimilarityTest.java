package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SimilarityKernelsContract;

class ClSimilarityTest extends SimilarityKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
