package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * The tiles of 2x2 outputs of a {@link Winograd} convolution, in the order of maps, rows and
 * columns, and the transformed patches of 4x4 inputs that they see.
 *
 * @param phase the outputs
 * @param source the map
 * @param channels of the source
 */
record WinogradTiles(Phase phase, float[] source, int channels) {
    /** Tiles along y in a map. */
    int down() {
        return Packing.divideUp(phase.y().count(), 2);
    }

    /** Tiles along x in a map. */
    int across() {
        return Packing.divideUp(phase.x().count(), 2);
    }

    /** Tiles on all maps. */
    int count() {
        return phase.batch() * down() * across();
    }

    /** Elements of sixteen matrices of this many rows. */
    static int packedSize(int rows) {
        return 16 * rows * MicroKernels.A_STRIDE;
    }

    /**
     * From matrix (u, v) to (u + 1, v), see {@link #transform}: up to four matrices share packed
     * rows, for fewer pages.
     */
    static int rowStep(int rows, int depth) {
        return (4 * depth <= MicroKernels.DEPTH ? 1 : 4) * rows * MicroKernels.A_STRIDE;
    }

    /** From matrix (u, v) to (u, v + 1). */
    static int columnStep(int rows, int depth) {
        return 4 * depth <= MicroKernels.DEPTH ? depth : rows * MicroKernels.A_STRIDE;
    }

    /**
     * Transforms channels p to {@code p + deep} of the patches of {@code count} tiles, to rows of
     * sixteen matrices {@code (u, v)}, one row for each tile.
     *
     * @param to matrix (u, v) begins at {@code u rowStep + v columnStep}, rows {@link
     *     MicroKernels#A_STRIDE} apart
     * @param edge memory for a patch
     */
    void transform(
            int first,
            int count,
            int p,
            int deep,
            float[] to,
            int rowStep,
            int columnStep,
            float[] edge) {
        int down = down();
        int across = across();
        int height = phase.sourceHeight();
        int width = phase.sourceWidth();
        int top = phase.y().offsets()[0];
        int left = phase.x().offsets()[0];
        int row = width * channels;
        for (int slot = 0; slot < count; slot++) {
            int tile = first + slot;
            int i = tile / across % down * 2 + top;
            int j = tile % across * 2 + left;
            int pixel = (tile / across / down * height + i) * width + j;
            int out = slot * MicroKernels.A_STRIDE;
            if (i >= 0 && j >= 0 && i + 4 <= height && j + 4 <= width) {
                int at = pixel * channels + p;
                WinogradLoops.source(source, at, row, channels, to, out, rowStep, columnStep, deep);
            } else {
                copyEdge(i, j, pixel, p, deep, edge);
                WinogradLoops.source(edge, 0, 4 * deep, deep, to, out, rowStep, columnStep, deep);
            }
        }
    }

    /** Copies the patch from (i, j) on, the number of which among all pixels is given, padded. */
    private void copyEdge(int i, int j, int pixel, int p, int deep, float[] edge) {
        int width = phase.sourceWidth();
        for (int k = 0; k < 16; k++) {
            int u = i + k / 4;
            int v = j + k % 4;
            if (u >= 0 && v >= 0 && u < phase.sourceHeight() && v < width) {
                int at = (pixel + k / 4 * width + k % 4) * channels + p;
                System.arraycopy(source, at, edge, k * deep, deep);
            } else {
                Arrays.fill(edge, k * deep, (k + 1) * deep, 0f);
            }
        }
    }
}
