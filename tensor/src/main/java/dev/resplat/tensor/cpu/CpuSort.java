package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class CpuSort implements SortKernels {
    private final Workers workers;

    CpuSort(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void sort(Order order, Buffer x, Buffer values, Buffer index, int rows, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void topK(Order order, Buffer x, Buffer values, Buffer index, int rows, int n, int k) {
        throw new UnsupportedOperationException("todo");
    }
}
