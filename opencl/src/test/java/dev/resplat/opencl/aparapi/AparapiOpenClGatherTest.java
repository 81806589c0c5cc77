package dev.resplat.opencl.aparapi;

import dev.resplat.splat.GatherContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, translated to OpenCL. */
class AparapiOpenClGatherTest extends GatherContract {
    @Override
    protected Device device() {
        return AparapiUnderTest.onOpenCl();
    }
}
