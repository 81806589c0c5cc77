package dev.resplat.opencl;

import dev.resplat.splat.CompositorContract;
import dev.resplat.tensor.Device;

class ClCompositorTest extends CompositorContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
