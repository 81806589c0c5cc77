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
    private final ThreadLocal<double[]> partials = ThreadLocal.withInitial(() -> new double[256]);

    CpuReduce(Workers workers, Rows rows, Columns columns) {
        this.workers = workers;
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
            workers.forEach(
                    Chunks.count(outer, block),
                    i -> reduceRows(op, X, Y, i * block, Math.min(outer - i * block, block), n));
        }
    }

    private void reduceRows(ReduceOp op, float[] X, float[] Y, int first, int count, int n) {
        for (int row = first; row < first + count; row++) {
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

    private double longSum(float[] X, int from, int n) {
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> partial[i] = rows.sum(X, from + i * TASK, Math.min(n - i * TASK, TASK)));
        return sum(partial, Chunks.count(n, TASK));
    }

    private double longSquares(float[] X, int from, int n, float center) {
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK),
                i ->
                        partial[i] =
                                rows.squares(
                                        X, from + i * TASK, Math.min(n - i * TASK, TASK), center));
        return sum(partial, Chunks.count(n, TASK));
    }

    private float longMax(float[] X, int from, int n) {
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> partial[i] = rows.max(X, from + i * TASK, Math.min(n - i * TASK, TASK)));
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < Chunks.count(n, TASK); i++) {
            max = Math.max(max, partial[i]);
        }
        return (float) max;
    }

    /** Room for one number per piece of a long row, kept by the calling thread. */
    private double[] partials(int n) {
        double[] partial = partials.get();
        int count = Chunks.count(n, TASK);
        if (partial.length < count) {
            partial = new double[count];
            partials.set(partial);
        }
        return partial;
    }

    private static double sum(double[] partial, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += partial[i];
        }
        return sum;
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
        workers.forEach(
                Chunks.count(outer, block),
                i -> argMaxRows(X, I, i * block, Math.min(outer - i * block, block), n));
    }

    private void argMaxRows(float[] X, int[] I, int first, int count, int n) {
        for (int row = first; row < first + count; row++) {
            I[row] = rows.indexOf(X, row * n, n, rows.max(X, row * n, n));
        }
    }
}
