package dev.resplat.tensor.reference;

import dev.resplat.tensor.AttentionKernels;
import dev.resplat.tensor.Buffer;
import java.util.Arrays;

/** The definition, query by query. */
final class ReferenceAttention implements AttentionKernels {
    @Override
    public void attention(
            Size size, Buffer q, Buffer k, Buffer v, Mask mask, Buffer y, Buffer logSumExp) {
        double[] V = DoubleArray.of(v);
        double[] Y = DoubleArray.of(y);
        double[] L = DoubleArray.of(logSumExp);
        forEachQuery(
                size,
                (n, h, i) -> {
                    double[] s = scores(size, q, k, mask, n, h, i);
                    int row = (n * size.heads() + h) * size.queries() + i;
                    L[row] = logSumExp(s);
                    for (int d = 0; d < size.valueDepth(); d++) {
                        double sum = 0;
                        for (int j = 0; j < s.length; j++) {
                            sum += probability(s[j], L[row]) * V[value(size, n, j, h) + d];
                        }
                        Y[result(size, n, i, h) + d] = sum;
                    }
                });
    }

    @Override
    public void attentionGrad(
            Size size,
            Buffer q,
            Buffer k,
            Buffer v,
            Mask mask,
            Buffer y,
            Buffer logSumExp,
            Buffer gradY,
            Buffer gradQ,
            Buffer gradK,
            Buffer gradV) {
        double[] Q = DoubleArray.of(q);
        double[] K = DoubleArray.of(k);
        double[] V = DoubleArray.of(v);
        double[] Y = DoubleArray.of(y);
        double[] L = DoubleArray.of(logSumExp);
        double[] gY = DoubleArray.of(gradY);
        int queries = size.batch() * size.queries() * size.heads();
        int keys = size.batch() * size.keys() * size.heads();
        double[] gQ = zeros(gradQ, queries * size.depth());
        double[] gK = zeros(gradK, keys * size.depth());
        double[] gV = zeros(gradV, keys * size.valueDepth());
        forEachQuery(
                size,
                (n, h, i) -> {
                    double[] s = scores(size, q, k, mask, n, h, i);
                    int row = (n * size.heads() + h) * size.queries() + i;
                    int qi = query(size, n, i, h);
                    int yi = result(size, n, i, h);
                    double delta = dot(gY, yi, Y, yi, size.valueDepth());
                    for (int j = 0; j < s.length; j++) {
                        int kj = key(size, n, j, h);
                        int vj = value(size, n, j, h);
                        double p = probability(s[j], L[row]);
                        double gP = dot(gY, yi, V, vj, size.valueDepth());
                        double gS = p * (gP - delta);
                        for (int d = 0; d < size.depth(); d++) {
                            gQ[qi + d] += size.scale() * gS * K[kj + d];
                            gK[kj + d] += size.scale() * gS * Q[qi + d];
                        }
                        for (int d = 0; d < size.valueDepth(); d++) {
                            gV[vj + d] += p * gY[yi + d];
                        }
                    }
                });
    }

    private interface QueryLoop {
        void run(int batch, int head, int query);
    }

    private static void forEachQuery(Size size, QueryLoop loop) {
        for (int n = 0; n < size.batch(); n++) {
            for (int h = 0; h < size.heads(); h++) {
                for (int i = 0; i < size.queries(); i++) {
                    loop.run(n, h, i);
                }
            }
        }
    }

    /** {@code s_i} for all keys. */
    private static double[] scores(Size size, Buffer q, Buffer k, Mask mask, int n, int h, int i) {
        double[] s = new double[size.keys()];
        for (int j = 0; j < s.length; j++) {
            double dot =
                    dot(
                            DoubleArray.of(q),
                            query(size, n, i, h),
                            DoubleArray.of(k),
                            key(size, n, j, h),
                            size.depth());
            double m = mask == null ? 0 : DoubleArray.of(mask.values())[mask.row(n, h, i) + j];
            s[j] = size.scale() * dot + m;
        }
        return s;
    }

    private static double logSumExp(double[] s) {
        double max = Double.NEGATIVE_INFINITY;
        for (double x : s) {
            max = Math.max(max, x);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        double sum = 0;
        for (double x : s) {
            sum += Math.exp(x - max);
        }
        return max + Math.log(sum);
    }

    /** {@code e^(s - logSumExp)}; zero where all keys are hidden. */
    private static double probability(double s, double logSumExp) {
        return logSumExp == Double.NEGATIVE_INFINITY ? 0 : Math.exp(s - logSumExp);
    }

    private static double dot(double[] a, int ao, double[] b, int bo, int n) {
        double sum = 0;
        for (int d = 0; d < n; d++) {
            sum += a[ao + d] * b[bo + d];
        }
        return sum;
    }

    /** The elements of a gradient, zero; thrown away when it is not wanted. */
    private static double[] zeros(Buffer gradient, int n) {
        if (gradient == null) {
            return new double[n];
        }
        double[] g = DoubleArray.of(gradient);
        Arrays.fill(g, 0, n, 0);
        return g;
    }

    private static int query(Size size, int n, int i, int h) {
        return ((n * size.queries() + i) * size.heads() + h) * size.depth();
    }

    private static int key(Size size, int n, int j, int h) {
        return ((n * size.keys() + j) * size.heads() + h) * size.depth();
    }

    private static int value(Size size, int n, int j, int h) {
        return ((n * size.keys() + j) * size.heads() + h) * size.valueDepth();
    }

    private static int result(Size size, int n, int i, int h) {
        return ((n * size.queries() + i) * size.heads() + h) * size.valueDepth();
    }
}
