package dev.resplat.opencl.aparapi;

import dev.resplat.opencl.OpenClUnderTest;
import dev.resplat.splat.RasterizerContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, translated to OpenCL. */
class AparapiOpenClRasterizerTest extends RasterizerContract {
    private static final Device DEVICE = new AparapiDevice(Execution.OPENCL);

    @Override
    protected Device device() {
        OpenClUnderTest.device();
        return DEVICE;
    }
}
