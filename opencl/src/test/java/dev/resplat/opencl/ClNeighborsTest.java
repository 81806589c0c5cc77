package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.NeighborKernelsContract;

class ClNeighborsTest extends NeighborKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
