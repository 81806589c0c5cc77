package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Products of one row with many, in whole vectors; what is left of a row is done one by one. */
final class SimdAttentionRows implements AttentionRows {
    private static final int STEP = LANES.length();

    @Override
    public void dots(
            float[] a, int ao, float[] b, int bo, int stride, int rows, int n, float[] y, int yo) {
        int whole = LANES.loopBound(n);
        for (int j = 0; j < rows; j++) {
            y[yo + j] = dot(a, ao, b, bo + j * stride, whole);
        }
        if (whole < n) {
            addRest(a, ao, b, bo, stride, rows, whole, n, y, yo);
        }
    }

    private static float dot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector sum = FloatVector.zero(LANES);
        for (int d = 0; d < n; d += STEP) {
            sum = fromArray(LANES, a, ao + d).fma(fromArray(LANES, b, bo + d), sum);
        }
        return SimdRows.sumOfLanes(sum);
    }

    private static void addRest(
            float[] a,
            int ao,
            float[] b,
            int bo,
            int stride,
            int rows,
            int from,
            int n,
            float[] y,
            int yo) {
        for (int j = 0; j < rows; j++) {
            int at = bo + j * stride;
            float sum = y[yo + j];
            for (int d = from; d < n; d++) {
                sum += a[ao + d] * b[at + d];
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
        int whole = LANES.loopBound(n);
        int d = 0;
        for (; d + 2 * STEP <= whole; d += 2 * STEP) {
            combineTwo(w, wo, b, bo + d, stride, rows, factor, y, yo + d);
        }
        if (d < whole) {
            combineOne(w, wo, b, bo + d, stride, rows, factor, y, yo + d);
        }
        if (whole < n) {
            combineRest(w, wo, b, bo, stride, rows, whole, n, factor, y, yo);
        }
    }

    private static void combineTwo(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            float factor,
            float[] y,
            int yo) {
        FloatVector s0 = FloatVector.zero(LANES);
        FloatVector s1 = FloatVector.zero(LANES);
        FloatVector t0 = FloatVector.zero(LANES);
        FloatVector t1 = FloatVector.zero(LANES);
        int j = 0;
        for (; j + 2 <= rows; j += 2) {
            int at = bo + j * stride;
            FloatVector x = FloatVector.broadcast(LANES, w[wo + j]);
            s0 = x.fma(fromArray(LANES, b, at), s0);
            s1 = x.fma(fromArray(LANES, b, at + STEP), s1);
            FloatVector z = FloatVector.broadcast(LANES, w[wo + j + 1]);
            t0 = z.fma(fromArray(LANES, b, at + stride), t0);
            t1 = z.fma(fromArray(LANES, b, at + stride + STEP), t1);
        }
        if (j < rows) {
            FloatVector x = FloatVector.broadcast(LANES, w[wo + j]);
            s0 = x.fma(fromArray(LANES, b, bo + j * stride), s0);
            s1 = x.fma(fromArray(LANES, b, bo + j * stride + STEP), s1);
        }
        s0.add(t0).mul(factor).intoArray(y, yo);
        s1.add(t1).mul(factor).intoArray(y, yo + STEP);
    }

    private static void combineOne(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            float factor,
            float[] y,
            int yo) {
        FloatVector sum = FloatVector.zero(LANES);
        for (int j = 0; j < rows; j++) {
            sum = fromArray(LANES, b, bo + j * stride).fma(broadcast(w[wo + j]), sum);
        }
        sum.mul(factor).intoArray(y, yo);
    }

    private static FloatVector broadcast(float x) {
        return FloatVector.broadcast(LANES, x);
    }

    private static void combineRest(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            int from,
            int n,
            float factor,
            float[] y,
            int yo) {
        Arrays.fill(y, yo + from, yo + n, 0f);
        for (int j = 0; j < rows; j++) {
            float x = w[wo + j];
            int at = bo + j * stride;
            for (int d = from; d < n; d++) {
                y[yo + d] += x * b[at + d];
            }
        }
        for (int d = from; d < n; d++) {
            y[yo + d] *= factor;
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
        int whole = LANES.loopBound(n);
        for (int j = 0; j < rows; j++) {
            float x = factor * w[wo + j];
            int to = bo + j * stride;
            for (int d = 0; d < whole; d += STEP) {
                fromArray(LANES, a, ao + d)
                        .fma(broadcast(x), fromArray(LANES, b, to + d))
                        .intoArray(b, to + d);
            }
            for (int d = whole; d < n; d++) {
                b[to + d] += x * a[ao + d];
            }
        }
    }

    @Override
    public void scaleAndAdd(float[] s, int so, float scale, float[] mask, int mo, int n) {
        int whole = LANES.loopBound(n);
        for (int j = 0; j < whole; j += STEP) {
            fromArray(LANES, s, so + j)
                    .fma(broadcast(scale), fromArray(LANES, mask, mo + j))
                    .intoArray(s, so + j);
        }
        for (int j = whole; j < n; j++) {
            s[so + j] = scale * s[so + j] + mask[mo + j];
        }
    }
}
