package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class CpuScan implements ScanKernels {
    private final Workers workers;

    CpuScan(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void cumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void reverseCumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void cumulativeProduct(Buffer x, Buffer y, int outer, int n, int inner) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void cumulativeProductGrad(
            Buffer x, Buffer gradY, Buffer gradX, int outer, int n, int inner) {
        throw new UnsupportedOperationException("todo");
    }
}
