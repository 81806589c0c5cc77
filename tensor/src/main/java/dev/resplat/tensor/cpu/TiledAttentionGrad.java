package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.AttentionTiles.KEYS;
import static dev.resplat.tensor.cpu.AttentionTiles.QUERIES;
import static dev.resplat.tensor.cpu.AttentionTiles.high;
import static dev.resplat.tensor.cpu.AttentionTiles.wide;

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

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private final AttentionGradArguments a;
    private final Size size;
    private final int depth;
    private final int valueDepth;
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
        qStride = size.heads() * depth;
        vStride = size.heads() * valueDepth;
        int pairs = size.batch() * size.heads();
        int blocks = (size.keys() + KEYS - 1) / KEYS;
        int part = Math.max(1, high(size.queries()) * wide(depth));
        int most = Math.max(1, Math.min(MIN_TASKS, MAX_PARTS / part) / pairs);
        int each = Math.max(1, (blocks + most - 1) / most);
        chunk = each * KEYS;
        chunks = Math.max(1, (blocks + each - 1) / each);
    }

    /** Working memory of one thread. */
    static final class Scratch {
        private final float[] rows = new float[AttentionTiles.SIZE];
        private final float[] weights = new float[AttentionTiles.SIZE];
        private final float[] grads = new float[AttentionTiles.SIZE];
        private float[] keyColumns = {};
        private float[] keyRows = {};
        private float[] valueColumns = {};
        private float[] panels = {};
        private float[] gradK = {};
        private float[] gradV = {};
        private float[] parts = {};

        private void size(int depth, int valueDepth) {
            int most = Math.max(wide(depth), wide(valueDepth));
            if (panels.length < KEYS * most) {
                keyColumns = new float[KEYS * most];
                keyRows = new float[KEYS * most];
                valueColumns = new float[KEYS * most];
                panels = new float[KEYS * most];
                gradK = new float[KEYS * most];
                gradV = new float[KEYS * most];
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
        int part = a.gradQ() == null ? 0 : high(size.queries()) * wide(depth);
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
                            finish(pair, parts, 0, part);
                        }
                    });
            return;
        }
        float[] parts = scratches.get().parts(pairs * chunks * part);
        workers.forEach(
                pairs * chunks,
                t -> chunk(t / chunks, t % chunks * chunk, parts, t * part, scratches.get()));
        workers.forEach(pairs, pair -> finish(pair, parts, pair * chunks * part, part));
    }

    /** Keys from {@code first} on of a pair, and their part of the gradient of the queries. */
    private void chunk(int pair, int first, float[] parts, int at, Scratch s) {
        s.size(depth, valueDepth);
        if (a.gradQ() != null) {
            Arrays.fill(parts, at, at + high(size.queries()) * wide(depth), 0f);
        }
        int n = pair / size.heads();
        int h = pair % size.heads();
        for (int j = first; j < Math.min(size.keys(), first + chunk); j += KEYS) {
            int keys = Math.min(KEYS, size.keys() - j);
            packKeys(n, h, j, keys, s);
            Arrays.fill(s.gradK, 0, high(keys) * wide(depth), 0f);
            Arrays.fill(s.gradV, 0, high(keys) * wide(valueDepth), 0f);
            for (int i = 0; i < size.queries(); i += QUERIES) {
                int rows = Math.min(QUERIES, size.queries() - i);
                tile(n, h, i, rows, j, keys, s);
                add(n, h, i, rows, keys, parts, at, s);
            }
            int row = (n * size.keys() + j) * size.heads() + h;
            if (a.gradK() != null) {
                AttentionTiles.unpack(
                        s.gradK,
                        0,
                        wide(depth),
                        keys,
                        depth,
                        (float) size.scale(),
                        a.gradK(),
                        row * depth,
                        qStride);
            }
            if (a.gradV() != null) {
                AttentionTiles.unpack(
                        s.gradV,
                        0,
                        wide(valueDepth),
                        keys,
                        valueDepth,
                        1,
                        a.gradV(),
                        row * valueDepth,
                        vStride);
            }
        }
    }

    private void packKeys(int n, int h, int j, int keys, Scratch s) {
        int row = (n * size.keys() + j) * size.heads() + h;
        AttentionTiles.packColumns(a.k(), row * depth, qStride, keys, depth, s.keyColumns);
        AttentionTiles.packColumns(
                a.v(), row * valueDepth, vStride, keys, valueDepth, s.valueColumns);
        if (a.gradQ() != null) {
            AttentionTiles.packPanels(a.k(), row * depth, qStride, keys, depth, false, s.keyRows);
        }
    }

    /** A tile of weights and the gradients of its scores. */
    private void tile(int n, int h, int i, int rows, int j, int keys, Scratch s) {
        int row = (n * size.queries() + i) * size.heads() + h;
        for (int r = 0; r < high(rows); r++) {
            AttentionTiles.fill(s.weights, r, keys, 0);
        }
        AttentionTiles.multiplyRows(
                a.q(),
                row * depth,
                qStride,
                rows,
                depth,
                (float) size.scale(),
                s.rows,
                s.keyColumns,
                keys,
                s.weights);
        for (int r = 0; a.mask() != null && r < rows; r++) {
            AttentionTiles.addMask(s.weights, r, a.m(), a.mask().row(n, h, i + r) + j, keys);
        }
        for (int r = 0; r < high(rows); r++) {
            int at = (row + r * size.heads()) * valueDepth;
            float delta = r < rows ? AttentionTiles.dot(a.y(), at, a.gradY(), at, valueDepth) : 0;
            AttentionTiles.fill(s.grads, r, keys, -delta);
        }
        AttentionTiles.multiplyRows(
                a.gradY(),
                row * valueDepth,
                vStride,
                rows,
                valueDepth,
                1,
                s.rows,
                s.valueColumns,
                keys,
                s.grads);
        int sums = (n * size.heads() + h) * size.queries() + i;
        for (int r = 0; r < rows; r++) {
            float sum = a.logSumExp()[sums + r];
            if (Float.isNaN(sum)) {
                AttentionTiles.fill(s.weights, r, keys, Float.NaN);
                AttentionTiles.fill(s.grads, r, keys, Float.NaN);
            } else {
                float shift = sum == HIDDEN ? Float.POSITIVE_INFINITY : sum;
                AttentionTiles.expAndScale(s.weights, s.grads, r, wide(keys), shift);
            }
        }
    }

    /** Adds what a tile contributes to the three gradients. */
    private void add(int n, int h, int i, int rows, int keys, float[] parts, int at, Scratch s) {
        int row = (n * size.queries() + i) * size.heads() + h;
        if (a.gradV() != null) {
            AttentionTiles.packPanels(
                    a.gradY(), row * valueDepth, vStride, rows, valueDepth, true, s.panels);
            AttentionTiles.multiplyTransposed(
                    s.weights, high(keys), rows, s.panels, valueDepth, s.gradV, wide(valueDepth));
        }
        if (a.gradK() != null) {
            AttentionTiles.packPanels(a.q(), row * depth, qStride, rows, depth, true, s.panels);
            AttentionTiles.multiplyTransposed(
                    s.grads, high(keys), rows, s.panels, depth, s.gradK, wide(depth));
        }
        if (a.gradQ() != null) {
            int columns = wide(depth);
            AttentionTiles.multiply(
                    s.grads,
                    high(rows),
                    keys,
                    s.keyRows,
                    0,
                    depth,
                    parts,
                    at + i * columns,
                    columns);
        }
    }

    /** The gradient of the queries of a pair: parts one after the other. */
    private void finish(int pair, float[] parts, int at, int part) {
        if (a.gradQ() == null) {
            return;
        }
        for (int c = 1; c < chunks; c++) {
            AttentionTiles.add(parts, at + c * part, part, parts, at);
        }
        int n = pair / size.heads();
        int row = n * size.queries() * size.heads() + pair % size.heads();
        AttentionTiles.unpack(
                parts,
                at,
                wide(depth),
                size.queries(),
                depth,
                (float) size.scale(),
                a.gradQ(),
                row * depth,
                qStride);
    }
}
