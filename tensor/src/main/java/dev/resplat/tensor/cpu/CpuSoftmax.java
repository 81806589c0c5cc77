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
    private final ThreadLocal<double[]> partials = ThreadLocal.withInitial(() -> new double[256]);

    CpuSoftmax(Workers workers, Rows rows, ElementwiseLoops loops) {
        this.workers = workers;
        this.rows = rows;
        this.loops = loops;
    }

    /** What is done to rows {@code first} to {@code first + count}, exclusive. */
    private interface RowLoop {
        void run(int first, int count);
    }

    private void forEachBlock(int rows, int block, RowLoop loop) {
        workers.forEach(
                Chunks.count(rows, block),
                i -> loop.run(i * block, Math.min(rows - i * block, block)));
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
        float max = rows.max(X, first * n, n);
        float factor = 1;
        for (int r = first; r < first + count; r++) {
            float next = r + 1 < first + count ? rows.max(X, (r + 1) * n, n) : 0;
            double sum = rows.exp(X, Y, r * n, n, max);
            if (r > first) {
                rows.scale(Y, (r - 1) * n, n, factor);
            }
            factor = (float) (1 / sum);
            max = next;
        }
        rows.scale(Y, (first + count - 1) * n, n, factor);
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
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> partial[i] = rows.exp(X, Y, from + i * TASK, piece(n, i), max));
        float factor = (float) (1 / sum(partial, n));
        workers.forEach(
                Chunks.count(n, TASK), i -> rows.scale(Y, from + i * TASK, piece(n, i), factor));
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
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> partial[i] = rows.dot(Y, gY, from + i * TASK, piece(n, i)));
        float dot = (float) sum(partial, n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> rows.softmaxGrad(Y, gY, gX, from + i * TASK, piece(n, i), dot));
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
            float max = rows.max(X, from, n);
            float logSum = (float) Math.log(rows.exp(X, Y, from, n, max));
            rows.subtract(X, Y, from, n, max, logSum);
        }
    }

    private void longLogSoftmax(float[] X, float[] Y, int from, int n) {
        float max = longMax(X, from, n);
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> partial[i] = rows.exp(X, Y, from + i * TASK, piece(n, i), max));
        float logSum = (float) Math.log(sum(partial, n));
        workers.forEach(
                Chunks.count(n, TASK),
                i -> rows.subtract(X, Y, from + i * TASK, piece(n, i), max, logSum));
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
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> partial[i] = rows.sum(gY, from + i * TASK, piece(n, i)));
        float sum = (float) sum(partial, n);
        workers.forEach(
                Chunks.count(n, TASK),
                i -> rows.logSoftmaxGrad(Y, gY, gX, from + i * TASK, piece(n, i), sum));
    }

    private float longMax(float[] X, int from, int n) {
        double[] partial = partials(n);
        workers.forEach(
                Chunks.count(n, TASK), i -> partial[i] = rows.max(X, from + i * TASK, piece(n, i)));
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < Chunks.count(n, TASK); i++) {
            max = Math.max(max, partial[i]);
        }
        return (float) max;
    }

    private static int piece(int n, int i) {
        return Math.min(n - i * TASK, TASK);
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

    private static double sum(double[] partial, int n) {
        double sum = 0;
        for (int i = 0; i < Chunks.count(n, TASK); i++) {
            sum += partial[i];
        }
        return sum;
    }
}
