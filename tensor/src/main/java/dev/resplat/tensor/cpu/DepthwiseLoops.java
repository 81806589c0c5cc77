package dev.resplat.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of {@link Depthwise}: rows of a tile whose pixels are one vector of channels
 * each, with the sums of eight pixels in registers.
 *
 * <p>Each output is one chain of fused multiply-adds in the order of the taps. Unrolled by hand
 * because C2 keeps arrays of vectors on the heap.
 */
final class DepthwiseLoops {
    private static final VectorSpecies<Float> S = MicroKernels.S;
    private static final int L = MicroKernels.L;

    /** Pixels of a block: rows of outputs are padded to whole blocks. */
    static final int PIXELS = 8;

    private DepthwiseLoops() {}

    /**
     * Adds to a row of outputs.
     *
     * @param axis the taps of a kernel row
     * @param tile inputs; what the first tap of the first output sees is at {@code at}
     * @param rowStep from one kernel row to the next in the tile
     * @param rows of the kernel
     * @param w weights from {@code wAt} on, one vector for each tap
     * @param line outputs, one vector each; whole blocks
     */
    static void row(
            Phase.Axis axis,
            float[] tile,
            int at,
            int rowStep,
            int rows,
            float[] w,
            int wAt,
            float[] line,
            int count) {
        int taps = axis.offsets().length;
        int step = axis.stride() * L;
        boolean sliding = axis.stride() == 1 && axis.isDense();
        for (int j = 0; j < count; j += PIXELS) {
            int x = at + j * step;
            int to = j * L;
            if (sliding && taps == 3) {
                eight3(tile, x, rowStep, rows, w, wAt, line, to);
            } else if (sliding && taps == 5) {
                eight5(tile, x, rowStep, rows, w, wAt, line, to);
            } else if (sliding && taps == 7) {
                eight7(tile, x, rowStep, rows, w, wAt, line, to);
            } else {
                int tapStep = axis.dilation() * L;
                for (int u = 0; u < rows; u++) {
                    int tap = wAt + u * taps * L;
                    eight(tile, x + u * rowStep, step, tapStep, taps, w, tap, line, to);
                }
            }
        }
    }

    /** Eight outputs and one kernel row of any geometry. */
    private static void eight(
            float[] tile,
            int at,
            int step,
            int tapStep,
            int taps,
            float[] w,
            int wAt,
            float[] line,
            int to) {
        FloatVector y0 = fromArray(S, line, to);
        FloatVector y1 = fromArray(S, line, to + L);
        FloatVector y2 = fromArray(S, line, to + 2 * L);
        FloatVector y3 = fromArray(S, line, to + 3 * L);
        FloatVector y4 = fromArray(S, line, to + 4 * L);
        FloatVector y5 = fromArray(S, line, to + 5 * L);
        FloatVector y6 = fromArray(S, line, to + 6 * L);
        FloatVector y7 = fromArray(S, line, to + 7 * L);
        for (int v = 0; v < taps; v++) {
            int x = at + v * tapStep;
            FloatVector weight = fromArray(S, w, wAt + v * L);
            y0 = weight.fma(fromArray(S, tile, x), y0);
            y1 = weight.fma(fromArray(S, tile, x + step), y1);
            y2 = weight.fma(fromArray(S, tile, x + 2 * step), y2);
            y3 = weight.fma(fromArray(S, tile, x + 3 * step), y3);
            y4 = weight.fma(fromArray(S, tile, x + 4 * step), y4);
            y5 = weight.fma(fromArray(S, tile, x + 5 * step), y5);
            y6 = weight.fma(fromArray(S, tile, x + 6 * step), y6);
            y7 = weight.fma(fromArray(S, tile, x + 7 * step), y7);
        }
        y0.intoArray(line, to);
        y1.intoArray(line, to + L);
        y2.intoArray(line, to + 2 * L);
        y3.intoArray(line, to + 3 * L);
        y4.intoArray(line, to + 4 * L);
        y5.intoArray(line, to + 5 * L);
        y6.intoArray(line, to + 6 * L);
        y7.intoArray(line, to + 7 * L);
    }

    /** Eight outputs with 3 taps in a row: each input is loaded once for all of them. */
    private static void eight3(
            float[] tile, int at, int rowStep, int rows, float[] w, int wAt, float[] line, int to) {
        FloatVector y0 = fromArray(S, line, to);
        FloatVector y1 = fromArray(S, line, to + L);
        FloatVector y2 = fromArray(S, line, to + 2 * L);
        FloatVector y3 = fromArray(S, line, to + 3 * L);
        FloatVector y4 = fromArray(S, line, to + 4 * L);
        FloatVector y5 = fromArray(S, line, to + 5 * L);
        FloatVector y6 = fromArray(S, line, to + 6 * L);
        FloatVector y7 = fromArray(S, line, to + 7 * L);
        for (int u = 0; u < rows; u++) {
            int x = at + u * rowStep;
            int tap = wAt + u * (3 * L);
            FloatVector w0 = fromArray(S, w, tap);
            FloatVector w1 = fromArray(S, w, tap + L);
            FloatVector w2 = fromArray(S, w, tap + 2 * L);
            FloatVector x0 = fromArray(S, tile, x);
            y0 = x0.fma(w0, y0);
            FloatVector x1 = fromArray(S, tile, x + L);
            y0 = x1.fma(w1, y0);
            y1 = x1.fma(w0, y1);
            FloatVector x2 = fromArray(S, tile, x + 2 * L);
            y0 = x2.fma(w2, y0);
            y1 = x2.fma(w1, y1);
            y2 = x2.fma(w0, y2);
            FloatVector x3 = fromArray(S, tile, x + 3 * L);
            y1 = x3.fma(w2, y1);
            y2 = x3.fma(w1, y2);
            y3 = x3.fma(w0, y3);
            FloatVector x4 = fromArray(S, tile, x + 4 * L);
            y2 = x4.fma(w2, y2);
            y3 = x4.fma(w1, y3);
            y4 = x4.fma(w0, y4);
            FloatVector x5 = fromArray(S, tile, x + 5 * L);
            y3 = x5.fma(w2, y3);
            y4 = x5.fma(w1, y4);
            y5 = x5.fma(w0, y5);
            FloatVector x6 = fromArray(S, tile, x + 6 * L);
            y4 = x6.fma(w2, y4);
            y5 = x6.fma(w1, y5);
            y6 = x6.fma(w0, y6);
            FloatVector x7 = fromArray(S, tile, x + 7 * L);
            y5 = x7.fma(w2, y5);
            y6 = x7.fma(w1, y6);
            y7 = x7.fma(w0, y7);
            FloatVector x8 = fromArray(S, tile, x + 8 * L);
            y6 = x8.fma(w2, y6);
            y7 = x8.fma(w1, y7);
            FloatVector x9 = fromArray(S, tile, x + 9 * L);
            y7 = x9.fma(w2, y7);
        }
        y0.intoArray(line, to);
        y1.intoArray(line, to + L);
        y2.intoArray(line, to + 2 * L);
        y3.intoArray(line, to + 3 * L);
        y4.intoArray(line, to + 4 * L);
        y5.intoArray(line, to + 5 * L);
        y6.intoArray(line, to + 6 * L);
        y7.intoArray(line, to + 7 * L);
    }

    /** Eight outputs with 5 taps in a row: each input is loaded once for all of them. */
    private static void eight5(
            float[] tile, int at, int rowStep, int rows, float[] w, int wAt, float[] line, int to) {
        FloatVector y0 = fromArray(S, line, to);
        FloatVector y1 = fromArray(S, line, to + L);
        FloatVector y2 = fromArray(S, line, to + 2 * L);
        FloatVector y3 = fromArray(S, line, to + 3 * L);
        FloatVector y4 = fromArray(S, line, to + 4 * L);
        FloatVector y5 = fromArray(S, line, to + 5 * L);
        FloatVector y6 = fromArray(S, line, to + 6 * L);
        FloatVector y7 = fromArray(S, line, to + 7 * L);
        for (int u = 0; u < rows; u++) {
            int x = at + u * rowStep;
            int tap = wAt + u * (5 * L);
            FloatVector w0 = fromArray(S, w, tap);
            FloatVector w1 = fromArray(S, w, tap + L);
            FloatVector w2 = fromArray(S, w, tap + 2 * L);
            FloatVector w3 = fromArray(S, w, tap + 3 * L);
            FloatVector w4 = fromArray(S, w, tap + 4 * L);
            FloatVector x0 = fromArray(S, tile, x);
            y0 = x0.fma(w0, y0);
            FloatVector x1 = fromArray(S, tile, x + L);
            y0 = x1.fma(w1, y0);
            y1 = x1.fma(w0, y1);
            FloatVector x2 = fromArray(S, tile, x + 2 * L);
            y0 = x2.fma(w2, y0);
            y1 = x2.fma(w1, y1);
            y2 = x2.fma(w0, y2);
            FloatVector x3 = fromArray(S, tile, x + 3 * L);
            y0 = x3.fma(w3, y0);
            y1 = x3.fma(w2, y1);
            y2 = x3.fma(w1, y2);
            y3 = x3.fma(w0, y3);
            FloatVector x4 = fromArray(S, tile, x + 4 * L);
            y0 = x4.fma(w4, y0);
            y1 = x4.fma(w3, y1);
            y2 = x4.fma(w2, y2);
            y3 = x4.fma(w1, y3);
            y4 = x4.fma(w0, y4);
            FloatVector x5 = fromArray(S, tile, x + 5 * L);
            y1 = x5.fma(w4, y1);
            y2 = x5.fma(w3, y2);
            y3 = x5.fma(w2, y3);
            y4 = x5.fma(w1, y4);
            y5 = x5.fma(w0, y5);
            FloatVector x6 = fromArray(S, tile, x + 6 * L);
            y2 = x6.fma(w4, y2);
            y3 = x6.fma(w3, y3);
            y4 = x6.fma(w2, y4);
            y5 = x6.fma(w1, y5);
            y6 = x6.fma(w0, y6);
            FloatVector x7 = fromArray(S, tile, x + 7 * L);
            y3 = x7.fma(w4, y3);
            y4 = x7.fma(w3, y4);
            y5 = x7.fma(w2, y5);
            y6 = x7.fma(w1, y6);
            y7 = x7.fma(w0, y7);
            FloatVector x8 = fromArray(S, tile, x + 8 * L);
            y4 = x8.fma(w4, y4);
            y5 = x8.fma(w3, y5);
            y6 = x8.fma(w2, y6);
            y7 = x8.fma(w1, y7);
            FloatVector x9 = fromArray(S, tile, x + 9 * L);
            y5 = x9.fma(w4, y5);
            y6 = x9.fma(w3, y6);
            y7 = x9.fma(w2, y7);
            FloatVector x10 = fromArray(S, tile, x + 10 * L);
            y6 = x10.fma(w4, y6);
            y7 = x10.fma(w3, y7);
            FloatVector x11 = fromArray(S, tile, x + 11 * L);
            y7 = x11.fma(w4, y7);
        }
        y0.intoArray(line, to);
        y1.intoArray(line, to + L);
        y2.intoArray(line, to + 2 * L);
        y3.intoArray(line, to + 3 * L);
        y4.intoArray(line, to + 4 * L);
        y5.intoArray(line, to + 5 * L);
        y6.intoArray(line, to + 6 * L);
        y7.intoArray(line, to + 7 * L);
    }

    /** Eight outputs with 7 taps in a row: each input is loaded once for all of them. */
    private static void eight7(
            float[] tile, int at, int rowStep, int rows, float[] w, int wAt, float[] line, int to) {
        FloatVector y0 = fromArray(S, line, to);
        FloatVector y1 = fromArray(S, line, to + L);
        FloatVector y2 = fromArray(S, line, to + 2 * L);
        FloatVector y3 = fromArray(S, line, to + 3 * L);
        FloatVector y4 = fromArray(S, line, to + 4 * L);
        FloatVector y5 = fromArray(S, line, to + 5 * L);
        FloatVector y6 = fromArray(S, line, to + 6 * L);
        FloatVector y7 = fromArray(S, line, to + 7 * L);
        for (int u = 0; u < rows; u++) {
            int x = at + u * rowStep;
            int tap = wAt + u * (7 * L);
            FloatVector w0 = fromArray(S, w, tap);
            FloatVector w1 = fromArray(S, w, tap + L);
            FloatVector w2 = fromArray(S, w, tap + 2 * L);
            FloatVector w3 = fromArray(S, w, tap + 3 * L);
            FloatVector w4 = fromArray(S, w, tap + 4 * L);
            FloatVector w5 = fromArray(S, w, tap + 5 * L);
            FloatVector w6 = fromArray(S, w, tap + 6 * L);
            FloatVector x0 = fromArray(S, tile, x);
            y0 = x0.fma(w0, y0);
            FloatVector x1 = fromArray(S, tile, x + L);
            y0 = x1.fma(w1, y0);
            y1 = x1.fma(w0, y1);
            FloatVector x2 = fromArray(S, tile, x + 2 * L);
            y0 = x2.fma(w2, y0);
            y1 = x2.fma(w1, y1);
            y2 = x2.fma(w0, y2);
            FloatVector x3 = fromArray(S, tile, x + 3 * L);
            y0 = x3.fma(w3, y0);
            y1 = x3.fma(w2, y1);
            y2 = x3.fma(w1, y2);
            y3 = x3.fma(w0, y3);
            FloatVector x4 = fromArray(S, tile, x + 4 * L);
            y0 = x4.fma(w4, y0);
            y1 = x4.fma(w3, y1);
            y2 = x4.fma(w2, y2);
            y3 = x4.fma(w1, y3);
            y4 = x4.fma(w0, y4);
            FloatVector x5 = fromArray(S, tile, x + 5 * L);
            y0 = x5.fma(w5, y0);
            y1 = x5.fma(w4, y1);
            y2 = x5.fma(w3, y2);
            y3 = x5.fma(w2, y3);
            y4 = x5.fma(w1, y4);
            y5 = x5.fma(w0, y5);
            FloatVector x6 = fromArray(S, tile, x + 6 * L);
            y0 = x6.fma(w6, y0);
            y1 = x6.fma(w5, y1);
            y2 = x6.fma(w4, y2);
            y3 = x6.fma(w3, y3);
            y4 = x6.fma(w2, y4);
            y5 = x6.fma(w1, y5);
            y6 = x6.fma(w0, y6);
            FloatVector x7 = fromArray(S, tile, x + 7 * L);
            y1 = x7.fma(w6, y1);
            y2 = x7.fma(w5, y2);
            y3 = x7.fma(w4, y3);
            y4 = x7.fma(w3, y4);
            y5 = x7.fma(w2, y5);
            y6 = x7.fma(w1, y6);
            y7 = x7.fma(w0, y7);
            FloatVector x8 = fromArray(S, tile, x + 8 * L);
            y2 = x8.fma(w6, y2);
            y3 = x8.fma(w5, y3);
            y4 = x8.fma(w4, y4);
            y5 = x8.fma(w3, y5);
            y6 = x8.fma(w2, y6);
            y7 = x8.fma(w1, y7);
            FloatVector x9 = fromArray(S, tile, x + 9 * L);
            y3 = x9.fma(w6, y3);
            y4 = x9.fma(w5, y4);
            y5 = x9.fma(w4, y5);
            y6 = x9.fma(w3, y6);
            y7 = x9.fma(w2, y7);
            FloatVector x10 = fromArray(S, tile, x + 10 * L);
            y4 = x10.fma(w6, y4);
            y5 = x10.fma(w5, y5);
            y6 = x10.fma(w4, y6);
            y7 = x10.fma(w3, y7);
            FloatVector x11 = fromArray(S, tile, x + 11 * L);
            y5 = x11.fma(w6, y5);
            y6 = x11.fma(w5, y6);
            y7 = x11.fma(w4, y7);
            FloatVector x12 = fromArray(S, tile, x + 12 * L);
            y6 = x12.fma(w6, y6);
            y7 = x12.fma(w5, y7);
            FloatVector x13 = fromArray(S, tile, x + 13 * L);
            y7 = x13.fma(w6, y7);
        }
        y0.intoArray(line, to);
        y1.intoArray(line, to + L);
        y2.intoArray(line, to + 2 * L);
        y3.intoArray(line, to + 3 * L);
        y4.intoArray(line, to + 4 * L);
        y5.intoArray(line, to + 5 * L);
        y6.intoArray(line, to + 6 * L);
        y7.intoArray(line, to + 7 * L);
    }
}
