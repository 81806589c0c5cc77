package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ScanKernelsContract;

class ClScanTest extends ScanKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }
}
