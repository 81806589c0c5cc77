package dev.resplat.opencl;

import dev.resplat.splat.HarmonicsKernelsContract;
import dev.resplat.tensor.Device;

class ClHarmonicsTest extends HarmonicsKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
