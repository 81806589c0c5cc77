package dev.resplat.opencl;

import dev.resplat.splat.ProjectionKernelsContract;
import dev.resplat.tensor.Device;

class ClProjectionTest extends ProjectionKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
