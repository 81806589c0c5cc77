package dev.resplat.opencl;

import dev.resplat.splat.RasterizerContract;
import dev.resplat.tensor.Device;

class ClRasterizerTest extends RasterizerContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
