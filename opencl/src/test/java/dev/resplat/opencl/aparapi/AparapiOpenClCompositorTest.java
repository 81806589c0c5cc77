package dev.resplat.opencl.aparapi;

import dev.resplat.splat.CompositorContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, translated to OpenCL. */
class AparapiOpenClCompositorTest extends CompositorContract {
    @Override
    protected Device device() {
        return AparapiUnderTest.onOpenCl();
    }
}
