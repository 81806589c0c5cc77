package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.OptimizerKernelsContract;

class ClOptimizerTest extends OptimizerKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
