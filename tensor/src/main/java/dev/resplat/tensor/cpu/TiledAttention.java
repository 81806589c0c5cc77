package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.AttentionTiles.KEYS;
import static dev.resplat.tensor.cpu.AttentionTiles.QUERIES;
import static dev.resplat.tensor.cpu.AttentionTiles.high;
import static dev.resplat.tensor.cpu.AttentionTiles.wide;

import dev.resplat.tensor.AttentionKernels.Mask;
import dev.resplat.tensor.AttentionKernels.Size;
import java.util.Arrays;

/**
 * The forward pass of attention, tile by tile.
 *
 * <p>A task is a chunk of the queries of one pair of batch and head. It goes through the keys block
 * by block; for each tile of a few queries and a block of keys it computes the scores, the largest
 * so far, their exponentials, and adds their sum and the weighted values to what is there, scaled
 * down if the largest has grown (Milakov and Gimelshein 2018, algorithm 3; Dao et al. 2022,
 * algorithm 1). A tile stays in the near caches, so that what bounds it is multiply-adds and
 * exponentials. Each query is on its own: how they are shared out changes no bit.
 */
final class TiledAttention {
    /** Queries of a task at most: packing keys costs little beside them. */
    private static final int CHUNK = 16 * QUERIES;

    /** Tasks at least, where there are queries enough. */
    private static final int MIN_TASKS = 16;

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private final Size size;
    private final float[] q;
    private final float[] k;
    private final float[] v;
    private final Mask mask;
    private final float[] m;
    private final float[] y;
    private final float[] logSumExp;
    private final int chunk;
    private final int qStride;
    private final int vStride;

    TiledAttention(
            Size size, float[] q, float[] k, float[] v, Mask mask, float[] y, float[] logSumExp) {
        this.size = size;
        this.q = q;
        this.k = k;
        this.v = v;
        this.mask = mask;
        this.m = mask == null ? null : FloatArray.of(mask.values());
        this.y = y;
        this.logSumExp = logSumExp;
        int pairs = size.batch() * size.heads();
        int each = size.queries() / Math.max(1, MIN_TASKS / pairs);
        chunk = Math.min(CHUNK, (each / QUERIES + 1) * QUERIES);
        qStride = size.heads() * size.depth();
        vStride = size.heads() * size.valueDepth();
    }

    /** Working memory of one thread. */
    static final class Scratch {
        private final float[] rows = new float[AttentionTiles.SIZE];
        private final float[] tile = new float[AttentionTiles.SIZE];
        private final float[] max = new float[CHUNK];
        private final float[] sum = new float[CHUNK];
        private float[] keys = {};
        private float[] values = {};
        private float[] y = {};

        private Scratch sized(Size size, int chunk) {
            if (keys.length < KEYS * size.depth()) {
                keys = new float[KEYS * size.depth()];
            }
            if (values.length < KEYS * wide(size.valueDepth())) {
                values = new float[KEYS * wide(size.valueDepth())];
            }
            if (y.length < chunk * wide(size.valueDepth())) {
                y = new float[chunk * wide(size.valueDepth())];
            }
            return this;
        }
    }

    void run(Workers workers, ThreadLocal<Scratch> scratches) {
        int chunks = (size.queries() - 1) / chunk + 1;
        long work = (long) Math.min(size.queries(), chunk) * size.keys();
        workers.forRanges(
                size.batch() * size.heads() * chunks,
                SimdAttention.grain(size, work),
                (from, to) -> {
                    Scratch scratch = scratches.get().sized(size, chunk);
                    for (int t = from; t < to; t++) {
                        int pair = t / chunks;
                        int first = t % chunks * chunk;
                        int count = Math.min(chunk, size.queries() - first);
                        attend(pair / size.heads(), pair % size.heads(), first, count, scratch);
                    }
                });
    }

    /** Queries {@code first} to {@code first + count} of one batch and head. */
    private void attend(int n, int h, int first, int count, Scratch s) {
        int outputs = wide(size.valueDepth());
        Arrays.fill(s.y, 0, high(count) * outputs, 0f);
        Arrays.fill(s.max, 0, count, HIDDEN);
        Arrays.fill(s.sum, 0, count, 0f);
        for (int j = 0; j < size.keys(); j += KEYS) {
            int keys = Math.min(KEYS, size.keys() - j);
            packKeys(n, h, j, keys, s);
            for (int i = 0; i < count; i += QUERIES) {
                int rows = Math.min(QUERIES, count - i);
                scores(n, h, first + i, rows, j, keys, s);
                weigh(i, rows, wide(keys), outputs, s);
                AttentionTiles.multiply(
                        s.tile,
                        high(rows),
                        keys,
                        s.values,
                        0,
                        size.valueDepth(),
                        s.y,
                        i * outputs,
                        outputs);
            }
        }
        finish(n, h, first, count, outputs, s);
    }

    private void packKeys(int n, int h, int j, int keys, Scratch s) {
        int row = (n * size.keys() + j) * size.heads() + h;
        AttentionTiles.packColumns(k, row * size.depth(), qStride, keys, size.depth(), s.keys);
        int at = row * size.valueDepth();
        AttentionTiles.packPanels(v, at, vStride, keys, size.valueDepth(), false, s.values);
    }

    /** The scores of queries from i on with keys from j on, in the tile. */
    private void scores(int n, int h, int i, int rows, int j, int keys, Scratch s) {
        for (int r = 0; r < high(rows); r++) {
            AttentionTiles.fill(s.tile, r, keys, 0);
        }
        int from = ((n * size.queries() + i) * size.heads() + h) * size.depth();
        AttentionTiles.multiplyRows(
                q,
                from,
                qStride,
                rows,
                size.depth(),
                (float) size.scale(),
                s.rows,
                s.keys,
                keys,
                s.tile);
        for (int r = 0; mask != null && r < rows; r++) {
            AttentionTiles.addMask(s.tile, r, m, mask.row(n, h, i + r) + j, keys);
        }
    }

    /**
     * Turns scores into weights relative to the largest so far. Loops over rows one after the
     * other, because each row waits for its lanes to be combined.
     */
    private static void weigh(int i, int rows, int wide, int outputs, Scratch s) {
        for (int r = 0; r < rows; r++) {
            float before = s.max[i + r];
            float max = Math.max(before, AttentionTiles.max(s.tile, r, wide));
            if (max != before && before != HIDDEN) {
                float factor = (float) Math.exp(before - max);
                s.sum[i + r] *= factor;
                int at = (i + r) * outputs;
                AttentionTiles.scaleRow(s.y, at, outputs, factor, s.y, at);
            }
            s.max[i + r] = max;
        }
        for (int r = 0; r < rows; r++) {
            float max = s.max[i + r];
            AttentionTiles.exp(s.tile, r, wide, max == HIDDEN ? 0 : max);
        }
        for (int r = 0; r < rows; r++) {
            s.sum[i + r] += AttentionTiles.sum(s.tile, r, wide);
        }
    }

    /**
     * Divides by the sums, and takes their logarithms. A largest score that is no number spoils
     * all; where it is minus infinity, all keys are hidden.
     */
    private void finish(int n, int h, int first, int count, int outputs, Scratch s) {
        for (int i = 0; i < count; i++) {
            float max = s.max[i];
            int to = ((n * size.queries() + first + i) * size.heads() + h) * size.valueDepth();
            if (max == HIDDEN) {
                Arrays.fill(y, to, to + size.valueDepth(), 0f);
            } else {
                float factor = Float.isFinite(max) ? 1 / s.sum[i] : Float.NaN;
                AttentionTiles.scaleRow(s.y, i * outputs, size.valueDepth(), factor, y, to);
            }
        }
        AttentionTiles.logSumExp(s.max, s.sum, count);
        int sums = (n * size.heads() + h) * size.queries() + first;
        System.arraycopy(s.sum, 0, logSumExp, sums, count);
    }
}
