package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.PeakKernelsContract;

class ClPeakTest extends PeakKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
