package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.Odometer;
import java.util.Arrays;

/** The definition: one element after the other. */
final class ReferenceIndex implements IndexKernels {
    @Override
    public void copy(Buffer x, View xView, Buffer y, View yView, int[] dims) {
        Move move = move(x, y);
        for (Odometer i = new Odometer(dims); i.valid(); i.advance()) {
            move.element(
                    xView.offset() + i.dot(xView.strides()),
                    yView.offset() + i.dot(yView.strides()));
        }
    }

    @Override
    public void indices(Buffer y, int n) {
        int[] Y = IntArray.of(y);
        for (int i = 0; i < n; i++) {
            Y[i] = i;
        }
    }

    @Override
    public void gatherRows(Buffer x, Buffer index, Buffer y, int n, int k, int width) {
        int[] I = IntArray.of(index);
        Move move = move(x, y);
        for (int j = 0; j < k; j++) {
            int row = place("gatherRows", I, j, n);
            for (int i = 0; i < width; i++) {
                move.element(row * width + i, j * width + i);
            }
        }
    }

    @Override
    public void scatterAddRows(Buffer x, Buffer index, Buffer y, int n, int k, int width) {
        int[] I = IntArray.of(index);
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        Arrays.fill(Y, 0, n * width, 0);
        for (int j = 0; j < k; j++) {
            int row = place("scatterAddRows", I, j, n);
            for (int i = 0; i < width; i++) {
                Y[row * width + i] += X[j * width + i];
            }
        }
    }

    @Override
    public void gather(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        int[] I = IntArray.of(index);
        Move move = move(x, y);
        for (int o = 0; o < outer; o++) {
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < inner; i++) {
                    int at = (o * k + j) * inner + i;
                    int place = place("gather", I, at, n);
                    move.element((o * n + place) * inner + i, at);
                }
            }
        }
    }

    @Override
    public void scatterAdd(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        int[] I = IntArray.of(index);
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        Arrays.fill(Y, 0, outer * n * inner, 0);
        for (int o = 0; o < outer; o++) {
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < inner; i++) {
                    int at = (o * k + j) * inner + i;
                    int place = place("scatterAdd", I, at, n);
                    Y[(o * n + place) * inner + i] += X[at];
                }
            }
        }
    }

    /** The index at a position, which must be below n. */
    private static int place(String op, int[] I, int at, int n) {
        if (I[at] < 0 || I[at] >= n) {
            throw new IndexOutOfBoundsException(
                    "%s: index %d at position %d: allowed are 0 to %d"
                            .formatted(op, I[at], at, n - 1));
        }
        return I[at];
    }

    /** Copies one element between two buffers of the same type. */
    private interface Move {
        void element(int from, int to);
    }

    private static Move move(Buffer x, Buffer y) {
        if (x.type() == ElementType.INT32) {
            int[] X = IntArray.of(x);
            int[] Y = IntArray.of(y);
            return (from, to) -> Y[to] = X[from];
        }
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        return (from, to) -> Y[to] = X[from];
    }
}
