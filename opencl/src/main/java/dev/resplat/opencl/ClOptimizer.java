package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.OptimizerKernels;
import java.util.Map;

/**
 * Optimizer steps, one launch each, bound by bytes: 28 per parameter for Adam. Constants of a step
 * are computed in double and rounded once.
 */
final class ClOptimizer implements OptimizerKernels {
    private final ClDevice device;

    ClOptimizer(ClDevice device) {
        this.device = device;
    }

    private ClKernel kernel(String name) {
        return device.program("optimizer.cl", Map.of()).kernel(name);
    }

    @Override
    public void sgd(Sgd s, int t, Buffer x, Buffer gradX, Buffer velocity, int n) {
        kernel("sgd")
                .buffers(x, gradX, velocity)
                .floats(s.learningRate(), s.momentum(), s.weightDecay())
                .ints(t == 1 ? 1 : 0, s.nesterov() ? 1 : 0, n)
                .run(n);
    }

    @Override
    public void adam(Adam s, int t, Buffer x, Buffer gradX, Buffer m, Buffer v, int n) {
        kernel("adam")
                .buffers(x, gradX, m, v)
                .floats(s.beta1(), 1 - s.beta1(), s.beta2(), 1 - s.beta2())
                .floats(s.learningRate() / (1 - Math.pow(s.beta1(), t)))
                .floats(1 / (1 - Math.pow(s.beta2(), t)))
                .floats(s.epsilon())
                .floats(s.decoupled() ? 1 - s.learningRate() * s.weightDecay() : 1)
                .floats(s.decoupled() ? 0 : s.weightDecay())
                .ints(n)
                .run(n);
    }

    @Override
    public void adan(
            Adan s,
            int t,
            Buffer x,
            Buffer gradX,
            Buffer m,
            Buffer v,
            Buffer squares,
            Buffer gPrevious,
            int n) {
        double bias2 = 1 - Math.pow(s.beta2(), t);
        kernel("adan")
                .buffers(x, gradX, m, v, squares, gPrevious)
                .floats(s.beta1(), 1 - s.beta1(), s.beta2(), 1 - s.beta2())
                .floats(s.beta3(), 1 - s.beta3())
                .floats(s.learningRate() / (1 - Math.pow(s.beta1(), t)))
                .floats(s.learningRate() * s.beta2() / bias2)
                .floats(1 / (1 - Math.pow(s.beta3(), t)))
                .floats(s.epsilon())
                .floats(1 / (1 + s.learningRate() * s.weightDecay()))
                .ints(t == 1 ? 1 : 0, n)
                .run(n);
    }

    @Override
    public void movingAverage(double decay, Buffer average, Buffer x, int n) {
        kernel("movingAverage").buffers(average, x).floats(decay, 1 - decay).ints(n).run(n);
    }
}
