package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomKernelsContract;

class ClRandomTest extends RandomKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
