package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernelsContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, on threads. */
class AparapiThreadsProjectionTest extends ProjectionKernelsContract {
    private static final Device DEVICE = new AparapiDevice(Execution.THREADS);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
