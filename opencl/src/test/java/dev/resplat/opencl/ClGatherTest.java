package dev.resplat.opencl;

import dev.resplat.splat.GatherContract;
import dev.resplat.tensor.Device;

class ClGatherTest extends GatherContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
