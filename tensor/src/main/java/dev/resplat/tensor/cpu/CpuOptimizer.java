package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.OptimizerKernels;

/**
 * Optimizer steps as plain loops, which the JIT compiler turns into vector instructions; memory is
 * what bounds them. Constants of a step are computed in double and rounded once.
 */
final class CpuOptimizer implements OptimizerKernels {
    private final Workers workers;

    CpuOptimizer(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void sgd(Sgd settings, int t, Buffer x, Buffer gradX, Buffer velocity, int n) {
        float[] X = FloatArray.of(x);
        float[] G = FloatArray.of(gradX);
        float[] V = FloatArray.of(velocity);
        float rate = (float) settings.learningRate();
        float decay = (float) settings.weightDecay();
        if (settings.momentum() == 0) {
            Chunks.forEach(workers, n, (from, to) -> descend(X, G, rate, decay, from, to));
            return;
        }
        // The first step must not read what the velocity held before.
        float momentum = (float) settings.momentum();
        Chunks.forEach(
                workers,
                n,
                (from, to) -> {
                    if (t == 1) {
                        start(X, G, V, decay, from, to);
                    } else {
                        accelerate(X, G, V, momentum, decay, from, to);
                    }
                    if (settings.nesterov()) {
                        nesterov(X, G, V, rate, momentum, decay, from, to);
                    } else {
                        descend(X, V, rate, 0, from, to);
                    }
                });
    }

    private static void descend(float[] X, float[] G, float rate, float decay, int from, int to) {
        for (int i = from; i < to; i++) {
            X[i] -= rate * (G[i] + decay * X[i]);
        }
    }

    private static void start(float[] X, float[] G, float[] V, float decay, int from, int to) {
        for (int i = from; i < to; i++) {
            V[i] = G[i] + decay * X[i];
        }
    }

    private static void accelerate(
            float[] X, float[] G, float[] V, float momentum, float decay, int from, int to) {
        for (int i = from; i < to; i++) {
            V[i] = momentum * V[i] + (G[i] + decay * X[i]);
        }
    }

    private static void nesterov(
            float[] X,
            float[] G,
            float[] V,
            float rate,
            float momentum,
            float decay,
            int from,
            int to) {
        for (int i = from; i < to; i++) {
            X[i] -= rate * (G[i] + decay * X[i] + momentum * V[i]);
        }
    }

    @Override
    public void adam(Adam settings, int t, Buffer x, Buffer gradX, Buffer m, Buffer v, int n) {
        float[] X = FloatArray.of(x);
        float[] G = FloatArray.of(gradX);
        float[] M = FloatArray.of(m);
        float[] V = FloatArray.of(v);
        AdamStep step = AdamStep.of(settings, t);
        Chunks.forEach(workers, n, (from, to) -> step.run(X, G, M, V, from, to));
    }

    /** The constants of one step of Adam. */
    private record AdamStep(
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float rate,
            float unbias2,
            float epsilon,
            float keep,
            float decay) {
        static AdamStep of(Adam s, int t) {
            return new AdamStep(
                    (float) s.beta1(),
                    (float) (1 - s.beta1()),
                    (float) s.beta2(),
                    (float) (1 - s.beta2()),
                    (float) (s.learningRate() / (1 - Math.pow(s.beta1(), t))),
                    (float) (1 / (1 - Math.pow(s.beta2(), t))),
                    (float) s.epsilon(),
                    s.decoupled() ? (float) (1 - s.learningRate() * s.weightDecay()) : 1,
                    s.decoupled() ? 0 : (float) s.weightDecay());
        }

        void run(float[] X, float[] G, float[] M, float[] V, int from, int to) {
            float b1 = beta1;
            float r1 = rest1;
            float b2 = beta2;
            float r2 = rest2;
            float a = rate;
            float u = unbias2;
            float e = epsilon;
            float k = keep;
            float d = decay;
            for (int i = from; i < to; i++) {
                float x = X[i];
                float g = G[i] + d * x;
                float mean = b1 * M[i] + r1 * g;
                float square = b2 * V[i] + r2 * g * g;
                M[i] = mean;
                V[i] = square;
                X[i] = k * x - a * mean / ((float) Math.sqrt(square * u) + e);
            }
        }
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
        float[] X = FloatArray.of(x);
        float[] G = FloatArray.of(gradX);
        float[] M = FloatArray.of(m);
        float[] V = FloatArray.of(v);
        float[] S = FloatArray.of(s);
        float[] P = FloatArray.of(gPrevious);
        AdanStep step = AdanStep.of(settings, t);
        Chunks.forEach(
                workers,
                n,
                (from, to) -> {
                    if (t == 1) {
                        // No difference from a gradient that never was.
                        System.arraycopy(G, from, P, from, to - from);
                    }
                    step.run(X, G, M, V, S, P, from, to);
                });
    }

    /** The constants of one step of Adan. */
    private record AdanStep(
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float beta3,
            float rest3,
            float rate1,
            float rate2,
            float unbias3,
            float epsilon,
            float shrink) {
        static AdanStep of(Adan s, int t) {
            double bias2 = 1 - Math.pow(s.beta2(), t);
            return new AdanStep(
                    (float) s.beta1(),
                    (float) (1 - s.beta1()),
                    (float) s.beta2(),
                    (float) (1 - s.beta2()),
                    (float) s.beta3(),
                    (float) (1 - s.beta3()),
                    (float) (s.learningRate() / (1 - Math.pow(s.beta1(), t))),
                    (float) (s.learningRate() * s.beta2() / bias2),
                    (float) (1 / (1 - Math.pow(s.beta3(), t))),
                    (float) s.epsilon(),
                    (float) (1 / (1 + s.learningRate() * s.weightDecay())));
        }

        /** Several short loops: the JIT compiler does not vectorise one of this length. */
        void run(
                float[] X,
                float[] G,
                float[] M,
                float[] V,
                float[] S,
                float[] P,
                int from,
                int to) {
            updateMean(M, G, beta1, rest1, from, to);
            updateChange(V, G, P, beta2, rest2, from, to);
            updateSquare(S, G, P, beta2, beta3, rest3, from, to);
            System.arraycopy(G, from, P, from, to - from);
            descend(X, M, V, S, from, to);
        }

        private static void updateMean(
                float[] M, float[] G, float keep, float take, int from, int to) {
            for (int i = from; i < to; i++) {
                M[i] = keep * M[i] + take * G[i];
            }
        }

        private static void updateChange(
                float[] V, float[] G, float[] P, float keep, float take, int from, int to) {
            for (int i = from; i < to; i++) {
                V[i] = keep * V[i] + take * (G[i] - P[i]);
            }
        }

        private static void updateSquare(
                float[] S,
                float[] G,
                float[] P,
                float beta2,
                float keep,
                float take,
                int from,
                int to) {
            for (int i = from; i < to; i++) {
                float ahead = G[i] + beta2 * (G[i] - P[i]);
                S[i] = keep * S[i] + take * ahead * ahead;
            }
        }

        private void descend(float[] X, float[] M, float[] V, float[] S, int from, int to) {
            float a1 = rate1;
            float a2 = rate2;
            float u = unbias3;
            float e = epsilon;
            float k = shrink;
            for (int i = from; i < to; i++) {
                float root = (float) Math.sqrt(S[i] * u) + e;
                X[i] = k * (X[i] - (a1 * M[i] + a2 * V[i]) / root);
            }
        }
    }

    @Override
    public void movingAverage(double decay, Buffer average, Buffer x, int n) {
        float[] A = FloatArray.of(average);
        float[] X = FloatArray.of(x);
        float keep = (float) decay;
        float take = (float) (1 - decay);
        Chunks.forEach(workers, n, (from, to) -> average(A, X, keep, take, from, to));
    }

    private static void average(float[] A, float[] X, float keep, float take, int from, int to) {
        for (int i = from; i < to; i++) {
            A[i] = keep * A[i] + take * X[i];
        }
    }
}
