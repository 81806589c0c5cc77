package dev.resplat.tensor.cpu;

import java.util.Arrays;

/** Products of one row with many, in plain Java. */
final class PlainAttentionRows implements AttentionRows {
    @Override
    public void dots(
            float[] a, int ao, float[] b, int bo, int stride, int rows, int n, float[] y, int yo) {
        for (int j = 0; j < rows; j++) {
            int from = bo + j * stride;
            float sum = 0;
            for (int d = 0; d < n; d++) {
                sum += a[ao + d] * b[from + d];
            }
            y[yo + j] = sum;
        }
    }

    @Override
    public void combine(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            int n,
            float factor,
            float[] y,
            int yo) {
        Arrays.fill(y, yo, yo + n, 0f);
        for (int j = 0; j < rows; j++) {
            float x = factor * w[wo + j];
            int from = bo + j * stride;
            for (int d = 0; d < n; d++) {
                y[yo + d] += x * b[from + d];
            }
        }
    }

    @Override
    public void allDots(
            float[] a, int ao, float[] b, int bo, int heads, int keys, int n, float[] y) {
        for (int h = 0; h < heads; h++) {
            dots(a, ao + h * n, b, bo + h * n, heads * n, keys, n, y, h * keys);
        }
    }

    @Override
    public void allOuter(
            float[] w,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int heads,
            int keys,
            int n) {
        for (int j = 0; j < keys; j++) {
            for (int h = 0; h < heads; h++) {
                float x = factor * w[h * keys + j];
                int to = bo + (j * heads + h) * n;
                for (int d = 0; d < n; d++) {
                    b[to + d] = x * a[ao + h * n + d];
                }
            }
        }
    }

    @Override
    public void addOuter(
            float[] w,
            int wo,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int stride,
            int rows,
            int n) {
        for (int j = 0; j < rows; j++) {
            float x = factor * w[wo + j];
            int to = bo + j * stride;
            for (int d = 0; d < n; d++) {
                b[to + d] += x * a[ao + d];
            }
        }
    }

    @Override
    public void scaleAndAdd(float[] s, int so, float scale, float[] mask, int mo, int n) {
        for (int j = 0; j < n; j++) {
            s[so + j] = scale * s[so + j] + mask[mo + j];
        }
    }
}
