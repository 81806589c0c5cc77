package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Feature maps with {@link Taps} along either axis: {@code y = rows x columns^T} for each map and
 * channel. Each row of the result is made from whole rows of the source first, which is one long
 * loop whatever the number of channels, and then pixel by pixel. Rows of results are shared among
 * the threads.
 */
final class Separable {
    /** Elements per task. */
    private static final int TASK = 32 * 1024;

    private final Workers workers;
    private final Pixels pixels;
    private final ThreadLocal<Scratch> scratch = Scratch.perThread();

    Separable(Workers workers, Pixels pixels) {
        this.workers = workers;
        this.pixels = pixels;
    }

    /** What is done with the taps of all rows: to add them up or to take the largest. */
    private interface RowLoop {
        void run(float[] row, int map, int output);
    }

    private void forEachRow(int n, Taps rows, Taps columns, int c, RowLoop loop) {
        int width = columns.inputs * c;
        int grain = Math.max(1, TASK / Math.max(1, Math.max(width, columns.outputs * c)));
        workers.forRanges(
                n * rows.outputs,
                grain,
                (from, to) -> {
                    float[] row = scratch.get().floats(width);
                    for (int i = from; i < to; i++) {
                        loop.run(row, i / rows.outputs, i % rows.outputs);
                    }
                });
    }

    /** The sums of all taps: n maps of c channels. */
    void sum(float[] X, float[] Y, int n, Taps rows, Taps columns, int c) {
        int width = columns.inputs * c;
        forEachRow(
                n,
                rows,
                columns,
                c,
                (row, map, o) -> {
                    int y = (map * rows.outputs + o) * columns.outputs * c;
                    sumOfRows(X, map * rows.inputs * width, rows, o, row, width);
                    pixels.combine(row, 0, columns, Y, y, c);
                });
    }

    private void sumOfRows(float[] X, int x, Taps rows, int o, float[] row, int width) {
        int t = rows.start[o];
        int end = rows.start[o + 1];
        if (end - t >= 2) {
            int a = x + rows.index[t] * width;
            int b = x + rows.index[t + 1] * width;
            pixels.blend(X, a, rows.weight[t], b, rows.weight[t + 1], row, 0, width);
        } else if (end > t) {
            pixels.scale(X, x + rows.index[t] * width, rows.weight[t], row, 0, width);
        } else {
            Arrays.fill(row, 0, width, 0);
        }
        for (t += 2; t < end; t++) {
            pixels.add(X, x + rows.index[t] * width, rows.weight[t], row, 0, width);
        }
    }

    /** The largest of all taps, whatever their weights: n maps of c channels. */
    void max(float[] X, float[] Y, int n, Taps rows, Taps columns, int c) {
        int width = columns.inputs * c;
        forEachRow(
                n,
                rows,
                columns,
                c,
                (row, map, o) -> {
                    int y = (map * rows.outputs + o) * columns.outputs * c;
                    maxOfRows(X, map * rows.inputs * width, rows, o, row, width);
                    pixels.largest(row, 0, columns, Y, y, c);
                });
    }

    private void maxOfRows(float[] X, int x, Taps rows, int o, float[] row, int width) {
        int t = rows.start[o];
        int end = rows.start[o + 1];
        if (end - t >= 2) {
            int a = x + rows.index[t] * width;
            int b = x + rows.index[t + 1] * width;
            pixels.max(X, a, b, row, 0, width);
        } else if (end > t) {
            System.arraycopy(X, x + rows.index[t] * width, row, 0, width);
        } else {
            Arrays.fill(row, 0, width, Float.NEGATIVE_INFINITY);
        }
        for (t += 2; t < end; t++) {
            pixels.max(X, x + rows.index[t] * width, row, 0, width);
        }
    }
}
