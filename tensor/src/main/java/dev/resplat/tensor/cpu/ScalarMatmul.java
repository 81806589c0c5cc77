package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class ScalarMatmul implements MatmulKernels {
    private final Workers workers;

    ScalarMatmul(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c) {
        throw new UnsupportedOperationException("todo");
    }
}
