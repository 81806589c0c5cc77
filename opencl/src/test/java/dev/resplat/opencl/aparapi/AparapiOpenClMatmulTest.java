package dev.resplat.opencl.aparapi;

import dev.resplat.opencl.OpenClUnderTest;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.MatmulKernelsContract;

/** Kernels in Java, translated to OpenCL. */
class AparapiOpenClMatmulTest extends MatmulKernelsContract {
    private static final Device DEVICE = new AparapiDevice(Execution.OPENCL);

    @Override
    protected Device device() {
        OpenClUnderTest.device();
        return DEVICE;
    }
}
