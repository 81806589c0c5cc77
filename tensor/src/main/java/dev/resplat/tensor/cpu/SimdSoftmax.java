package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class SimdSoftmax implements SoftmaxKernels {
    private final Workers workers;

    SimdSoftmax(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void softmax(Buffer x, Buffer y, int rows, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void softmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void logSoftmax(Buffer x, Buffer y, int rows, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void logSoftmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n) {
        throw new UnsupportedOperationException("todo");
    }
}
