package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class CpuRandom implements RandomKernels {
    private final Workers workers;

    CpuRandom(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void uniform(Buffer y, int n, long seed, long draw) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void normal(Buffer y, int n, long seed, long draw) {
        throw new UnsupportedOperationException("todo");
    }
}
