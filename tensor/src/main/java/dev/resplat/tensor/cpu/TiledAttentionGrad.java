package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.AttentionTiles.KEYS;
import static dev.resplat.tensor.cpu.AttentionTiles.LOG2_E;
import static dev.resplat.tensor.cpu.AttentionTiles.QUERIES;
import static dev.resplat.tensor.cpu.AttentionTiles.high;
import static dev.resplat.tensor.cpu.AttentionTiles.tiled;
import static dev.resplat.tensor.cpu.AttentionTiles.wide;
import static dev.resplat.tensor.cpu.MicroKernels.A_STRIDE;

import dev.resplat.tensor.AttentionKernels.Size;
import java.util.Arrays;

/**
 * The backward pass of attention, tile by tile (Dao et al. 2022, algorithm 4).
 *
 * <p>A task is a chunk of the keys of one pair of batch and head. For each block of keys it goes
 * through all queries; a tile of scores is computed again, becomes a tile of weights and one of
 * gradients of scores, and the three gradients are sums of products with these. Gradients of keys
 * and values belong to the block. That of queries is added up over the blocks of a chunk, and then
 * over the chunks in their order: how keys are cut into chunks depends on extents only, and so do
 * the bits.
 */
final class TiledAttentionGrad {
    /** Tasks at least, where there are blocks of keys enough. */
    private static final int MIN_TASKS = 16;

    /** Floats at most in parts of the gradient of queries. */
    private static final int MAX_PARTS = 1 << 25;

    private static final float[] ZEROS = new float[QUERIES];

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private final AttentionGradArguments a;
    private final Size size;
    private final int depth;
    private final int valueDepth;

    /** Rows of a tile of the gradient of queries, and floats of a pair's. */
    private final int tall;

    private final int part;
    private final float[] scales;
    private final int qStride;
    private final int vStride;

    /** Chunks of each pair, and keys of one. */
    private final int chunks;

    private final int chunk;

    TiledAttentionGrad(AttentionGradArguments arguments) {
        a = arguments;
        size = a.size();
        depth = size.depth();
        valueDepth = size.valueDepth();
        scales = new float[QUERIES];
        Arrays.fill(scales, (float) size.scale());
        qStride = size.heads() * depth;
        vStride = size.heads() * valueDepth;
        int pairs = size.batch() * size.heads();
        int blocks = (size.keys() + KEYS - 1) / KEYS;
        tall = ColumnKernels.high(depth);
        part = a.gradQ() == null ? 0 : tiled(size.queries()) * tall;
        int most = Math.max(1, Math.min(MIN_TASKS, MAX_PARTS / Math.max(1, part)) / pairs);
        int each = Math.max(1, (blocks + most - 1) / most);
        chunk = each * KEYS;
        chunks = Math.max(1, (blocks + each - 1) / each);
    }

    /** Working memory of one thread. */
    static final class Scratch {
        private final float[] weights = new float[AttentionTiles.SIZE];
        private final float[] grads = new float[AttentionTiles.SIZE];
        private float[] room = {};
        private float[] keyColumns = {};
        private float[] keyRows = {};
        private float[] valueColumns = {};
        private float[] gradK = {};
        private float[] gradV = {};

        // Of all queries: packed both ways, and a number for each.
        private float[] queryColumns = {};
        private float[] queryPanels = {};
        private float[] gradColumns = {};
        private float[] gradPanels = {};
        private float[] scoreStarts = {};
        private float[] gradStarts = {};
        private float[] parts = {};

        private void size(int queries, int depth, int valueDepth) {
            int most = Math.max(ColumnKernels.high(wide(depth)), wide(valueDepth));
            if (gradK.length < KEYS * most) {
                room = new float[KEYS * most];
                keyColumns = new float[KEYS * most];
                keyRows = new float[KEYS * most];
                valueColumns = new float[KEYS * most];
                gradK = new float[KEYS * most];
                gradV = new float[KEYS * most];
            }
            if (queryColumns.length < queries * most) {
                queryColumns = new float[queries * most];
                queryPanels = new float[queries * most];
                gradColumns = new float[queries * most];
                gradPanels = new float[queries * most];
            }
            if (scoreStarts.length < queries) {
                scoreStarts = new float[queries];
                gradStarts = new float[queries];
            }
        }

        /** Gradients of queries: of one pair, or those of all chunks, which all threads fill. */
        private float[] parts(int n) {
            if (parts.length < n) {
                parts = new float[n];
            }
            return parts;
        }
    }

    void run(Workers workers, ThreadLocal<Scratch> scratches) {
        int pairs = size.batch() * size.heads();
        long work = 3L * size.queries() * Math.min(chunk, size.keys());
        if (chunks == 1) {
            workers.forRanges(
                    pairs,
                    SimdAttention.grain(size, work),
                    (from, to) -> {
                        Scratch s = scratches.get();
                        float[] parts = s.parts(part);
                        for (int pair = from; pair < to; pair++) {
                            chunk(pair, 0, parts, 0, s);
                            finish(pair, parts, 0);
                        }
                    });
            return;
        }
        float[] parts = scratches.get().parts(pairs * chunks * part);
        workers.forEach(
                pairs * chunks,
                t -> chunk(t / chunks, t % chunks * chunk, parts, t * part, scratches.get()));
        workers.forEach(pairs, pair -> finish(pair, parts, pair * chunks * part));
    }

    /** Keys from {@code first} on of a pair, and their part of the gradient of the queries. */
    private void chunk(int pair, int first, float[] parts, int at, Scratch s) {
        s.size(tiled(size.queries()), depth, valueDepth);
        Arrays.fill(parts, at, at + part, 0f);
        int n = pair / size.heads();
        int h = pair % size.heads();
        packQueries(n, h, s);
        for (int j = first; j < Math.min(size.keys(), first + chunk); j += KEYS) {
            int keys = Math.min(KEYS, size.keys() - j);
            packKeys(n, h, j, keys, s);
            Arrays.fill(s.gradK, 0, high(keys) * wide(depth), 0f);
            Arrays.fill(s.gradV, 0, high(keys) * wide(valueDepth), 0f);
            for (int i = 0; i < size.queries(); i += QUERIES) {
                int queries = Math.min(QUERIES, size.queries() - i);
                tile(n, h, i, queries, j, keys, s);
                add(i, queries, keys, parts, at + i * tall, s);
            }
            unpack((n * size.keys() + j) * size.heads() + h, keys, s);
        }
    }

    /**
     * All queries of a pair, and what scores and the gradients of weights start at: so that the
     * former are logarithms of weights, and the latter what is above their mean.
     */
    private void packQueries(int n, int h, Scratch s) {
        int queries = size.queries();
        int row = n * queries * size.heads() + h;
        float scale = (float) (size.scale() * LOG2_E);
        float[] gradY = a.gradY();
        AttentionTiles.packTiles(
                a.q(), row * depth, qStride, queries, depth, scale, s.room, s.queryColumns);
        AttentionTiles.packTiles(
                gradY, row * valueDepth, vStride, queries, valueDepth, 1, s.room, s.gradColumns);
        for (int i = 0; i < queries; i += QUERIES) {
            int count = Math.min(QUERIES, queries - i);
            int at = row + i * size.heads();
            AttentionTiles.packPanels(
                    a.q(), at * depth, qStride, count, depth, s.queryPanels, i * wide(depth));
            AttentionTiles.packPanels(
                    gradY,
                    at * valueDepth,
                    vStride,
                    count,
                    valueDepth,
                    s.gradPanels,
                    i * wide(valueDepth));
        }
        int sums = (n * size.heads() + h) * queries;
        for (int i = 0; i < queries; i++) {
            int at = (row + i * size.heads()) * valueDepth;
            float sum = a.logSumExp()[sums + i];
            s.scoreStarts[i] = sum == HIDDEN ? HIDDEN : -LOG2_E * sum;
            s.gradStarts[i] = -AttentionTiles.dot(a.y(), at, gradY, at, valueDepth);
        }
        Arrays.fill(s.scoreStarts, queries, tiled(queries), 0f);
        Arrays.fill(s.gradStarts, queries, tiled(queries), 0f);
    }

    private void packKeys(int n, int h, int j, int keys, Scratch s) {
        int row = (n * size.keys() + j) * size.heads() + h;
        int v = row * valueDepth;
        AttentionTiles.packColumns(
                a.k(), row * depth, qStride, keys, depth, 1, s.room, s.keyColumns, 0, KEYS);
        AttentionTiles.packColumns(
                a.v(), v, vStride, keys, valueDepth, 1, s.room, s.valueColumns, 0, KEYS);
        if (a.gradQ() != null) {
            AttentionTiles.packRows(a.k(), row * depth, qStride, keys, depth, s.keyRows, tall);
        }
    }

    /** A tile of weights and the gradients of its scores. */
    private void tile(int n, int h, int i, int queries, int j, int keys, Scratch s) {
        boolean masked = a.mask() != null;
        if (masked) {
            int from = a.mask().row(n, h, i) + j;
            int stride = a.mask().queryStride();
            AttentionTiles.fillWithMask(
                    s.weights, keys, queries, a.m(), from, stride, LOG2_E, s.scoreStarts, i);
        }
        int columns = wide(queries);
        ColumnKernels.multiply(
                s.keyColumns,
                KEYS,
                ColumnKernels.high(keys),
                s.queryColumns,
                i * depth,
                QUERIES,
                depth,
                masked ? s.weights : s.scoreStarts,
                masked ? 0 : i,
                masked ? A_STRIDE : 0,
                s.weights,
                0,
                A_STRIDE,
                columns);
        ColumnKernels.multiply(
                s.valueColumns,
                KEYS,
                ColumnKernels.high(keys),
                s.gradColumns,
                i * valueDepth,
                QUERIES,
                valueDepth,
                s.gradStarts,
                i,
                0,
                s.grads,
                0,
                A_STRIDE,
                columns);
        AttentionTiles.exp2(s.weights, columns, keys, ZEROS);
        AttentionTiles.scale(s.grads, s.weights, columns, keys);
        for (int c = 0; c < queries; c++) {
            if (Float.isNaN(s.scoreStarts[i + c])) {
                AttentionTiles.spoil(s.weights, c, keys);
                AttentionTiles.spoil(s.grads, c, keys);
            }
        }
    }

    /** Adds what a tile contributes to the three gradients. */
    private void add(int i, int queries, int keys, float[] parts, int at, Scratch s) {
        if (a.gradV() != null) {
            int panels = i * wide(valueDepth);
            AttentionTiles.multiply(
                    s.weights,
                    high(keys),
                    queries,
                    s.gradPanels,
                    panels,
                    valueDepth,
                    s.gradV,
                    wide(valueDepth));
        }
        if (a.gradK() != null) {
            int panels = i * wide(depth);
            AttentionTiles.multiply(
                    s.grads,
                    high(keys),
                    queries,
                    s.queryPanels,
                    panels,
                    depth,
                    s.gradK,
                    wide(depth));
        }
        if (a.gradQ() != null) {
            ColumnKernels.multiply(
                    s.keyRows,
                    tall,
                    tall,
                    s.grads,
                    0,
                    A_STRIDE,
                    keys,
                    parts,
                    at,
                    QUERIES,
                    parts,
                    at,
                    QUERIES,
                    wide(queries));
        }
    }

    /** The gradients of a block of keys and values. */
    private void unpack(int row, int keys, Scratch s) {
        if (a.gradK() != null) {
            float scale = (float) size.scale();
            AttentionTiles.unpack(
                    s.gradK, wide(depth), keys, depth, scale, a.gradK(), row * depth, qStride);
        }
        if (a.gradV() != null) {
            AttentionTiles.unpack(
                    s.gradV,
                    wide(valueDepth),
                    keys,
                    valueDepth,
                    1,
                    a.gradV(),
                    row * valueDepth,
                    vStride);
        }
    }

    /** The gradient of the queries of a pair: parts one after the other. */
    private void finish(int pair, float[] parts, int at) {
        if (a.gradQ() == null) {
            return;
        }
        for (int c = 1; c < chunks; c++) {
            AttentionTiles.add(parts, at + c * part, part, parts, at);
        }
        int n = pair / size.heads();
        int row = n * size.queries() * size.heads() + pair % size.heads();
        for (int i = 0; i < size.queries(); i += QUERIES) {
            int count = Math.min(QUERIES, size.queries() - i);
            int to = row * depth + i * qStride;
            AttentionTiles.unpackTile(
                    parts, at + i * tall, depth, scales, count, a.gradQ(), to, qStride);
        }
    }
}
