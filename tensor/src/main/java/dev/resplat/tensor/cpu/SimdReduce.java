package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class SimdReduce implements ReduceKernels {
    private final Workers workers;

    SimdReduce(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void reduce(ReduceOp op, Buffer x, Buffer y, int outer, int n, int inner) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void argMax(Buffer x, Buffer index, int outer, int n, int inner) {
        throw new UnsupportedOperationException("todo");
    }
}
