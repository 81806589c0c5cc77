package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.NormalizationKernels;

/** The definition, group by group. */
final class CpuNormalization implements NormalizationKernels {
    CpuNormalization(Workers workers) {}

    @Override
    public void normalize(
            Buffer x,
            Buffer gamma,
            Buffer beta,
            Buffer y,
            Buffer mean,
            Buffer variance,
            int n,
            int p,
            int c,
            int groups,
            double epsilon) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        float[] gains = FloatArray.of(gamma);
        float[] offsets = FloatArray.of(beta);
        for (int s = 0; s < n * groups; s++) {
            Group group = new Group(s / groups, s % groups, p, c, c / groups);
            double m = group.sum((i, channel) -> X[i]) / group.size();
            double v = group.sum((i, channel) -> (X[i] - m) * (X[i] - m)) / group.size();
            FloatArray.of(mean)[s] = (float) m;
            FloatArray.of(variance)[s] = (float) v;
            group.forEach(
                    (i, channel) -> {
                        double xhat = (X[i] - m) / Math.sqrt(v + epsilon);
                        Y[i] = (float) (xhat * gains[channel] + offsets[channel]);
                    });
        }
    }

    @Override
    public void normalizeGrad(
            Buffer x,
            Buffer gamma,
            Buffer mean,
            Buffer variance,
            Buffer gradY,
            Buffer gradX,
            Buffer gradGamma,
            Buffer gradBeta,
            int n,
            int p,
            int c,
            int groups,
            double epsilon) {
        float[] X = FloatArray.of(x);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        float[] gains = FloatArray.of(gamma);
        double[] gGamma = new double[c];
        double[] gBeta = new double[c];
        for (int s = 0; s < n * groups; s++) {
            Group group = new Group(s / groups, s % groups, p, c, c / groups);
            double m = FloatArray.of(mean)[s];
            double deviation = Math.sqrt(FloatArray.of(variance)[s] + epsilon);
            Term xhat = (i, channel) -> (X[i] - m) / deviation;
            Term h = (i, channel) -> gY[i] * gains[channel];
            double meanH = group.sum(h) / group.size();
            double dot = group.sum((i, channel) -> h.of(i, channel) * xhat.of(i, channel));
            double meanHXhat = dot / group.size();
            group.forEach(
                    (i, channel) -> {
                        double t = xhat.of(i, channel);
                        gX[i] = (float) ((h.of(i, channel) - meanH - t * meanHXhat) / deviation);
                        gGamma[channel] += gY[i] * t;
                        gBeta[channel] += gY[i];
                    });
        }
        for (int j = 0; j < c; j++) {
            FloatArray.of(gradGamma)[j] = (float) gGamma[j];
            FloatArray.of(gradBeta)[j] = (float) gBeta[j];
        }
    }

    /** A number for the element at an index, in a channel. */
    private interface Term {
        double of(int i, int channel);
    }

    /** What is done with the element at an index, in a channel. */
    private interface Action {
        void accept(int i, int channel);
    }

    /** Neighbouring channels at all places of a sample. */
    private record Group(int sample, int number, int p, int c, int channels) {
        int size() {
            return p * channels;
        }

        void forEach(Action action) {
            for (int place = sample * p; place < (sample + 1) * p; place++) {
                for (int j = number * channels; j < (number + 1) * channels; j++) {
                    action.accept(place * c + j, j);
                }
            }
        }

        double sum(Term term) {
            double[] sum = {0};
            forEach((i, channel) -> sum[0] += term.of(i, channel));
            return sum[0];
        }
    }
}
