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
 */
final class WinogradGradient {
    private static final int ROWS = MicroKernels.ROWS;
    private static final int COLUMNS = 2 * MicroKernels.L;

    /** Tiles transformed at once, at least and at most. */
    private static final int MIN_CHUNK = 48;

    private static final int MAX_CHUNK = 128;

    /** Floats of transformed patches and gradients that fit the second-level cache. */
    private static final int CACHE = 1 << 18;

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

    /** Columns of a partial sum, whole vectors, and elements of one of its sixteen matrices. */
    private final int paddedWidth;

    private final int plane;
    private final int chunk;
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
        int passes = PatchProduct.divideUp(channels, MicroKernels.DEPTH);
        depth = PatchProduct.divideUp(channels, passes * ROWS) * ROWS;
        paddedWidth = WinogradWeights.padded(width);
        int paddedChannels = PatchProduct.divideUp(channels, ROWS) * ROWS;
        // One vector more, so that the sixteen are not in the same cache sets.
        plane = paddedChannels * paddedWidth + MicroKernels.L;
        int fitting = CACHE / (16 * (depth + width));
        chunk = Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, fitting));
        chunks = PatchProduct.divideUp(tiles.count(), chunk);
        int most = Math.min(MAX_PIECES, MAX_ELEMENTS / (16 * plane));
        pieces = Math.max(1, Math.min(chunks, most));
        int wanted = PatchProduct.divideUp(MIN_TASKS, pieces);
        shares = Math.min(wanted, PatchProduct.divideUp(width, COLUMNS));
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
        int panels = PatchProduct.divideUp(width, COLUMNS);
        int from = share * panels / shares * COLUMNS;
        int to = Math.min(paddedWidth, (share + 1) * panels / shares * COLUMNS);
        int sum = piece * 16 * plane;
        for (int k = 0; k < 16; k++) {
            for (int r = sum + k * plane; r + paddedWidth <= sum + (k + 1) * plane; ) {
                Arrays.fill(partials, r + from, r + to, 0f);
                r += paddedWidth;
            }
        }
        scratch.reserve(WinogradTiles.packedSize(chunk), 16 * gradPlane(from, to), 16 * depth);
        int last = (int) ((piece + 1L) * chunks / pieces);
        for (int c = (int) ((long) piece * chunks / pieces); c < last; c++) {
            chunk(c * chunk, from, to, partials, sum, scratch);
        }
    }

    /** From matrix to matrix of the transformed gradients of some output channels. */
    private int gradPlane(int from, int to) {
        return chunk * (to - from) + MicroKernels.L;
    }

    /** Adds some tiles to columns {@code from} to {@code to} of a partial sum. */
    private void chunk(int first, int from, int to, float[] partials, int sum, Scratch scratch) {
        int count = Math.min(chunk, tiles.count() - first);
        int rowStep = WinogradTiles.rowStep(chunk, depth);
        int columnStep = WinogradTiles.columnStep(chunk, depth);
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
