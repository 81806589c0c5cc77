package dev.resplat.tensor.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import dev.resplat.tensor.SimilarityKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A vector of numbers at once. */
final class SimdWindowLoops implements WindowLoops {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final float C1 = (float) SimilarityKernels.C1;
    private static final float C2 = (float) SimilarityKernels.C2;

    /** Four vectors at a time, which share the weights and do not wait for each other. */
    @Override
    public void along(float[] X, int x, int step, float[] weights, float[] out, int at, int n) {
        int i = 0;
        for (; i + 4 * L <= n; i += 4 * L) {
            FloatVector s0 = zero(S);
            FloatVector s1 = zero(S);
            FloatVector s2 = zero(S);
            FloatVector s3 = zero(S);
            for (int k = 0, from = x + i; k < weights.length; k++, from += step) {
                FloatVector w = broadcast(S, weights[k]);
                s0 = fromArray(S, X, from).fma(w, s0);
                s1 = fromArray(S, X, from + L).fma(w, s1);
                s2 = fromArray(S, X, from + 2 * L).fma(w, s2);
                s3 = fromArray(S, X, from + 3 * L).fma(w, s3);
            }
            s0.intoArray(out, at + i);
            s1.intoArray(out, at + i + L);
            s2.intoArray(out, at + i + 2 * L);
            s3.intoArray(out, at + i + 3 * L);
        }
        for (; i < n; i += L) {
            FloatVector sum = zero(S);
            for (int k = 0, from = x + i; k < weights.length; k++, from += step) {
                sum = fromArray(S, X, from).fma(broadcast(S, weights[k]), sum);
            }
            sum.intoArray(out, at + i);
        }
    }

    @Override
    public void across(float[] X, int[] starts, float[] weights, float[] out, int at, int n) {
        int i = 0;
        for (; i + 4 * L <= n; i += 4 * L) {
            FloatVector s0 = zero(S);
            FloatVector s1 = zero(S);
            FloatVector s2 = zero(S);
            FloatVector s3 = zero(S);
            for (int k = 0; k < weights.length; k++) {
                FloatVector w = broadcast(S, weights[k]);
                int from = starts[k] + i;
                s0 = fromArray(S, X, from).fma(w, s0);
                s1 = fromArray(S, X, from + L).fma(w, s1);
                s2 = fromArray(S, X, from + 2 * L).fma(w, s2);
                s3 = fromArray(S, X, from + 3 * L).fma(w, s3);
            }
            s0.intoArray(out, at + i);
            s1.intoArray(out, at + i + L);
            s2.intoArray(out, at + i + 2 * L);
            s3.intoArray(out, at + i + 3 * L);
        }
        for (; i < n; i += L) {
            FloatVector sum = zero(S);
            for (int k = 0; k < weights.length; k++) {
                sum = fromArray(S, X, starts[k] + i).fma(broadcast(S, weights[k]), sum);
            }
            sum.intoArray(out, at + i);
        }
    }

    @Override
    public void products(float[] rows, int stride, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = fromArray(S, rows, i);
            FloatVector y = fromArray(S, rows, stride + i);
            x.mul(x).intoArray(rows, 2 * stride + i);
            y.mul(y).intoArray(rows, 3 * stride + i);
            x.mul(y).intoArray(rows, 4 * stride + i);
        }
    }

    @Override
    public void compare(float[] means, int stride, float[] out, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector mx = fromArray(S, means, i);
            FloatVector my = fromArray(S, means, stride + i);
            FloatVector product = mx.mul(my);
            FloatVector squares = mx.fma(mx, my.mul(my));
            FloatVector a1 = product.add(product).add(C1);
            FloatVector covariance = fromArray(S, means, 4 * stride + i).sub(product);
            FloatVector a2 = covariance.add(covariance).add(C2);
            FloatVector b1 = squares.add(C1);
            FloatVector b2 =
                    fromArray(S, means, 2 * stride + i)
                            .add(fromArray(S, means, 3 * stride + i))
                            .sub(squares)
                            .add(C2);
            FloatVector inverse = broadcast(S, 1).div(b1.mul(b2));
            FloatVector s = a1.mul(a2).mul(inverse);
            s.intoArray(out, i);
            FloatVector twice = inverse.add(inverse);
            my.mul(a2.sub(a1)).sub(mx.mul(s).mul(b2.sub(b1))).mul(twice).intoArray(out, stride + i);
            s.mul(b1).mul(inverse).neg().intoArray(out, 2 * stride + i);
            a1.mul(twice).intoArray(out, 3 * stride + i);
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
        int whole = n - n % L;
        for (int i = 0; i < whole; i += L) {
            FloatVector x = fromArray(S, X, from + i);
            FloatVector y = fromArray(S, Y, from + i);
            FloatVector q = fromArray(S, parts, stride + i);
            FloatVector sum = y.fma(fromArray(S, parts, 2 * stride + i), fromArray(S, parts, i));
            x.add(x).fma(q, sum).mul(scale).intoArray(out, from + i);
        }
        for (int i = whole; i < n; i++) {
            float q = parts[stride + i];
            float p = parts[2 * stride + i];
            out[from + i] = scale * (parts[i] + 2 * X[from + i] * q + Y[from + i] * p);
        }
    }
}
