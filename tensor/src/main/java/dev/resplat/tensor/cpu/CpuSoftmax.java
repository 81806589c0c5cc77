package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.SoftmaxKernels;
import dev.resplat.tensor.UnaryOp;

/**
 * Softmax in at most three passes over a row that stays in the cache: maximum, exponentials with
 * their sum, division. Blocks of whole rows are shared among the threads.
 *
 * <p>Rows of a few elements go through the same steps a block at a time, because exponentials are
 * fast in whole vectors only. Few and very long rows are cut into pieces instead, one pass after
 * the other. Which way is taken depends on extents only, and so do the bits.
 */
final class CpuSoftmax implements SoftmaxKernels {
    /** Elements per task. */
    private static final int TASK = 16 * 1024;

    private static final int LONG_ROW = 128 * 1024;
    private static final int FEW_ROWS = 16;

    /** Rows of fewer elements than this are short. */
    private static final int SHORT_ROW = 32;

    /** Short rows in a block; a multiple of the vector length, so that blocks are whole vectors. */
    private static final int SHORT_BLOCK = 8 * Buffer.PADDING;

    private final Workers workers;
    private final Rows rows;
    private final ElementwiseLoops loops;
    private final Pieces pieces;
    private final Pass max;
    private final Pass exp;
    private final Pass logSum;
    private final Pass scale;

    CpuSoftmax(Workers workers, Rows rows, ElementwiseLoops loops) {
        this.workers = workers;
        this.pieces = new Pieces(workers, TASK);
        this.rows = rows;
        this.loops = loops;
        max = (X, Y, from, n, unused) -> rows.max(X, from, n);
        exp = (X, Y, from, n, top) -> (float) (1 / rows.exp(X, Y, from, n, top));
        logSum = (X, Y, from, n, top) -> (float) Math.log(rows.exp(X, Y, from, n, top));
        scale =
                (X, Y, from, n, factor) -> {
                    rows.scale(Y, from, n, factor);
                    return factor;
                };
    }

    /** One pass over a row, from the number that the pass before it found to that for the next. */
    private interface Pass {
        float over(float[] X, float[] Y, int from, int n, float number);
    }

    /**
     * Runs a pass. The JIT compiler sees several kinds of passes here and so compiles each on its
     * own; in one compilation it would run out of its budget for inlining vector operations.
     */
    private static float run(Pass pass, float[] X, float[] Y, int from, int n, float number) {
        return pass.over(X, Y, from, n, number);
    }

    /** What is done to rows {@code first} to {@code first + count}, exclusive. */
    private interface RowLoop {
        void run(int first, int count);
    }

    private void forEachBlock(int rows, int block, RowLoop loop) {
        workers.forRanges(rows, block, (from, to) -> loop.run(from, to - from));
    }

    private static int block(int n) {
        return Math.max(1, TASK / Math.max(n, 1));
    }

    @Override
    public void softmax(Buffer x, Buffer y, int count, int n) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        if (n < SHORT_ROW) {
            Workers.RangeTask exp = loops.unary(UnaryOp.EXP, Y, Y);
            forEachBlock(count, SHORT_BLOCK, (first, m) -> shortSoftmax(X, Y, first, m, n, exp));
        } else if (n >= LONG_ROW && count <= FEW_ROWS) {
            for (int row = 0; row < count; row++) {
                longSoftmax(X, Y, row * n, n);
            }
        } else {
            forEachBlock(count, block(n), (first, m) -> softmax(X, Y, first, m, n));
        }
    }

    /**
     * The maximum of a row is taken before the exponentials of the row above it, and these are
     * divided after those of the row below: while one row waits for its lanes to be combined, or
     * for memory, there is work on others.
     */
    private void softmax(float[] X, float[] Y, int first, int count, int n) {
        float top = run(max, X, Y, first * n, n, 0);
        float factor = 1;
        for (int r = first; r < first + count; r++) {
            float next = r + 1 < first + count ? run(max, X, Y, (r + 1) * n, n, 0) : 0;
            float nextFactor = run(exp, X, Y, r * n, n, top);
            if (r > first) {
                run(scale, X, Y, (r - 1) * n, n, factor);
            }
            factor = nextFactor;
            top = next;
        }
        run(scale, X, Y, (first + count - 1) * n, n, factor);
    }

    private static void shortSoftmax(
            float[] X, float[] Y, int first, int count, int n, Workers.RangeTask exp) {
        int start = first * n;
        int end = start + count * n;
        for (int from = start; from < end; from += n) {
            subtractMax(X, Y, from, n);
        }
        exp.run(start, Chunks.padded(end));
        for (int from = start; from < end; from += n) {
            divideBySum(Y, from, n);
        }
    }

    private static void subtractMax(float[] X, float[] Y, int from, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            max = Math.max(max, X[i]);
        }
        for (int i = from; i < from + n; i++) {
            Y[i] = X[i] - max;
        }
    }

    private static void divideBySum(float[] Y, int from, int n) {
        float sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += Y[i];
        }
        float factor = 1 / sum;
        for (int i = from; i < from + n; i++) {
            Y[i] *= factor;
        }
    }

    private void longSoftmax(float[] X, float[] Y, int from, int n) {
        float max = longMax(X, from, n);
        double total = pieces.sum(from, n, (at, count) -> rows.exp(X, Y, at, count, max));
        float factor = (float) (1 / total);
        workers.forRanges(n, TASK, (a, b) -> rows.scale(Y, from + a, b - a, factor));
    }

    @Override
    public void softmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int count, int n) {
        float[] Y = FloatArray.of(y);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        if (n >= LONG_ROW && count <= FEW_ROWS) {
            for (int row = 0; row < count; row++) {
                longSoftmaxGrad(Y, gY, gX, row * n, n);
            }
            return;
        }
        forEachBlock(count, block(n), (first, m) -> softmaxGrad(Y, gY, gX, first, m, n));
    }

    private void softmaxGrad(float[] Y, float[] gY, float[] gX, int first, int count, int n) {
        for (int from = first * n; from < (first + count) * n; from += n) {
            rows.softmaxGrad(Y, gY, gX, from, n, (float) rows.dot(Y, gY, from, n));
        }
    }

    private void longSoftmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n) {
        double total = pieces.sum(from, n, (at, count) -> rows.dot(Y, gY, at, count));
        float dot = (float) total;
        workers.forRanges(n, TASK, (a, b) -> rows.softmaxGrad(Y, gY, gX, from + a, b - a, dot));
    }

    @Override
    public void logSoftmax(Buffer x, Buffer y, int count, int n) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        if (n >= LONG_ROW && count <= FEW_ROWS) {
            for (int row = 0; row < count; row++) {
                longLogSoftmax(X, Y, row * n, n);
            }
            return;
        }
        forEachBlock(count, block(n), (first, m) -> logSoftmax(X, Y, first, m, n));
    }

    private void logSoftmax(float[] X, float[] Y, int first, int count, int n) {
        for (int from = first * n; from < (first + count) * n; from += n) {
            float top = run(max, X, Y, from, n, 0);
            rows.subtract(X, Y, from, n, top, run(logSum, X, Y, from, n, top));
        }
    }

    private void longLogSoftmax(float[] X, float[] Y, int from, int n) {
        float max = longMax(X, from, n);
        double total = pieces.sum(from, n, (at, count) -> rows.exp(X, Y, at, count, max));
        float logSum = (float) Math.log(total);
        workers.forRanges(n, TASK, (a, b) -> rows.subtract(X, Y, from + a, b - a, max, logSum));
    }

    @Override
    public void logSoftmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int count, int n) {
        float[] Y = FloatArray.of(y);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        if (n >= LONG_ROW && count <= FEW_ROWS) {
            for (int row = 0; row < count; row++) {
                longLogSoftmaxGrad(Y, gY, gX, row * n, n);
            }
            return;
        }
        forEachBlock(count, block(n), (first, m) -> logSoftmaxGrad(Y, gY, gX, first, m, n));
    }

    private void logSoftmaxGrad(float[] Y, float[] gY, float[] gX, int first, int count, int n) {
        for (int from = first * n; from < (first + count) * n; from += n) {
            rows.logSoftmaxGrad(Y, gY, gX, from, n, (float) rows.sum(gY, from, n));
        }
    }

    private void longLogSoftmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n) {
        double total = pieces.sum(from, n, (at, count) -> rows.sum(gY, at, count));
        float sum = (float) total;
        workers.forRanges(n, TASK, (a, b) -> rows.logSoftmaxGrad(Y, gY, gX, from + a, b - a, sum));
    }

    private float longMax(float[] X, int first, int n) {
        return (float) pieces.max(first, n, (from, count) -> rows.max(X, from, count));
    }
}
