package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ConvolutionKernels.Size;
import java.util.Arrays;

/**
 * The gradient of the weights: for each group the product {@code gradY^T patches}, summed over
 * pixels, which is the gradient transposed. This way round only gradY has to be transposed, and
 * {@link Patches} are copied as they lie.
 *
 * <p>The pixels are cut into pieces, each of which makes a partial sum; these are added in their
 * order. How many there are depends on extents only. A task is a piece and a share of the columns.
 */
final class PatchGradient {
    private static final int ROWS = MicroKernels.ROWS;
    private static final int COLUMNS = MicroKernels.COLUMNS;
    private static final int DEPTH = MicroKernels.DEPTH;

    /** Partial sums at most, and elements of all of them together. */
    private static final int MAX_PIECES = 16;

    private static final int MAX_ELEMENTS = 1 << 21;

    /** Tasks at least, where there is enough work. */
    private static final int MIN_TASKS = 8;

    private final Phase phase;
    private final Patches patches;
    private final float[] gradY;
    private final float[] gradWeight;
    private final int groups;
    private final int channels;
    private final int width;
    private final int size;

    /** Rows of a partial sum, whole blocks, and its columns, whole vectors. */
    private final int paddedWidth;

    private final int paddedSize;
    private final int chunks;
    private final int pieces;
    private final int shares;

    PatchGradient(Size s, Phase phase, Patches patches, float[] gradY, float[] gradWeight) {
        this.phase = phase;
        this.patches = patches;
        this.gradY = gradY;
        this.gradWeight = gradWeight;
        groups = s.groups();
        channels = s.outChannels();
        width = s.groupOutChannels();
        size = patches.size();
        paddedWidth = Packing.divideUp(width, ROWS) * ROWS;
        paddedSize = Packing.divideUp(size, MicroKernels.L) * MicroKernels.L;
        chunks = Chunks.count(phase.pixels(), DEPTH);
        long elements = (long) groups * paddedWidth * paddedSize;
        pieces = (int) Math.max(1, Math.min(Math.min(chunks, MAX_PIECES), MAX_ELEMENTS / elements));
        int wanted = Packing.divideUp(MIN_TASKS, groups * pieces);
        shares = Math.min(wanted, Packing.divideUp(size, COLUMNS));
    }

    /** Elements of all partial sums. */
    int partialSize() {
        return pieces * groups * paddedWidth * paddedSize;
    }

    /** Working memory of one thread, kept from call to call. */
    static final class Scratch {
        private final Patches.Places places = new Patches.Places();
        private final float[] panel = new float[DEPTH * COLUMNS];
        private float[] a = {};

        private float[] a(int size) {
            if (a.length < size) {
                a = new float[size];
            }
            return a;
        }
    }

    /** Computes the gradient; {@code partials} has room for {@link #partialSize} elements. */
    void run(Workers workers, ThreadLocal<Scratch> scratches, float[] partials) {
        workers.forEach(
                pieces * groups * shares,
                t -> {
                    int share = t % shares;
                    int group = t / shares % groups;
                    piece(t / shares / groups, group, share, partials, scratches.get());
                });
        workers.forEach(groups * width, row -> sum(row / width, row % width, partials));
        int each = Math.max(1, (1 << 14) / width);
        int across = Packing.divideUp(size, each);
        workers.forEach(
                groups * across, t -> transpose(t / across, t % across * each, each, partials));
    }

    private int partial(int piece, int group) {
        return (piece * groups + group) * paddedWidth * paddedSize;
    }

    private void piece(int piece, int group, int share, float[] partials, Scratch scratch) {
        int panels = Packing.divideUp(size, COLUMNS);
        int from = share * panels / shares * COLUMNS;
        int to = Math.min(size, (share + 1) * panels / shares * COLUMNS);
        int at = partial(piece, group);
        int end = to < size ? to : paddedSize;
        for (int r = 0; r < paddedWidth; r++) {
            Arrays.fill(partials, at + r * paddedSize + from, at + r * paddedSize + end, 0f);
        }
        int last = (int) ((piece + 1L) * chunks / pieces);
        for (int chunk = (int) ((long) piece * chunks / pieces); chunk < last; chunk++) {
            chunk(chunk, group, from, to, partials, at, scratch);
        }
    }

    /** Adds up to 256 pixels to columns {@code from} to {@code to} of a partial sum. */
    private void chunk(
            int chunk, int group, int from, int to, float[] partials, int at, Scratch scratch) {
        int first = chunk * DEPTH;
        int pixels = Math.min(DEPTH, phase.pixels() - first);
        float[] a = scratch.a(paddedWidth * MicroKernels.A_STRIDE);
        int grad = first * channels + group * width;
        Packing.transpose(gradY, grad, channels, a, 0, MicroKernels.A_STRIDE, width, pixels);
        patches.locate(first, pixels, scratch.places);
        float[] panel = scratch.panel;
        int wide;
        for (int k = from; k < to; k += wide) {
            wide = MicroKernels.panelWidth(to - k);
            int valid = Math.min(wide, to - k);
            int channel = group * patches.depth();
            patches.copy(scratch.places, pixels, channel, k, valid, panel, 0, wide);
            for (int r = 0; r < paddedWidth; r += ROWS) {
                int c = at + r * paddedSize + k;
                int row = r * MicroKernels.A_STRIDE;
                MicroKernels.multiply(
                        scratch.a, row, panel, 0, pixels, partials, c, paddedSize, wide);
            }
        }
    }

    /** Adds all partial sums of a row onto the first. */
    private void sum(int group, int row, float[] partials) {
        int to = partial(0, group) + row * paddedSize;
        for (int piece = 1; piece < pieces; piece++) {
            int from = partial(piece, group) + row * paddedSize;
            for (int k = 0; k < size; k++) {
                partials[to + k] += partials[from + k];
            }
        }
    }

    private void transpose(int group, int k, int each, float[] partials) {
        int rows = Math.min(each, size - k);
        int from = partial(0, group) + k;
        int to = k * channels + group * width;
        Packing.transpose(partials, from, paddedSize, gradWeight, to, channels, rows, width);
    }
}
