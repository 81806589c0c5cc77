package dev.resplat.opencl.aparapi;

import dev.resplat.splat.GatherContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, on threads. */
class AparapiThreadsGatherTest extends GatherContract {
    private static final Device DEVICE = new AparapiDevice(Execution.THREADS);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
