package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;

/**
 * Reductions along rows ({@code inner = 1}): blocks of whole rows are shared among the threads, or,
 * when there are few and they are long, pieces of each row. Reductions along columns are {@link
 * ColumnReduce}. Which way is taken depends on extents only, and so do the bits.
 */
final class CpuReduce implements ReduceKernels {
    /** Elements per task. */
    private static final int TASK = 32 * 1024;

    private static final int LONG_ROW = 2 * TASK;
    private static final int FEW_ROWS = 16;

    private final Workers workers;
    private final Rows rows;
    private final ColumnReduce columns;
    private final Pieces pieces;

    CpuReduce(Workers workers, Rows rows, Columns columns) {
        this.workers = workers;
        this.pieces = new Pieces(workers, TASK);
        this.rows = rows;
        this.columns = new ColumnReduce(workers, columns);
    }

    @Override
    public void reduce(ReduceOp op, Buffer x, Buffer y, int outer, int n, int inner) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        if (inner != 1) {
            columns.reduce(op, X, Y, outer, n, inner);
        } else if (n >= LONG_ROW && outer <= FEW_ROWS) {
            for (int o = 0; o < outer; o++) {
                Y[o] = longRow(op, X, o * n, n);
            }
        } else {
            int block = Math.max(1, TASK / Math.max(n, 1));
            workers.forRanges(outer, block, (from, to) -> reduceRows(op, X, Y, from, to, n));
        }
    }

    private void reduceRows(ReduceOp op, float[] X, float[] Y, int from, int to, int n) {
        for (int row = from; row < to; row++) {
            Y[row] = row(op, X, row * n, n);
        }
    }

    private float row(ReduceOp op, float[] X, int from, int n) {
        return switch (op) {
            case SUM -> (float) rows.sum(X, from, n);
            case MEAN -> (float) (rows.sum(X, from, n) / n);
            case MAX -> rows.max(X, from, n);
            case VARIANCE -> {
                float mean = (float) (rows.sum(X, from, n) / n);
                yield (float) (rows.squares(X, from, n, mean) / n);
            }
            case NORM -> norm(rows.squares(X, from, n, 0), X, from, n);
        };
    }

    private float longRow(ReduceOp op, float[] X, int from, int n) {
        return switch (op) {
            case SUM -> (float) longSum(X, from, n);
            case MEAN -> (float) (longSum(X, from, n) / n);
            case MAX -> longMax(X, from, n);
            case VARIANCE -> {
                float mean = (float) (longSum(X, from, n) / n);
                yield (float) (longSquares(X, from, n, mean) / n);
            }
            case NORM -> norm(longSquares(X, from, n, 0), X, from, n);
        };
    }

    private double longSum(float[] X, int first, int n) {
        return pieces.sum(first, n, (from, count) -> rows.sum(X, from, count));
    }

    private double longSquares(float[] X, int first, int n, float center) {
        return pieces.sum(first, n, (from, count) -> rows.squares(X, from, count, center));
    }

    private float longMax(float[] X, int first, int n) {
        return (float) pieces.max(first, n, (from, count) -> rows.max(X, from, count));
    }

    /** The root of a sum of squares, summed again in double where float has over- or underflown. */
    private static float norm(double squares, float[] X, int from, int n) {
        if (squares > 1e-20 && squares < 1e38) {
            return (float) Math.sqrt(squares);
        }
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += (double) X[i] * X[i];
        }
        return (float) Math.sqrt(sum);
    }

    @Override
    public void argMax(Buffer x, Buffer index, int outer, int n, int inner) {
        float[] X = FloatArray.of(x);
        int[] I = IntArray.of(index);
        if (inner != 1) {
            columns.argMax(X, I, outer, n, inner);
            return;
        }
        int block = Math.max(1, TASK / n);
        workers.forRanges(outer, block, (from, to) -> argMaxRows(X, I, from, to, n));
    }

    private void argMaxRows(float[] X, int[] I, int from, int to, int n) {
        for (int row = from; row < to; row++) {
            I[row] = rows.indexOf(X, row * n, n, rows.max(X, row * n, n));
        }
    }
}
