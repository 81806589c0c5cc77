package dev.resplat.tensor.cpu;

import dev.resplat.tensor.AttentionKernels;
import dev.resplat.tensor.Buffer;
import java.util.Arrays;

/**
 * Attention one query at a time: for a query, a row of scores, its softmax and a sum of values. All
 * is read where it lies, so that little work is done quickly; what bounds it then is the reading of
 * keys and values.
 *
 * <p>Queries are shared among the threads, in the backward pass pairs of batch and head, because
 * queries of a pair add to the same gradients. Single queries are {@link SingleQueryAttention}'s.
 */
final class RowAttention implements AttentionKernels {
    /** Multiplications of a task. */
    private static final int TASK_WORK = 1 << 16;

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private final Workers workers;
    private final Rows rows;
    private final AttentionRows products;
    private final SingleQueryAttention single;
    private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

    RowAttention(Workers workers, Rows rows, AttentionRows products) {
        this.workers = workers;
        this.rows = rows;
        this.products = products;
        this.single = new SingleQueryAttention(workers, rows, products);
    }

    /** Rows of one thread, for all keys of a query. */
    private static final class Scratch {
        private float[] scores = {};
        private float[] weights = {};

        Scratch sized(int keys) {
            if (scores.length < keys) {
                scores = new float[keys + keys / 4];
                weights = new float[keys + keys / 4];
            }
            return this;
        }
    }

    private static int grain(Size size, int queries) {
        long work = (long) queries * (size.keys() + 8) * (size.depth() + size.valueDepth() + 8);
        return (int) Math.max(1, TASK_WORK / Math.max(1, work));
    }

    @Override
    public void attention(
            Size size, Buffer q, Buffer k, Buffer v, Mask mask, Buffer y, Buffer logSumExp) {
        if (size.queries() == 1) {
            single.attention(size, q, k, v, mask, y, logSumExp);
            return;
        }
        float[] Q = FloatArray.of(q);
        float[] K = FloatArray.of(k);
        float[] V = FloatArray.of(v);
        float[] M = mask == null ? null : FloatArray.of(mask.values());
        float[] Y = FloatArray.of(y);
        float[] L = FloatArray.of(logSumExp);
        // Heads of a query are neighbours in memory, and so take turns.
        workers.forRanges(
                size.batch() * size.queries() * size.heads(),
                grain(size, 1),
                (from, to) -> {
                    Scratch scratch = scratches.get().sized(size.keys());
                    for (int t = from; t < to; t++) {
                        int h = t % size.heads();
                        int i = t / size.heads() % size.queries();
                        int n = t / size.heads() / size.queries();
                        attend(size, n, h, i, Q, K, V, mask, M, Y, L, scratch);
                    }
                });
    }

    private void attend(
            Size size,
            int n,
            int h,
            int i,
            float[] Q,
            float[] K,
            float[] V,
            Mask mask,
            float[] M,
            float[] Y,
            float[] L,
            Scratch scratch) {
        int keys = size.keys();
        float[] scores = scratch.scores;
        float[] weights = scratch.weights;
        scores(size, n, h, i, Q, K, mask, M, scores);
        float max = keys == 0 ? HIDDEN : rows.max(scores, 0, keys);
        double sum = max == HIDDEN ? 0 : rows.exp(scores, weights, 0, keys, max);
        L[(n * size.heads() + h) * size.queries() + i] =
                max == HIDDEN ? HIDDEN : (float) (max + Math.log(sum));
        products.combine(
                weights,
                0,
                V,
                (n * keys * size.heads() + h) * size.valueDepth(),
                size.heads() * size.valueDepth(),
                max == HIDDEN ? 0 : keys,
                size.valueDepth(),
                max == HIDDEN ? 0 : (float) (1 / sum),
                Y,
                ((n * size.queries() + i) * size.heads() + h) * size.valueDepth());
    }

    /** The scores of one query with all keys. */
    private void scores(
            Size size,
            int n,
            int h,
            int i,
            float[] Q,
            float[] K,
            Mask mask,
            float[] M,
            float[] scores) {
        products.dots(
                Q,
                ((n * size.queries() + i) * size.heads() + h) * size.depth(),
                K,
                (n * size.keys() * size.heads() + h) * size.depth(),
                size.heads() * size.depth(),
                size.keys(),
                size.depth(),
                scores,
                0);
        if (mask == null) {
            rows.scale(scores, 0, size.keys(), (float) size.scale());
        } else {
            float scale = (float) size.scale();
            products.scaleAndAdd(scores, 0, scale, M, mask.row(n, h, i), size.keys());
        }
    }

    @Override
    public void attentionGrad(
            Size size,
            Buffer q,
            Buffer k,
            Buffer v,
            Mask mask,
            Buffer y,
            Buffer logSumExp,
            Buffer gradY,
            Buffer gradQ,
            Buffer gradK,
            Buffer gradV) {
        AttentionGradArguments arguments =
                new AttentionGradArguments(
                        size, q, k, v, mask, y, logSumExp, gradY, gradQ, gradK, gradV);
        if (size.queries() == 1) {
            single.attentionGrad(arguments);
            return;
        }
        workers.forRanges(
                size.batch() * size.heads(),
                grain(size, 3 * size.queries()),
                (from, to) -> {
                    Scratch scratch = scratches.get().sized(size.keys());
                    for (int t = from; t < to; t++) {
                        pairGrad(arguments, t / size.heads(), t % size.heads(), scratch);
                    }
                });
    }

    /** The gradients of one pair of batch and head. */
    private void pairGrad(AttentionGradArguments a, int n, int h, Scratch scratch) {
        Size size = a.size();
        int keys = size.keys();
        int depth = size.depth();
        int valueDepth = size.valueDepth();
        int k0 = (n * keys * size.heads() + h) * depth;
        int v0 = (n * keys * size.heads() + h) * valueDepth;
        int kStride = size.heads() * depth;
        int vStride = size.heads() * valueDepth;
        float scale = (float) size.scale();
        if (a.gradK() != null) {
            clear(a.gradK(), k0, kStride, keys, depth);
        }
        if (a.gradV() != null) {
            clear(a.gradV(), v0, vStride, keys, valueDepth);
        }
        float[] scores = scratch.scores;
        float[] weights = scratch.weights;
        for (int i = 0; i < size.queries(); i++) {
            float logSumExp = a.logSumExp()[(n * size.heads() + h) * size.queries() + i];
            int live = logSumExp == HIDDEN ? 0 : keys;
            int qi = ((n * size.queries() + i) * size.heads() + h) * depth;
            int yi = ((n * size.queries() + i) * size.heads() + h) * valueDepth;
            if (live > 0) {
                scores(size, n, h, i, a.q(), a.k(), a.mask(), a.m(), scores);
                rows.exp(scores, weights, 0, keys, logSumExp);
            }
            if (a.gradV() != null) {
                products.addOuter(
                        weights, 0, a.gradY(), yi, 1, a.gradV(), v0, vStride, live, valueDepth);
            }
            if (live > 0) {
                products.dots(a.gradY(), yi, a.v(), v0, vStride, keys, valueDepth, scores, 0);
                float delta = (float) rows.dot(a.y(), a.gradY(), yi, valueDepth);
                rows.softmaxGrad(weights, scores, scores, 0, keys, delta);
            }
            if (a.gradQ() != null) {
                products.combine(scores, 0, a.k(), k0, kStride, live, depth, scale, a.gradQ(), qi);
            }
            if (a.gradK() != null) {
                products.addOuter(scores, 0, a.q(), qi, scale, a.gradK(), k0, kStride, live, depth);
            }
        }
    }

    private static void clear(float[] x, int at, int stride, int rows, int n) {
        for (int j = 0; j < rows; j++) {
            Arrays.fill(x, at + j * stride, at + j * stride + n, 0f);
        }
    }
}
