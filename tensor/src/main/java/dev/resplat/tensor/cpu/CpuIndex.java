package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class CpuIndex implements IndexKernels {
    private final Workers workers;

    CpuIndex(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void copy(Buffer x, View xView, Buffer y, View yView, int[] dims) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void gatherRows(Buffer x, Buffer index, Buffer y, int n, int k, int width) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void scatterAddRows(Buffer x, Buffer index, Buffer y, int n, int k, int width) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void gather(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void scatterAdd(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        throw new UnsupportedOperationException("todo");
    }
}
