package dev.resplat.splat.cpu;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.cpu.FloatArray;
import dev.resplat.tensor.cpu.Workers;
import java.util.Arrays;

/** Splats shared among the threads; directions and terms in double, the rest in float. */
final class CpuHarmonics implements HarmonicsKernels {
    /** Splats per task. */
    private static final int GRAIN = 1024;

    private final Workers workers;

    CpuHarmonics(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void colors(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            int n) {
        float[] H0 = FloatArray.of(sh0);
        float[] H = FloatArray.of(shRest);
        float[] M = FloatArray.of(means);
        float[] C = FloatArray.of(colors);
        float[] P = FloatArray.of(worldToCamera);
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    View view = new View(degree, P);
                    for (int i = from; i < to; i++) {
                        view.look(M, i);
                        view.color(H0, H, i * (terms - 1) * 3, C, 3 * i);
                    }
                });
    }

    @Override
    public void colorsGrad(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            Buffer gradColors,
            Buffer gradSh0,
            Buffer gradShRest,
            Buffer gradMeans,
            Buffer gradWorldToCamera,
            int n) {
        float[] H0 = FloatArray.of(sh0);
        float[] H = FloatArray.of(shRest);
        float[] M = FloatArray.of(means);
        float[] P = FloatArray.of(worldToCamera);
        float[] C = FloatArray.of(colors);
        float[] gC = FloatArray.of(gradColors);
        float[] gH0 = FloatArray.of(gradSh0);
        float[] gH = FloatArray.of(gradShRest);
        float[] gM = FloatArray.of(gradMeans);
        double[][] sums = new double[(n + GRAIN - 1) / GRAIN][];
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    View view = new View(degree, P);
                    for (int i = from; i < to; i++) {
                        view.colorGrad(terms, H, M, C, gC, gH0, gH, gM, i);
                    }
                    sums[from / GRAIN] = view.gradCenter;
                });
        double[] g = new double[3];
        for (double[] part : sums) {
            for (int k = 0; k < 3; k++) {
                g[k] += part[k];
            }
        }
        float[] gP = FloatArray.of(gradWorldToCamera);
        Arrays.fill(gP, 0, 16, 0);
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                gP[4 * j + k] = (float) (-P[4 * j + 3] * g[k]);
                sum -= P[4 * j + k] * g[k];
            }
            gP[4 * j + 3] = (float) sum;
        }
    }

    /** From where one looks, and the direction to one splat after the other. */
    private static final class View {
        private final int degree;
        private final int used;
        private final double[] center = new double[3];
        private final double[] terms;
        private final float[] weights;
        private final double[] gradTerms;
        private final double[] gradDirection = new double[3];

        /** The sum of gradients with respect to the centre of the camera. */
        final double[] gradCenter = new double[3];

        private double x;
        private double y;
        private double z;
        private double inverse;

        View(int degree, float[] P) {
            this.degree = degree;
            used = (degree + 1) * (degree + 1);
            terms = new double[used];
            weights = new float[used];
            gradTerms = new double[used];
            for (int k = 0; k < 3; k++) {
                center[k] = -((double) P[k] * P[3] + P[4 + k] * P[7] + P[8 + k] * P[11]);
            }
        }

        void look(float[] M, int i) {
            x = M[3 * i] - center[0];
            y = M[3 * i + 1] - center[1];
            z = M[3 * i + 2] - center[2];
            double r2 = x * x + y * y + z * z;
            inverse = r2 == 0 ? 0 : 1 / Math.sqrt(r2);
            x *= inverse;
            y *= inverse;
            z *= inverse;
            Harmonics.terms(degree, x, y, z, terms);
            for (int k = 0; k < used; k++) {
                weights[k] = (float) terms[k];
            }
        }

        void color(float[] H0, float[] H, int from, float[] C, int to) {
            float[] weights = this.weights;
            float red = 0.5f + weights[0] * H0[to];
            float green = 0.5f + weights[0] * H0[to + 1];
            float blue = 0.5f + weights[0] * H0[to + 2];
            for (int k = 1, o = from; k < weights.length; k++, o += 3) {
                float w = weights[k];
                red += w * H[o];
                green += w * H[o + 1];
                blue += w * H[o + 2];
            }
            C[to] = Math.max(0, red);
            C[to + 1] = Math.max(0, green);
            C[to + 2] = Math.max(0, blue);
        }

        void colorGrad(
                int stored,
                float[] H,
                float[] M,
                float[] C,
                float[] gC,
                float[] gH0,
                float[] gH,
                float[] gM,
                int i) {
            float red = C[3 * i] > 0 ? gC[3 * i] : 0;
            float green = C[3 * i + 1] > 0 ? gC[3 * i + 1] : 0;
            float blue = C[3 * i + 2] > 0 ? gC[3 * i + 2] : 0;
            gH0[3 * i] = (float) Harmonics.DC * red;
            gH0[3 * i + 1] = (float) Harmonics.DC * green;
            gH0[3 * i + 2] = (float) Harmonics.DC * blue;
            int at = i * (stored - 1) * 3;
            if (degree == 0 || red == 0 && green == 0 && blue == 0) {
                Arrays.fill(gH, at, at + 3 * (stored - 1), 0);
                Arrays.fill(gM, 3 * i, 3 * i + 3, 0);
                return;
            }
            look(M, i);
            float[] weights = this.weights;
            double[] gradTerms = this.gradTerms;
            for (int k = 1, o = at; k < weights.length; k++, o += 3) {
                float w = weights[k];
                gradTerms[k] = red * H[o] + green * H[o + 1] + blue * H[o + 2];
                gH[o] = w * red;
                gH[o + 1] = w * green;
                gH[o + 2] = w * blue;
            }
            Arrays.fill(gH, at + 3 * (used - 1), at + 3 * (stored - 1), 0);
            double[] g = gradDirection;
            Harmonics.gradient(degree, x, y, z, gradTerms, g);
            double along = g[0] * x + g[1] * y + g[2] * z;
            double gx = inverse * (g[0] - along * x);
            double gy = inverse * (g[1] - along * y);
            double gz = inverse * (g[2] - along * z);
            gM[3 * i] = (float) gx;
            gM[3 * i + 1] = (float) gy;
            gM[3 * i + 2] = (float) gz;
            gradCenter[0] -= gx;
            gradCenter[1] -= gy;
            gradCenter[2] -= gz;
        }
    }
}
