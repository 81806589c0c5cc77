package dev.resplat.opencl.aparapi;

import dev.resplat.splat.CompositorContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, on threads. */
class AparapiThreadsCompositorTest extends CompositorContract {
    private static final Device DEVICE = new AparapiDevice(Execution.THREADS);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
