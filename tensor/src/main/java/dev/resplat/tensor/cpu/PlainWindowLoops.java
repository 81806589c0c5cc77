package dev.resplat.tensor.cpu;

import dev.resplat.tensor.SimilarityKernels;

/** One number after the other. */
final class PlainWindowLoops implements WindowLoops {
    private static final float C1 = (float) SimilarityKernels.C1;
    private static final float C2 = (float) SimilarityKernels.C2;

    @Override
    public void along(float[] X, int x, int step, float[] weights, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) {
            float sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * X[x + i + k * step];
            }
            out[at + i] = sum;
        }
    }

    @Override
    public void across(float[] X, int[] starts, float[] weights, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) {
            float sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * X[starts[k] + i];
            }
            out[at + i] = sum;
        }
    }

    @Override
    public void products(float[] rows, int stride, int n) {
        for (int i = 0; i < n; i++) {
            float x = rows[i];
            float y = rows[stride + i];
            rows[2 * stride + i] = x * x;
            rows[3 * stride + i] = y * y;
            rows[4 * stride + i] = x * y;
        }
    }

    @Override
    public void compare(float[] means, int stride, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            float mx = means[i];
            float my = means[stride + i];
            float product = mx * my;
            float squares = mx * mx + my * my;
            float a1 = 2 * product + C1;
            float a2 = 2 * (means[4 * stride + i] - product) + C2;
            float b1 = squares + C1;
            float b2 = means[2 * stride + i] + means[3 * stride + i] - squares + C2;
            float inverse = 1 / (b1 * b2);
            float s = a1 * a2 * inverse;
            out[i] = s;
            out[stride + i] = 2 * inverse * (my * (a2 - a1) - mx * s * (b2 - b1));
            out[2 * stride + i] = -s * b1 * inverse;
            out[3 * stride + i] = 2 * a1 * inverse;
        }
    }

    @Override
    public void combine(
            float[] parts,
            int stride,
            float[] X,
            float[] Y,
            int from,
            float scale,
            float[] out,
            int n) {
        for (int i = 0; i < n; i++) {
            float q = parts[stride + i];
            float p = parts[2 * stride + i];
            out[from + i] = scale * (parts[i] + 2 * X[from + i] * q + Y[from + i] * p);
        }
    }
}
