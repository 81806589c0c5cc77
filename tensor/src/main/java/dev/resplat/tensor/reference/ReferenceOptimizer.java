package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.OptimizerKernels;

/** The definition: the formulas of the papers, element by element. */
final class ReferenceOptimizer implements OptimizerKernels {
    @Override
    public void sgd(Sgd s, int t, Buffer x, Buffer gradX, Buffer velocity, int n) {
        double[] X = DoubleArray.of(x);
        double[] G = DoubleArray.of(gradX);
        double[] V = DoubleArray.of(velocity);
        for (int i = 0; i < n; i++) {
            double g = G[i] + s.weightDecay() * X[i];
            double step = g;
            if (s.momentum() != 0) {
                V[i] = t == 1 ? g : s.momentum() * V[i] + g;
                step = s.nesterov() ? g + s.momentum() * V[i] : V[i];
            }
            X[i] -= s.learningRate() * step;
        }
    }

    @Override
    public void adam(Adam s, int t, Buffer x, Buffer gradX, Buffer m, Buffer v, int n) {
        double[] X = DoubleArray.of(x);
        double[] G = DoubleArray.of(gradX);
        double[] M = DoubleArray.of(m);
        double[] V = DoubleArray.of(v);
        double bias1 = 1 - Math.pow(s.beta1(), t);
        double bias2 = 1 - Math.pow(s.beta2(), t);
        for (int i = 0; i < n; i++) {
            double g = G[i];
            if (s.decoupled()) {
                X[i] *= 1 - s.learningRate() * s.weightDecay();
            } else {
                g += s.weightDecay() * X[i];
            }
            M[i] = s.beta1() * M[i] + (1 - s.beta1()) * g;
            V[i] = s.beta2() * V[i] + (1 - s.beta2()) * g * g;
            double root = Math.sqrt(V[i] / bias2) + s.epsilon();
            X[i] -= s.learningRate() * (M[i] / bias1) / root;
        }
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
        double[] X = DoubleArray.of(x);
        double[] G = DoubleArray.of(gradX);
        double[] M = DoubleArray.of(m);
        double[] V = DoubleArray.of(v);
        double[] S = DoubleArray.of(squares);
        double[] P = DoubleArray.of(gPrevious);
        double bias1 = 1 - Math.pow(s.beta1(), t);
        double bias2 = 1 - Math.pow(s.beta2(), t);
        double bias3 = 1 - Math.pow(s.beta3(), t);
        for (int i = 0; i < n; i++) {
            double d = t == 1 ? 0 : G[i] - P[i];
            double ahead = G[i] + s.beta2() * d;
            M[i] = s.beta1() * M[i] + (1 - s.beta1()) * G[i];
            V[i] = s.beta2() * V[i] + (1 - s.beta2()) * d;
            S[i] = s.beta3() * S[i] + (1 - s.beta3()) * ahead * ahead;
            double root = Math.sqrt(S[i] / bias3) + s.epsilon();
            double step = (M[i] / bias1 + s.beta2() * V[i] / bias2) / root;
            X[i] = (X[i] - s.learningRate() * step) / (1 + s.learningRate() * s.weightDecay());
            P[i] = G[i];
        }
    }

    @Override
    public void movingAverage(double decay, Buffer average, Buffer x, int n) {
        double[] A = DoubleArray.of(average);
        double[] X = DoubleArray.of(x);
        for (int i = 0; i < n; i++) {
            A[i] = decay * A[i] + (1 - decay) * X[i];
        }
    }
}
