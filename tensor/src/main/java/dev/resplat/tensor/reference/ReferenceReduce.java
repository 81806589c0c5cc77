package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;

/** The definition: one pass (the variance: two) over each run. */
final class ReferenceReduce implements ReduceKernels {
    @Override
    public void reduce(ReduceOp op, Buffer x, Buffer y, int outer, int n, int inner) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                Y[o * inner + i] = reduce(op, X, o * n * inner + i, n, inner);
            }
        }
    }

    /** Reduces n numbers that lie {@code stride} apart. */
    private static double reduce(ReduceOp op, double[] X, int first, int n, int stride) {
        double sum = 0;
        double squares = 0;
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            double x = X[first + j * stride];
            sum += x;
            squares += x * x;
            max = Math.max(max, x);
        }
        return switch (op) {
            case SUM -> sum;
            case MEAN -> sum / n;
            case MAX -> max;
            case NORM -> Math.sqrt(squares);
            case VARIANCE -> variance(X, first, n, stride, sum / n);
        };
    }

    private static double variance(double[] X, int first, int n, int stride, double mean) {
        double squares = 0;
        for (int j = 0; j < n; j++) {
            double d = X[first + j * stride] - mean;
            squares += d * d;
        }
        return squares / n;
    }

    @Override
    public void argMax(Buffer x, Buffer index, int outer, int n, int inner) {
        double[] X = DoubleArray.of(x);
        int[] I = IntArray.of(index);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int first = o * n * inner + i;
                int best = 0;
                for (int j = 1; j < n; j++) {
                    // Double.compare ranks NaN above all numbers, but also 0 above -0.
                    double candidate = X[first + j * inner] + 0.0;
                    if (Double.compare(candidate, X[first + best * inner] + 0.0) > 0) {
                        best = j;
                    }
                }
                I[o * inner + i] = best;
            }
        }
    }
}
