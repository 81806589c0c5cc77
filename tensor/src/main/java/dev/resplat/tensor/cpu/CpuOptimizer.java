package dev.resplat.tensor.cpu;

import dev.resplat.tensor.*;

/** Stub. */
final class CpuOptimizer implements OptimizerKernels {
    private final Workers workers;

    CpuOptimizer(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void sgd(Sgd settings, int t, Buffer x, Buffer gradX, Buffer velocity, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void adam(Adam settings, int t, Buffer x, Buffer gradX, Buffer m, Buffer v, int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void adan(
            Adan settings,
            int t,
            Buffer x,
            Buffer gradX,
            Buffer m,
            Buffer v,
            Buffer s,
            Buffer gPrevious,
            int n) {
        throw new UnsupportedOperationException("todo");
    }

    @Override
    public void movingAverage(double decay, Buffer average, Buffer x, int n) {
        throw new UnsupportedOperationException("todo");
    }
}
