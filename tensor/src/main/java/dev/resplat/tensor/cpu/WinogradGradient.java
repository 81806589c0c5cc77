package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * The gradient of the weights of a {@link Winograd} convolution: all its transforms transposed,
 * {@code G^T [sum_tiles (B^T d B) (A gradY A^T)] G}. The sum over tiles is sixteen matrix products,
 * of input channels by output channels.
 *
 * <p>The tiles are cut into pieces, each of which makes a partial sum; these are added in their
 * order. How many there are depends on extents only. A task is a piece and a share of the output
 * channels.
 *
 * <p>Errors by rounding are about those of the sum over pixels: against double, 0.4 to 1.3 of them
 * at most and 0.8 to 1.0 in root mean square.
 */
final class WinogradGradient {
    private static final int ROWS = MicroKernels.ROWS;
    private static final int COLUMNS = 2 * MicroKernels.L;

    /** Tiles that are transformed at once: the depth of the products. */
    private static final int CHUNK = 48;

    /** Partial sums at most, and elements of all of them together. */
    private static final int MAX_PIECES = 16;

    private static final int MAX_ELEMENTS = 1 << 21;

    /** Tasks at least, where there is enough work. */
    private static final int MIN_TASKS = 8;

    private final Phase phase;
    private final WinogradTiles tiles;
    private final float[] gradY;
    private final float[] gradWeight;
    private final int channels;
    private final int width;

    /** Input channels of a pass. */
    private final int depth;

    /** Rows of each matrix of a partial sum, whole blocks, and columns, whole vectors. */
    private final int paddedChannels;

    private final int paddedWidth;

    /** From matrix to matrix. */
    private final int plane;

    private final int chunks;
    private final int pieces;
    private final int shares;

    WinogradGradient(WinogradTiles tiles, float[] gradY, int width, float[] gradWeight) {
        this.phase = tiles.phase();
        this.tiles = tiles;
        this.gradY = gradY;
        this.width = width;
        this.gradWeight = gradWeight;
        channels = tiles.channels();
        int passes = Packing.divideUp(channels, MicroKernels.DEPTH);
        depth = Packing.divideUp(channels, passes * ROWS) * ROWS;
        paddedWidth = WinogradWeights.padded(width);
        paddedChannels = Packing.divideUp(channels, ROWS) * ROWS;
        // One vector more, so that the sixteen are not in the same cache sets.
        plane = paddedChannels * paddedWidth + MicroKernels.L;
        chunks = Packing.divideUp(tiles.count(), CHUNK);
        int most = Math.min(MAX_PIECES, MAX_ELEMENTS / (16 * plane));
        pieces = Math.max(1, Math.min(chunks, most));
        int wanted = Packing.divideUp(MIN_TASKS, pieces);
        shares = Math.min(wanted, Packing.divideUp(width, COLUMNS));
    }

    /** Elements of all partial sums. */
    int partialSize() {
        return pieces * 16 * plane;
    }

    /** Working memory of one thread, kept from call to call. */
    static final class Scratch {
        private float[] patches = {};
        private float[] grads = {};

        /** A patch at the border of the source. */
        private float[] edge = {};

        /** A tile at the border of the target. */
        private final float[] tile = new float[4 * COLUMNS];

        private void reserve(int patchSize, int gradSize, int edgeSize) {
            if (patches.length < patchSize) {
                patches = new float[patchSize];
            }
            if (grads.length < gradSize) {
                grads = new float[gradSize];
            }
            if (edge.length < edgeSize) {
                edge = new float[edgeSize];
            }
        }
    }

    /** Computes the gradient; {@code partials} has room for {@link #partialSize} elements. */
    void run(Workers workers, ThreadLocal<Scratch> scratches, float[] partials) {
        workers.forEach(
                pieces * shares, t -> piece(t / shares, t % shares, partials, scratches.get()));
        workers.forEach(channels, row -> finish(row, partials));
    }

    private void piece(int piece, int share, float[] partials, Scratch scratch) {
        int panels = Packing.divideUp(width, COLUMNS);
        int from = share * panels / shares * COLUMNS;
        int to = Math.min(paddedWidth, (share + 1) * panels / shares * COLUMNS);
        int sum = piece * 16 * plane;
        for (int k = 0; k < 16; k++) {
            for (int r = 0; r < paddedChannels; r++) {
                int row = sum + k * plane + r * paddedWidth;
                Arrays.fill(partials, row + from, row + to, 0f);
            }
        }
        scratch.reserve(WinogradTiles.packedSize(CHUNK), 16 * gradPlane(from, to), 16 * depth);
        int last = (int) ((piece + 1L) * chunks / pieces);
        for (int c = (int) ((long) piece * chunks / pieces); c < last; c++) {
            chunk(c * CHUNK, from, to, partials, sum, scratch);
        }
    }

    /** From matrix to matrix of the transformed gradients of some output channels. */
    private int gradPlane(int from, int to) {
        return CHUNK * (to - from) + MicroKernels.L;
    }

    /** Adds some tiles to columns {@code from} to {@code to} of a partial sum. */
    private void chunk(int first, int from, int to, float[] partials, int sum, Scratch scratch) {
        int count = Math.min(CHUNK, tiles.count() - first);
        int rowStep = WinogradTiles.rowStep(CHUNK, depth);
        int columnStep = WinogradTiles.columnStep(CHUNK, depth);
        transformGrads(first, count, from, to, scratch);
        int deep;
        for (int p = 0; p < channels; p += deep) {
            deep = Math.min(depth, channels - p);
            tiles.transform(
                    first, count, p, deep, scratch.patches, rowStep, columnStep, scratch.edge);
            for (int k = 0; k < 16; k++) {
                int a = k / 4 * rowStep + k % 4 * columnStep;
                int b = k * gradPlane(from, to);
                int c = sum + k * plane + p * paddedWidth + from;
                multiply(scratch, a, deep, b, to - from, count, partials, c);
            }
        }
    }

    /** Adds the product of {@code deep} by {@code columns} channels over some tiles. */
    private void multiply(
            Scratch scratch,
            int a,
            int deep,
            int b,
            int columns,
            int count,
            float[] partials,
            int c) {
        int wide;
        for (int y = 0; y < columns; y += wide) {
            wide = TransposedKernels.panelWidth(columns - y);
            int panel = b + y * count;
            for (int r = 0; r < deep; r += ROWS) {
                TransposedKernels.multiply(
                        scratch.patches,
                        a + r,
                        scratch.grads,
                        panel,
                        count,
                        partials,
                        c + r * paddedWidth + y,
                        paddedWidth,
                        wide);
            }
        }
    }

    /** Output channels {@code from} to {@code to} of the gradients of some tiles, as panels. */
    private void transformGrads(int first, int count, int from, int to, Scratch scratch) {
        int down = tiles.down();
        int across = tiles.across();
        int plane = gradPlane(from, to);
        float[] grads = scratch.grads;
        float[] tile = scratch.tile;
        for (int slot = 0; slot < count; slot++) {
            int t = first + slot;
            int i = t / across % down * 2;
            int j = t % across * 2;
            int pixel = (t / across / down * phase.targetHeight() + i) * phase.targetWidth() + j;
            boolean inside = i + 2 <= phase.targetHeight() && j + 2 <= phase.targetWidth();
            int row = phase.targetWidth() * width;
            int wide;
            for (int y = from; y < to; y += wide) {
                wide = TransposedKernels.panelWidth(to - y);
                int out = (y - from) * count + slot * wide;
                int at = pixel * width + y;
                if (inside && y + wide <= width) {
                    WinogradLoops.targetGrad(gradY, at, row, width, grads, out, plane, wide);
                } else {
                    copyTile(i, j, at, Math.min(wide, width - y), wide, tile);
                    WinogradLoops.targetGrad(tile, 0, 2 * wide, wide, grads, out, plane, wide);
                }
            }
        }
    }

    /** Copies channels of the tile from (i, j) on, zeros where it is cut off. */
    private void copyTile(int i, int j, int at, int valid, int wide, float[] tile) {
        Arrays.fill(tile, 0, 4 * wide, 0f);
        int columns = Math.min(2, phase.targetWidth() - j);
        for (int u = 0; u < Math.min(2, phase.targetHeight() - i); u++) {
            for (int v = 0; v < columns; v++) {
                int from = at + (u * phase.targetWidth() + v) * width;
                System.arraycopy(gradY, from, tile, (2 * u + v) * wide, valid);
            }
        }
    }

    /** Adds all partial sums of an input channel onto the first, and transforms it. */
    private void finish(int row, float[] partials) {
        for (int piece = 1; piece < pieces; piece++) {
            for (int k = 0; k < 16; k++) {
                int to = k * plane + row * paddedWidth;
                add(partials, piece * 16 * plane + to, to);
            }
        }
        int at = row * paddedWidth;
        int tap = channels * width;
        WinogradLoops.weightsGrad(partials, at, plane, gradWeight, row * width, tap, width);
    }

    private void add(float[] partials, int from, int to) {
        for (int i = 0; i < width; i++) {
            partials[to + i] += partials[from + i];
        }
    }
}
