package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Sums at places chosen by an index. Every sum is added up in the order of the source, whatever the
 * number of threads, because each destination belongs to one task:
 *
 * <ul>
 *   <li>wide rows are cut into columns, and every task goes through the whole index;
 *   <li>narrow rows are first dealt into buckets by destination, keeping their order (a stable
 *       counting sort of row numbers); each bucket is one task.
 * </ul>
 */
final class ScatterAdd {
    /** Columns per task: one cache line, so that no two tasks write the same one. */
    private static final int LINE = 16;

    private static final int GRAIN = 1 << 14;

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
        // Dealing out single numbers costs as much as adding three.
        boolean dealingPays = threads > 3 || threads > 1 && width > 2;
        if ((long) k * width < GRAIN || !dealingPays) {
            addAll(X, I, Y, k, width);
        } else if (width >= 2 * LINE) {
            int columns = Math.max(1, width / LINE / (2 * threads)) * LINE;
            workers.forRanges(
                    width, columns, (from, to) -> addColumns(X, I, Y, k, width, from, to));
        } else {
            addBuckets(X, I, Y, n, k, width);
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

    /** A bucket is a range of {@code 2^shift} destinations, a slice a range of sources. */
    private void addBuckets(float[] X, int[] I, float[] Y, int n, int k, int width) {
        int threads = workers.parallelism();
        int shift = 32 - Integer.numberOfLeadingZeros((n - 1) / (4 * threads));
        int buckets = ((n - 1) >> shift) + 1;
        int slices = Math.min(2 * threads, (k - 1) / 1024 + 1);
        int perSlice = (k - 1) / slices + 1;
        int[] memory = scratch.get().ints(k + slices * buckets);
        // memory[0 .. k) are source rows by bucket; then come the counters [slices, buckets].
        workers.forRanges(
                k,
                perSlice,
                (from, to) -> {
                    int counters = k + from / perSlice * buckets;
                    Arrays.fill(memory, counters, counters + buckets, 0);
                    for (int j = from; j < to; j++) {
                        memory[counters + (I[j] >> shift)]++;
                    }
                });
        int used = (k - 1) / perSlice + 1;
        int start = 0;
        for (int b = 0; b < buckets; b++) {
            for (int s = 0; s < used; s++) {
                int count = memory[k + s * buckets + b];
                memory[k + s * buckets + b] = start;
                start += count;
            }
        }
        workers.forRanges(
                k,
                perSlice,
                (from, to) -> {
                    int counters = k + from / perSlice * buckets;
                    for (int j = from; j < to; j++) {
                        memory[memory[counters + (I[j] >> shift)]++] = j;
                    }
                });
        // The last slice's counter has advanced to the end of the bucket.
        int last = k + (used - 1) * buckets;
        workers.forEach(
                buckets,
                b -> {
                    int end = memory[last + b];
                    for (int at = b == 0 ? 0 : memory[last + b - 1]; at < end; at++) {
                        int j = memory[at];
                        addRow(X, j * width, Y, I[j] * width, width);
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
