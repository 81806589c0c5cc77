package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.NormalizationKernelsContract;

class ClNormalizationTest extends NormalizationKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
