package dev.resplat.opencl.aparapi;

import dev.resplat.splat.RasterizerContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, translated to OpenCL. */
class AparapiOpenClRasterizerTest extends RasterizerContract {
    @Override
    protected Device device() {
        return AparapiUnderTest.onOpenCl();
    }
}
