package dev.resplat.opencl.aparapi;

/** Where kernels of Aparapi run. */
public enum Execution {
    /** Translated to OpenCL, on the first GPU, or the first device of OpenCL if there is none. */
    OPENCL,

    /** As they are, in Java, on a pool of threads. */
    THREADS
}
