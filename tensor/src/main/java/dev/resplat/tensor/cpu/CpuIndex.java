package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.IntArray;

/** Copies by {@link StridedCopy}, gathers here, sums by {@link ScatterAdd}. */
final class CpuIndex implements IndexKernels {
    private static final int GRAIN = 1 << 14;

    private final Workers workers;
    private final ScatterAdd scatterAdd;

    CpuIndex(Workers workers) {
        this.workers = workers;
        this.scatterAdd = new ScatterAdd(workers);
    }

    @Override
    public void copy(Buffer x, View xView, Buffer y, View yView, int[] dims) {
        for (int dim : dims) {
            if (dim == 0) {
                return;
            }
        }
        Planes planes = Planes.between(x, y);
        if (dims.length == 0) {
            planes.run(xView.offset(), yView.offset(), 1);
            return;
        }
        new StridedCopy(planes, xView, yView, dims).run(workers);
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
        Planes planes = Planes.between(x, y);
        workers.forRanges(
                k,
                Math.max(1, GRAIN / Math.max(width, 1)),
                (from, to) -> {
                    checkRange("gatherRows", I, from, to, n);
                    if (width == 1) {
                        planes.gather(I, from, 0, 1, 0, to - from);
                        return;
                    }
                    for (int j = from; j < to; j++) {
                        planes.run(I[j] * width, j * width, width);
                    }
                });
    }

    @Override
    public void gather(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        int[] I = IntArray.of(index);
        Planes planes = Planes.between(x, y);
        // Elements that share a base: whole runs of k if inner is 1, else rows of inner elements.
        int rows = inner == 1 ? outer : outer * k;
        int perBase = inner == 1 ? 1 : k;
        int width = inner == 1 ? k : inner;
        int lane = inner == 1 ? 0 : 1;
        if (rows == 0 || width == 0) {
            return;
        }
        // Long rows are cut, short ones grouped.
        int piece = Math.min(width, GRAIN);
        int pieces = (width - 1) / piece + 1;
        workers.forRanges(
                rows * pieces,
                Math.max(1, GRAIN / piece),
                (from, to) -> {
                    for (int task = from; task < to; task++) {
                        int row = task / pieces;
                        int first = (task - row * pieces) * piece;
                        int at = row * width + first;
                        int count = Math.min(piece, width - first);
                        checkRange("gather", I, at, at + count, n);
                        int base = row / perBase * n * inner + first * lane;
                        planes.gather(I, at, base, inner, lane, count);
                    }
                });
    }

    @Override
    public void scatterAddRows(Buffer x, Buffer index, Buffer y, int n, int k, int width) {
        scatterAdd.rows(
                FloatArray.of(x),
                IntArray.of(index),
                FloatArray.of(y),
                n,
                k,
                width,
                "scatterAddRows");
    }

    @Override
    public void scatterAdd(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner) {
        float[] X = FloatArray.of(x);
        int[] I = IntArray.of(index);
        float[] Y = FloatArray.of(y);
        if (outer == 1 && inner == 1) {
            scatterAdd.rows(X, I, Y, n, k, 1, "scatterAdd");
        } else {
            scatterAdd.elements(X, I, Y, outer, n, k, inner);
        }
    }

    /** Looks at all indices at once, without a branch for each, and only then for the culprit. */
    static void checkRange(String op, int[] index, int from, int to, int n) {
        int bad = 0;
        for (int j = from; j < to; j++) {
            bad |= index[j] | (n - 1 - index[j]);
        }
        if (bad < 0) {
            for (int j = from; j < to; j++) {
                if (index[j] < 0 || index[j] >= n) {
                    throw new IndexOutOfBoundsException(
                            op
                                    + ": index "
                                    + index[j]
                                    + " at position "
                                    + j
                                    + (n == 0
                                            ? ": there is nothing to choose from"
                                            : ": allowed are 0 to " + (n - 1)));
                }
            }
        }
    }
}
