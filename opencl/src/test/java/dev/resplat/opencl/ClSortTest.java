package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SortKernelsContract;

class ClSortTest extends SortKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
