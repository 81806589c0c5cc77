package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernels.Size;
import dev.resplat.tensor.Window;
import java.util.Arrays;

/**
 * Convolutions with dense windows of 3x3 taps that move in steps of one, and their adjoints, with
 * 16 multiplications where the sum over the taps has 36 (Winograd 1980, "Arithmetic complexity of
 * computations", section VI; Lavin and Gray 2016, "Fast algorithms for convolutional neural
 * networks", section 4.1, F(2x2, 3x3)).
 *
 * <p>A tile of 2x2 outputs sees a patch d of 4x4 inputs. In the bases of {@link WinogradLoops} the
 * tile is {@code A^T [sum_c (G w G^T) (B^T d B)] A}, the product being element by element: the sum
 * over channels is sixteen matrix products, of tiles by channels. A task is a block of tiles: their
 * patches are transformed, multiplied and transformed back while they stay in the cache.
 *
 * <p>The transforms round once more, but the sums of the products are chains of only as many terms
 * as there are channels: against double, errors of 32 to 512 channels are 0.3 to 0.4 of those of a
 * chain over all taps at most, and 0.4 to 0.7 in root mean square. What is not finite in the source
 * spreads to all four pixels of a tile whose patch it is in, though some do not see it.
 */
final class Winograd {
    private static final int ROWS = MicroKernels.ROWS;

    /** Channels at least: with fewer, transforms cost more than they save. */
    private static final int MIN_CHANNELS = 32;

    /** Pairs of channels at most: sixteen times as many floats are in one array. */
    private static final int MAX_PAIRS = 1 << 24;

    /** Tiles at least: with fewer, the weights cost more to transform than they save. */
    private static final int MIN_TILES = 8 * ROWS;

    /**
     * Tiles of a task at most: many, to use each panel of weights often, but few enough for patches
     * and products of 128 channels to fit the second-level cache.
     */
    private static final int MAX_BLOCK = 6 * ROWS;

    /** Tasks at least, where there is enough work, for even shares. */
    private static final int MIN_TASKS = 8;

    private final Phase phase;
    private final WinogradWeights weights;
    private final float[] bias;
    private final float[] target;
    private final int channels;
    private final int width;
    private final WinogradTiles tiles;
    private final int block;

    /** From element (u, v) of transformed patches to (u + 1, v) and to (u, v + 1). */
    private final int rowStep;

    private final int columnStep;

    /** From row to row of a product, and from product to product. */
    private final int productStride;

    private final int plane;

    /** A phase that {@link #fits}. */
    Winograd(Phase phase, float[] source, WinogradWeights weights, float[] bias, float[] target) {
        this.phase = phase;
        this.weights = weights;
        this.bias = bias;
        this.target = target;
        channels = weights.rows();
        width = weights.width();
        tiles = new WinogradTiles(phase, source, channels);
        int depth = weights.depth();
        int even = Packing.divideUp(tiles.count(), MIN_TASKS);
        block = Math.min(MAX_BLOCK, Packing.divideUp(even, ROWS) * ROWS);
        rowStep = WinogradTiles.rowStep(block, depth);
        columnStep = WinogradTiles.columnStep(block, depth);
        productStride = WinogradWeights.padded(width);
        // One vector more, so that the sixteen are not in the same cache sets.
        plane = block * productStride + MicroKernels.L;
    }

    /** Whether this is the way to compute a convolution and its adjoint, by its extents alone. */
    static boolean fits(Size s, Phase phase) {
        Window w = s.window();
        return w.height() == 3
                && w.width() == 3
                && w.strideY() * w.strideX() * w.dilationY() * w.dilationX() == 1
                && s.groups() == 1
                && Math.min(s.channels(), s.outChannels()) >= MIN_CHANNELS
                && (long) s.channels() * s.outChannels() <= MAX_PAIRS
                && isWorthwhile(new WinogradTiles(phase, null, 0).count(), phase.pixels());
    }

    /** Tiles are cropped where extents are odd. */
    private static boolean isWorthwhile(int tiles, int pixels) {
        return tiles >= MIN_TILES && tiles <= pixels / 3;
    }

    /** Working memory of one thread, kept from call to call. */
    static final class Scratch {
        private float[] patches = {};
        private float[] products = {};

        /** A patch at the border of the source, or a tile at that of the target. */
        private float[] edge = {};

        private float[] zeros = {};

        private void reserve(int patchSize, int productSize, int channels) {
            if (patches.length < patchSize) {
                patches = new float[patchSize];
            }
            if (products.length < productSize) {
                products = new float[productSize];
            }
            if (zeros.length < channels) {
                edge = new float[16 * channels];
                zeros = new float[channels];
            }
        }
    }

    /** Computes all outputs of the phase. */
    void run(Workers workers, ThreadLocal<Scratch> scratches) {
        int count = tiles.count();
        workers.forEach(
                Packing.divideUp(count, block),
                t -> {
                    int first = t * block;
                    block(first, Math.min(block, count - first), scratches.get());
                });
    }

    private void block(int first, int count, Scratch scratch) {
        int patchSize = WinogradTiles.packedSize(block);
        scratch.reserve(patchSize, 16 * plane, Math.max(channels, width));
        Arrays.fill(scratch.products, 0, 16 * plane, 0f);
        int deep;
        for (int p = 0; p < channels; p += deep) {
            deep = Math.min(weights.depth(), channels - p);
            tiles.transform(
                    first, count, p, deep, scratch.patches, rowStep, columnStep, scratch.edge);
            for (int k = 0; k < 16; k++) {
                multiply(k, count, p, deep, scratch);
            }
        }
        transformProducts(first, count, scratch);
    }

    /** The product of matrix k, over channels p to {@code p + deep} of the source. */
    private void multiply(int k, int count, int p, int deep, Scratch scratch) {
        float[] a = scratch.patches;
        float[] c = scratch.products;
        float[] b = weights.packed();
        int matrix = k / 4 * rowStep + k % 4 * columnStep;
        int wide;
        for (int y = 0; y < width; y += wide) {
            wide = MicroKernels.panelWidth(width - y);
            int panel = weights.panel(k, p, y, deep);
            for (int r = 0; r < count; r += ROWS) {
                int row = matrix + r * MicroKernels.A_STRIDE;
                int at = k * plane + r * productStride + y;
                MicroKernels.multiply(a, row, b, panel, deep, c, at, productStride, wide);
            }
        }
    }

    private void transformProducts(int first, int count, Scratch scratch) {
        int height = phase.targetHeight();
        int across = phase.targetWidth();
        int tilesDown = tiles.down();
        int tilesAcross = tiles.across();
        float[] from = scratch.products;
        float[] edge = scratch.edge;
        float[] start = bias == null ? scratch.zeros : bias;
        for (int slot = 0; slot < count; slot++) {
            int tile = first + slot;
            int i = tile / tilesAcross % tilesDown * 2;
            int j = tile % tilesAcross * 2;
            int pixel = (tile / tilesAcross / tilesDown * height + i) * across + j;
            int at = slot * productStride;
            if (i + 2 <= height && j + 2 <= across) {
                int out = pixel * width;
                int row = across * width;
                WinogradLoops.target(from, at, plane, start, target, out, row, width, width);
            } else {
                WinogradLoops.target(from, at, plane, start, edge, 0, 2 * width, width, width);
                int columns = Math.min(2, across - j);
                for (int u = 0; u < Math.min(2, height - i); u++) {
                    int out = (pixel + u * across) * width;
                    System.arraycopy(edge, 2 * u * width, target, out, columns * width);
                }
            }
        }
    }
}
