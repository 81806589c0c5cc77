package dev.resplat.opencl.aparapi;

import dev.resplat.opencl.OpenClUnderTest;
import dev.resplat.splat.ProjectionKernelsContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, translated to OpenCL. */
class AparapiOpenClProjectionTest extends ProjectionKernelsContract {
    private static final Device DEVICE = new AparapiDevice(Execution.OPENCL);

    @Override
    protected Device device() {
        OpenClUnderTest.device();
        return DEVICE;
    }
}
