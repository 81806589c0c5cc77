package dev.resplat.opencl.aparapi;

import dev.resplat.splat.RasterizerContract;
import dev.resplat.tensor.Device;

/** Kernels in Java, on threads. */
class AparapiThreadsRasterizerTest extends RasterizerContract {
    private static final Device DEVICE = new AparapiDevice(Execution.THREADS);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
