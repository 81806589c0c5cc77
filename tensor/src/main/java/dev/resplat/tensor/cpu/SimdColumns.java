package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * Columns in whole vectors, four rows at a time, which quarters the trips of running results to the
 * cache. Columns past the last whole vector are left to {@link PlainColumns}.
 */
final class SimdColumns implements Columns {
    private static final int STEP = LANES.length();

    private final PlainColumns plain = new PlainColumns();

    @Override
    public void sum(float[] X, int from, int stride, int rows, int width, float[] S, int at) {
        int whole = width - width % STEP;
        int i = 0;
        for (; i <= rows - 4; i += 4) {
            sumOfFour(X, from + i * stride, stride, whole, S, at);
        }
        for (; i < rows; i++) {
            sumOfOne(X, from + i * stride, whole, S, at);
        }
        if (whole < width) {
            plain.sum(X, from + whole, stride, rows, width - whole, S, at + whole);
        }
    }

    private static void sumOfFour(float[] X, int row, int stride, int width, float[] S, int at) {
        for (int j = 0; j < width; j += STEP) {
            int a = row + j;
            FloatVector ab = fromArray(LANES, X, a).add(fromArray(LANES, X, a + stride));
            int c = a + 2 * stride;
            FloatVector cd = fromArray(LANES, X, c).add(fromArray(LANES, X, c + stride));
            fromArray(LANES, S, at + j).add(ab.add(cd)).intoArray(S, at + j);
        }
    }

    private static void sumOfOne(float[] X, int row, int width, float[] S, int at) {
        for (int j = 0; j < width; j += STEP) {
            fromArray(LANES, S, at + j).add(fromArray(LANES, X, row + j)).intoArray(S, at + j);
        }
    }

    @Override
    public void squares(
            float[] X, int from, int stride, int rows, int width, float[] S, float[] centers) {
        int whole = width - width % STEP;
        for (int i = 0; i < rows; i++) {
            int row = from + i * stride;
            for (int j = 0; j < whole; j += STEP) {
                FloatVector d = fromArray(LANES, X, row + j).sub(fromArray(LANES, centers, j));
                d.fma(d, fromArray(LANES, S, j)).intoArray(S, j);
            }
            for (int j = whole; j < width; j++) {
                float d = X[row + j] - centers[j];
                S[j] += d * d;
            }
        }
    }

    @Override
    public void max(float[] X, int from, int stride, int rows, int width, float[] S, int at) {
        int whole = width - width % STEP;
        for (int i = 0; i < rows; i++) {
            int row = from + i * stride;
            for (int j = 0; j < whole; j += STEP) {
                fromArray(LANES, S, at + j).max(fromArray(LANES, X, row + j)).intoArray(S, at + j);
            }
        }
        if (whole < width) {
            plain.max(X, from + whole, stride, rows, width - whole, S, at + whole);
        }
    }
}
