package dev.resplat.opencl.aparapi;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.MatmulKernelsContract;

/** Kernels in Java, on threads. */
class AparapiThreadsMatmulTest extends MatmulKernelsContract {
    private static final Device DEVICE = new AparapiDevice(Execution.THREADS);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
