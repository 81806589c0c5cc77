package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Sums at places chosen by an index. Every sum is added up in the order of the source, whatever the
 * number of threads, because each destination belongs to one task:
 *
 * <ul>
 *   <li>wide rows are cut into columns, and every task goes through the whole index;
 *   <li>narrow rows are cut into ranges of destinations, and every task picks from the index what
 *       falls into its range.
 * </ul>
 */
final class ScatterAdd {
    /** Columns per task: one cache line, so that no two tasks write the same one. */
    private static final int LINE = 16;

    private static final int GRAIN = 1 << 14;
    private static final int BLOCK = 1 << 10;

    private final Workers workers;
    private final ThreadLocal<Scratch> scratch = Scratch.perThread();

    ScatterAdd(Workers workers) {
        this.workers = workers;
    }

    /** {@code y[index[j], i] += x[j, i]} from zero: x is [k, width], y is [n, width]. */
    void rows(float[] X, int[] I, float[] Y, int n, int k, int width, String op) {
        workers.forRanges(k, GRAIN, (from, to) -> CpuIndex.checkRange(op, I, from, to, n));
        workers.forRanges(n * width, 4 * GRAIN, (from, to) -> Arrays.fill(Y, from, to, 0));
        int threads = workers.parallelism();
        // Picking its own from the index costs a task as much as adding two or three numbers.
        boolean sharingPays = width >= LINE / 2 ? threads > 1 : width > 2 && threads > 2;
        if ((long) k * width < GRAIN || !sharingPays) {
            addAll(X, I, Y, k, width);
        } else if (width >= 2 * LINE) {
            int columns = Math.max(1, width / LINE / (2 * threads)) * LINE;
            workers.forRanges(
                    width, columns, (from, to) -> addColumns(X, I, Y, k, width, from, to));
        } else {
            addRanges(X, I, Y, n, k, width);
        }
    }

    private static void addAll(float[] X, int[] I, float[] Y, int k, int width) {
        if (width == 1) {
            for (int j = 0; j < k; j++) {
                Y[I[j]] += X[j];
            }
            return;
        }
        for (int j = 0; j < k; j++) {
            addRow(X, j * width, Y, I[j] * width, width);
        }
    }

    private static void addColumns(
            float[] X, int[] I, float[] Y, int k, int width, int from, int to) {
        for (int j = 0; j < k; j++) {
            addRow(X, j * width + from, Y, I[j] * width + from, to - from);
        }
    }

    private static void addRow(float[] X, int x, float[] Y, int y, int width) {
        for (int i = 0; i < width; i++) {
            Y[y + i] += X[x + i];
        }
    }

    /**
     * Each task picks from a block of the index what falls into its range, without branching, and
     * adds that. The source is read in order: dealing rows into buckets beforehand would have each
     * task jump through memory, which was five times slower.
     */
    private void addRanges(float[] X, int[] I, float[] Y, int n, int k, int width) {
        workers.forRanges(
                n,
                (n - 1) / workers.parallelism() + 1,
                (low, high) -> {
                    int[] picked = scratch.get().ints(BLOCK);
                    for (int block = 0; block < k; block += BLOCK) {
                        int end = Math.min(block + BLOCK, k);
                        int count = 0;
                        for (int j = block; j < end; j++) {
                            picked[count] = j;
                            // The sign bit of the or is set when the row is outside the range.
                            count += 1 + ((I[j] - low | high - 1 - I[j]) >> 31);
                        }
                        for (int c = 0; c < count; c++) {
                            int j = picked[c];
                            addRow(X, j * width, Y, I[j] * width, width);
                        }
                    }
                });
    }

    /** {@code y[o, index[o, j, i], i] += x[o, j, i]} from zero. */
    void elements(float[] X, int[] I, float[] Y, int outer, int n, int k, int inner) {
        int total = outer * k * inner;
        workers.forRanges(
                total, GRAIN, (from, to) -> CpuIndex.checkRange("scatterAdd", I, from, to, n));
        if (outer == 0 || inner == 0) {
            return;
        }
        int columns = Math.min(inner, 4 * LINE);
        int pieces = (inner - 1) / columns + 1;
        workers.forRanges(
                outer * pieces,
                Math.max(1, GRAIN / Math.max(1, columns * Math.max(k, n))),
                (from, to) -> {
                    for (int task = from; task < to; task++) {
                        int o = task / pieces;
                        int i = (task - o * pieces) * columns;
                        int width = Math.min(columns, inner - i);
                        addLanes(X, I, Y, o, i, width, n, k, inner);
                    }
                });
    }

    private static void addLanes(
            float[] X, int[] I, float[] Y, int o, int i, int width, int n, int k, int inner) {
        int y = o * n * inner + i;
        if (width == inner) {
            Arrays.fill(Y, y, y + n * inner, 0);
        } else {
            for (int r = 0; r < n; r++) {
                Arrays.fill(Y, y + r * inner, y + r * inner + width, 0);
            }
        }
        if (inner == 1) {
            for (int x = o * k; x < (o + 1) * k; x++) {
                Y[y + I[x]] += X[x];
            }
            return;
        }
        for (int j = 0; j < k; j++) {
            int x = (o * k + j) * inner + i;
            for (int lane = 0; lane < width; lane++) {
                Y[y + I[x + lane] * inner + lane] += X[x + lane];
            }
        }
    }
}
