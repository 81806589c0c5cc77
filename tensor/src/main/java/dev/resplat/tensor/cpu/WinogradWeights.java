package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernels.Size;
import java.util.Arrays;

/**
 * The sixteen matrices of {@link Winograd} weights, {@code G w G^T} for every pair of channels, in
 * the order in which {@link MicroKernels} read them: in each matrix blocks of depth, in each of
 * them panel after panel.
 *
 * @param rows channels of the source
 * @param width channels of the target
 * @param depth rows of a block; the last may have fewer
 * @param packed the weights
 */
record WinogradWeights(int rows, int width, int depth, float[] packed) {
    private static final int COLUMNS = MicroKernels.COLUMNS;

    /** Rows that are transformed at once: their nine taps fit the first-level cache. */
    private static final int STRIP = 8;

    /** Working memory of one thread, kept from call to call. */
    static final class Scratch {
        private final float[] taps = new float[9 * STRIP * COLUMNS];
    }

    static int padded(int width) {
        return Packing.divideUp(width, MicroKernels.L) * MicroKernels.L;
    }

    /** Elements of all sixteen matrices. */
    static int packedSize(int rows, int width) {
        return 16 * rows * padded(width);
    }

    /** Where the panel of matrix k begins that holds columns y and on of the block at row p. */
    int panel(int k, int p, int y, int deep) {
        return (k * rows + p) * padded(width) + y * deep;
    }

    /**
     * Transforms the weights of a convolution, or of its adjoint: turned by half a turn, with the
     * channels changed over.
     */
    static WinogradWeights of(
            Size s,
            boolean adjoint,
            float[] weight,
            float[] to,
            Workers workers,
            ThreadLocal<Scratch> scratches) {
        int rows = adjoint ? s.outChannels() : s.channels();
        int width = adjoint ? s.channels() : s.outChannels();
        int blocks = Packing.divideUp(rows, MicroKernels.DEPTH);
        int depth = Packing.divideUp(rows, blocks);
        WinogradWeights all = new WinogradWeights(rows, width, depth, to);
        int strips = Packing.divideUp(depth, STRIP);
        int across = Packing.divideUp(width, COLUMNS);
        workers.forEach(
                blocks * strips * across,
                t -> {
                    int p = t / across / strips * depth;
                    int deep = Math.min(depth, rows - p);
                    int strip = t / across % strips * STRIP;
                    int n = Math.min(STRIP, deep - strip);
                    int y = t % across * COLUMNS;
                    if (n > 0) {
                        all.strip(weight, adjoint, p, deep, strip, n, y, scratches.get().taps);
                    }
                });
        return all;
    }

    /** Rows {@code strip} to {@code strip + n} of the block at row p, columns y to the next. */
    private void strip(
            float[] weight, boolean adjoint, int p, int deep, int strip, int n, int y, float[] w) {
        int end = Math.min(width, y + COLUMNS);
        int row = p + strip;
        int wide;
        for (int x = y; x < end; x += wide) {
            wide = MicroKernels.panelWidth(end - x);
            int valid = Math.min(wide, end - x);
            int size = n * wide;
            for (int tap = 0; tap < 9; tap++) {
                int first = (adjoint ? 8 - tap : tap) * rows * width;
                if (adjoint) {
                    int from = first + x * rows + row;
                    if (valid < wide) {
                        Arrays.fill(w, tap * size, (tap + 1) * size, 0f);
                    }
                    Packing.transpose(weight, from, rows, w, tap * size, wide, n, valid);
                } else {
                    int from = first + row * width + x;
                    Packing.copyPanel(weight, from, width, w, tap * size, wide, n, valid);
                }
            }
            int out = panel(0, p, x, deep) + strip * wide;
            WinogradLoops.weights(w, size, packed, out, rows * padded(width), size);
        }
    }
}
