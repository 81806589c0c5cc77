package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.AttentionTiles.KEYS;
import static dev.resplat.tensor.cpu.AttentionTiles.LOG2_E;
import static dev.resplat.tensor.cpu.AttentionTiles.QUERIES;
import static dev.resplat.tensor.cpu.AttentionTiles.tiled;
import static dev.resplat.tensor.cpu.AttentionTiles.wide;
import static dev.resplat.tensor.cpu.ColumnKernels.high;

import dev.resplat.tensor.AttentionKernels.Mask;
import dev.resplat.tensor.AttentionKernels.Size;
import java.util.Arrays;

/**
 * The forward pass of attention, tile by tile.
 *
 * <p>A task is a chunk of the queries of one pair of batch and head. It goes through the keys block
 * by block; for each tile of a block of keys and a few queries it computes the scores, the largest
 * so far, their exponentials, and adds their sum and the weighted values to what is there, scaled
 * down if the largest has grown (Milakov and Gimelshein 2018, algorithm 3; Dao et al. 2022,
 * algorithm 1). A tile stays in the near caches, so that what bounds it is multiply-adds and
 * exponentials. Each query is on its own: how they are shared out changes no bit.
 */
final class TiledAttention {
    /** Queries of a task at most: packing keys costs little beside them. */
    private static final int CHUNK = 22 * QUERIES;

    /** Tasks at least, where there are queries enough. */
    private static final int MIN_TASKS = 16;

    /**
     * Scores within this, in units of log 2, need no maximum: their exponentials are no extremes.
     */
    private static final float MODERATE = 32;

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private static final float[] ZEROS = new float[QUERIES];

    private final Size size;
    private final float[] q;
    private final float[] k;
    private final float[] v;
    private final Mask mask;
    private final float[] m;
    private final float[] y;
    private final float[] logSumExp;
    private final int depth;
    private final int valueDepth;

    /** Rows of a tile of results. */
    private final int high;

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
        depth = size.depth();
        valueDepth = size.valueDepth();
        high = high(valueDepth);
        int pairs = size.batch() * size.heads();
        int each = size.queries() / Math.max(1, MIN_TASKS / pairs);
        chunk = Math.min(CHUNK, (each / QUERIES + 1) * QUERIES);
        qStride = size.heads() * depth;
        vStride = size.heads() * valueDepth;
    }

    /** Working memory of one thread. */
    static final class Scratch {
        private final float[] tile = new float[AttentionTiles.SIZE];
        private final float[] max = new float[CHUNK];
        private final float[] sum = new float[CHUNK];
        private final float[] shifts = new float[QUERIES];
        private final float[] factors = new float[QUERIES];
        private final float[] longest = new float[CHUNK / QUERIES];
        private float[] queries = {};
        private float[] keys = {};
        private float[] room = {};
        private float[] values = {};
        private float[] y = {};

        private Scratch sized(int chunk, int depth, int high) {
            if (queries.length < chunk * depth) {
                queries = new float[chunk * depth];
            }
            if (keys.length < KEYS * depth) {
                keys = new float[KEYS * depth];
                room = new float[KEYS * Math.max(1, depth)];
            }
            if (values.length < KEYS * high) {
                values = new float[KEYS * high];
            }
            if (y.length < chunk * high) {
                y = new float[chunk * high];
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
                    Scratch scratch = scratches.get().sized(chunk, depth, high);
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
        int row = (n * size.queries() + first) * size.heads() + h;
        float scale = (float) (size.scale() * LOG2_E);
        AttentionTiles.packTiles(q, row * depth, qStride, count, depth, scale, s.room, s.queries);
        for (int i = 0; i < count; i += QUERIES) {
            int columns = wide(Math.min(QUERIES, count - i));
            s.longest[i / QUERIES] =
                    AttentionTiles.longest(s.queries, i * depth, depth, QUERIES, columns, s.room);
        }
        Arrays.fill(s.y, 0, tiled(count) * high, 0f);
        Arrays.fill(s.max, 0, tiled(count), HIDDEN);
        Arrays.fill(s.sum, 0, tiled(count), 0f);
        for (int j = 0; j < size.keys(); j += KEYS) {
            int keys = Math.min(KEYS, size.keys() - j);
            packKeys(n, h, j, keys, s);
            float longest = AttentionTiles.longest(s.keys, 0, depth, KEYS, wide(keys), s.room);
            for (int i = 0; i < count; i += QUERIES) {
                int queries = Math.min(QUERIES, count - i);
                scores(n, h, first + i, i, queries, j, keys, s);
                boolean moderate =
                        mask == null && longest * s.longest[i / QUERIES] <= MODERATE * MODERATE;
                weigh(i, wide(queries), keys, moderate, s);
                combine(i, wide(queries), keys, s);
            }
        }
        for (int i = 0; i < count; i += QUERIES) {
            finish(row, i, Math.min(QUERIES, count - i), s);
        }
        int sums = (n * size.heads() + h) * size.queries() + first;
        System.arraycopy(s.sum, 0, logSumExp, sums, count);
    }

    private void packKeys(int n, int h, int j, int keys, Scratch s) {
        int row = (n * size.keys() + j) * size.heads() + h;
        AttentionTiles.packColumns(
                k, row * depth, qStride, keys, depth, 1, s.room, s.keys, 0, KEYS);
        AttentionTiles.packRows(v, row * valueDepth, vStride, keys, valueDepth, s.values, high);
    }

    /** The scores of queries from i on with keys from j on, in the tile. */
    private void scores(int n, int h, int i, int at, int queries, int j, int keys, Scratch s) {
        if (mask != null) {
            int from = mask.row(n, h, i) + j;
            AttentionTiles.fillWithMask(
                    s.tile, keys, queries, m, from, mask.queryStride(), LOG2_E, ZEROS, 0);
        }
        ColumnKernels.multiply(
                s.keys,
                KEYS,
                high(keys),
                s.queries,
                at * depth,
                QUERIES,
                depth,
                mask == null ? ZEROS : s.tile,
                0,
                mask == null ? 0 : MicroKernels.A_STRIDE,
                s.tile,
                0,
                MicroKernels.A_STRIDE,
                wide(queries));
    }

    /**
     * Turns scores into weights relative to the largest so far, or to one where that is less and no
     * score is more than moderate, as the lengths of queries and keys say: then the largest need
     * not be looked for. Loops over vectors one after the other, because each is all that the JIT
     * compiler inlines at a time.
     */
    private void weigh(int i, int columns, int keys, boolean moderate, Scratch s) {
        int seen = moderate ? 0 : keys;
        float least = moderate ? 0 : HIDDEN;
        for (int x = 0; x < columns; x += MicroKernels.L) {
            AttentionTiles.raise(s.tile, x, seen, least, s.max, i, s.shifts, s.factors);
        }
        AttentionTiles.exp2(s.factors, columns, 1, s.shifts);
        AttentionTiles.exp2(s.tile, columns, keys, s.shifts);
        for (int x = 0; x < columns; x += MicroKernels.L) {
            AttentionTiles.sum(s.tile, x, keys, s.factors, s.sum, i);
        }
    }

    /** Adds the weighted values of a tile to what is there, scaled down. */
    private void combine(int i, int columns, int keys, Scratch s) {
        int at = i * high;
        AttentionTiles.scaleColumns(s.y, at, high, s.factors, columns);
        ColumnKernels.multiply(
                s.values,
                high,
                high,
                s.tile,
                0,
                MicroKernels.A_STRIDE,
                keys,
                s.y,
                at,
                QUERIES,
                s.y,
                at,
                QUERIES,
                columns);
    }

    /**
     * Divides a tile by the sums, and takes their logarithms. A largest score that is no number
     * spoils all; where it is minus infinity, all keys are hidden.
     */
    private void finish(int row, int i, int queries, Scratch s) {
        for (int c = 0; c < queries; c++) {
            s.factors[c] = Float.isFinite(s.max[i + c]) ? 1 / s.sum[i + c] : Float.NaN;
        }
        AttentionTiles.logSumExp(s.max, s.sum, i, queries);
        int to = row * valueDepth + i * vStride;
        AttentionTiles.unpackTile(s.y, i * high, valueDepth, s.factors, queries, y, to, vStride);
        for (int c = 0; c < queries; c++) {
            if (s.max[i + c] == HIDDEN) {
                Arrays.fill(y, to + c * vStride, to + c * vStride + valueDepth, 0f);
            }
        }
    }
}
