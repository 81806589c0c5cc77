package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * A phase of a convolution as a product of {@link Patches} and weights, blocked for the caches as
 * {@link PackedMatmul} is, without making the matrix of patches (Chetlur et al. 2014, "cuDNN:
 * Efficient primitives for deep learning", section 3).
 *
 * <p>Weights are packed once. Then tiles of outputs are shared out; for each, blocks of patches are
 * packed and multiplied. Each output is one chain of fused multiply-adds in ascending order of tap
 * and channel, beginning with the bias.
 */
final class PatchProduct {
    private static final int ROWS = MicroKernels.ROWS;
    private static final int COLUMNS = MicroKernels.COLUMNS;
    private static final int TILE_ROWS = 16 * ROWS;
    private static final int TILE_COLUMNS = 8 * COLUMNS;

    /** Tiles at least, where there is enough work, for even shares. */
    private static final int MIN_TILES = 8;

    private final Phase phase;
    private final Patches patches;
    private final PatchWeights weights;
    private final float[] bias;
    private final float[] target;
    private final int groups;

    /** Output channels of one group, those of all groups, and the length of a patch. */
    private final int width;

    private final int channels;
    private final int size;
    private final int tileRows;
    private final int tileColumns;

    PatchProduct(
            Phase phase,
            Patches patches,
            PatchWeights weights,
            float[] bias,
            float[] target,
            int groups) {
        this.phase = phase;
        this.patches = patches;
        this.weights = weights;
        this.bias = bias;
        this.target = target;
        this.groups = groups;
        width = weights.width();
        channels = width * groups;
        size = patches.size();
        int rows = TILE_ROWS;
        int columns = TILE_COLUMNS;
        while (tiles(rows, columns) < MIN_TILES && rows > 2 * ROWS) {
            rows = Math.max(2 * ROWS, Packing.divideUp(rows / 2, ROWS) * ROWS);
        }
        while (tiles(rows, columns) < MIN_TILES && columns > COLUMNS) {
            columns = Math.max(COLUMNS, Packing.divideUp(columns / 2, COLUMNS) * COLUMNS);
        }
        tileRows = rows;
        tileColumns = columns;
    }

    private int tiles(int rows, int columns) {
        return groups * Packing.divideUp(phase.pixels(), rows) * Packing.divideUp(width, columns);
    }

    /** Working memory of one thread, kept from call to call. */
    static final class Scratch {
        private final Patches.Places places = new Patches.Places();
        private final float[] a = new float[TILE_ROWS * MicroKernels.A_STRIDE];
        private final float[] edge = new float[ROWS * COLUMNS];
    }

    /** Computes all outputs of the phase, of which there must be some. */
    void run(Workers workers, ThreadLocal<Scratch> scratches) {
        int across = Packing.divideUp(width, tileColumns);
        int down = Packing.divideUp(phase.pixels(), tileRows);
        workers.forEach(
                groups * down * across,
                t -> {
                    int column = t % across * tileColumns;
                    int first = t / across % down * tileRows;
                    int rows = Math.min(tileRows, phase.pixels() - first);
                    int columns = Math.min(tileColumns, width - column);
                    tile(t / across / down, first, rows, column, columns, scratches.get());
                });
    }

    private void tile(int group, int first, int rows, int x, int columns, Scratch scratch) {
        patches.locate(first, rows, scratch.places);
        int[] targets = scratch.places.targets;
        for (int r = 0; r < rows; r++) {
            begin(targets[r] * channels + group * width + x, group * width + x, columns);
        }
        int deep;
        for (int p = 0; p < size; p += deep) {
            deep = Math.min(weights.depth(), size - p);
            int from = group * patches.depth();
            patches.copy(scratch.places, rows, from, p, deep, scratch.a, 0, MicroKernels.A_STRIDE);
            int wide;
            for (int y = x; y < x + columns; y += wide) {
                wide = MicroKernels.panelWidth(x + columns - y);
                int valid = Math.min(wide, x + columns - y);
                int panel = weights.panel(group, p, y, deep);
                for (int r = 0; r < rows; r += ROWS) {
                    int high = Math.min(ROWS, rows - r);
                    multiply(scratch, r, high, group * width + y, valid, panel, deep, wide);
                }
            }
        }
    }

    private void begin(int at, int channel, int columns) {
        if (bias == null) {
            Arrays.fill(target, at, at + columns, 0f);
        } else {
            System.arraycopy(bias, channel, target, at, columns);
        }
    }

    private void multiply(
            Scratch scratch,
            int r,
            int high,
            int channel,
            int valid,
            int panel,
            int deep,
            int wide) {
        int[] targets = scratch.places.targets;
        float[] b = weights.packed();
        int row = r * MicroKernels.A_STRIDE;
        if (high == ROWS && valid == wide && isEven(targets, r)) {
            int at = targets[r] * channels + channel;
            int stride = (targets[r + 1] - targets[r]) * channels;
            MicroKernels.multiply(scratch.a, row, b, panel, deep, target, at, stride, wide);
            return;
        }
        float[] edge = scratch.edge;
        for (int i = 0; i < high; i++) {
            int at = targets[r + i] * channels + channel;
            Packing.move(target, at, 0, edge, i * COLUMNS, 0, 1, valid);
        }
        MicroKernels.multiply(scratch.a, row, b, panel, deep, edge, 0, COLUMNS, wide);
        for (int i = 0; i < high; i++) {
            int at = targets[r + i] * channels + channel;
            Packing.move(edge, i * COLUMNS, 0, target, at, 0, 1, valid);
        }
    }

    /** Whether the six pixels from r on lie a constant distance apart. */
    private static boolean isEven(int[] targets, int r) {
        int step = targets[r + 1] - targets[r];
        return targets[r + 2] - targets[r + 1] == step
                && targets[r + 3] - targets[r + 2] == step
                && targets[r + 4] - targets[r + 3] == step
                && targets[r + 5] - targets[r + 4] == step;
    }
}
