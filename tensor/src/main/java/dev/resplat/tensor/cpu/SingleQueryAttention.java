package dev.resplat.tensor.cpu;

import dev.resplat.tensor.AttentionKernels.Mask;
import dev.resplat.tensor.AttentionKernels.Size;
import dev.resplat.tensor.Buffer;
import java.util.Arrays;

/**
 * Attention of one query to keys of its own, in each of many batches, as a ray attends to its
 * samples.
 *
 * <p>Each key and value is used for a product or two, so what bounds it is memory: keys and values
 * are read once and their gradients written once. All heads are therefore done together, so that
 * this happens in the order of memory. Batches are shared among the threads, many to a task.
 */
final class SingleQueryAttention {
    /** Multiplications of a task. */
    private static final int TASK_WORK = 1 << 17;

    /** Floats of a line of the cache. */
    private static final int LINE = 16;

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private final Workers workers;
    private final Rows rows;
    private final AttentionRows products;
    private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

    SingleQueryAttention(Workers workers, Rows rows, AttentionRows products) {
        this.workers = workers;
        this.rows = rows;
        this.products = products;
    }

    /** Numbers of one thread, {@code [heads, keys]}. */
    private static final class Scratch {
        private float[] scores = {};
        private float[] weights = {};
        private float[] grads = {};

        /** Read by nobody: so that what is fetched is not found to be useless. */
        private volatile float fetched;

        Scratch sized(int n) {
            if (scores.length < n) {
                scores = new float[n + n / 4];
                weights = new float[n + n / 4];
                grads = new float[n + n / 4];
            }
            return this;
        }
    }

    private static int grain(Size size, int passes) {
        long width = size.heads() * (size.depth() + size.valueDepth() + 8L);
        return (int) Math.max(1, TASK_WORK / Math.max(1, passes * (size.keys() + 8) * width));
    }

    void attention(Size size, Buffer q, Buffer k, Buffer v, Mask mask, Buffer y, Buffer logSumExp) {
        float[] Q = FloatArray.of(q);
        float[] K = FloatArray.of(k);
        float[] V = FloatArray.of(v);
        float[] M = mask == null ? null : FloatArray.of(mask.values());
        float[] Y = FloatArray.of(y);
        float[] L = FloatArray.of(logSumExp);
        workers.forRanges(
                size.batch(),
                grain(size, 1),
                (from, to) -> {
                    Scratch s = scratches.get().sized(size.heads() * size.keys());
                    for (int n = from; n < to; n++) {
                        scores(size, n, Q, K, mask, M, s.scores);
                        attend(size, n, V, Y, L, s);
                    }
                });
    }

    /** The scores of all heads. */
    private void scores(
            Size size, int n, float[] Q, float[] K, Mask mask, float[] M, float[] scores) {
        int heads = size.heads();
        int keys = size.keys();
        int width = heads * size.depth();
        float scale = (float) size.scale();
        products.allDots(Q, n * width, K, n * keys * width, heads, keys, size.depth(), scores);
        if (mask == null) {
            rows.scale(scores, 0, heads * keys, scale);
            return;
        }
        for (int h = 0; h < heads; h++) {
            products.scaleAndAdd(scores, h * keys, scale, M, mask.row(n, h, 0), keys);
        }
    }

    private void attend(Size size, int n, float[] V, float[] Y, float[] L, Scratch s) {
        int heads = size.heads();
        int keys = size.keys();
        int depth = size.valueDepth();
        int width = heads * depth;
        if (width > 2 * LINE) {
            s.fetched = lines(V, n * keys * width, (n + 1) * keys * width);
        }
        for (int h = 0; h < heads; h++) {
            float max = keys == 0 ? HIDDEN : rows.max(s.scores, h * keys, keys);
            boolean hidden = max == HIDDEN;
            double sum = hidden ? 0 : rows.exp(s.scores, s.weights, h * keys, keys, max);
            L[n * heads + h] = hidden ? HIDDEN : (float) (max + Math.log(sum));
            products.combine(
                    s.weights,
                    h * keys,
                    V,
                    n * keys * width + h * depth,
                    width,
                    hidden ? 0 : keys,
                    depth,
                    hidden ? 0 : (float) (1 / sum),
                    Y,
                    n * width + h * depth);
        }
    }

    /**
     * Brings lines near one after the other: what is combined at a time lies apart, which
     * processors do not foresee, so that each line would be waited for. Several sums, as an
     * addition waits for the last.
     */
    private static float lines(float[] x, int from, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = from;
        for (; i < to - 3 * LINE; i += 4 * LINE) {
            a += x[i];
            b += x[i + LINE];
            c += x[i + 2 * LINE];
            d += x[i + 3 * LINE];
        }
        return a + b + (c + d);
    }

    void attentionGrad(AttentionGradArguments a) {
        Size size = a.size();
        workers.forRanges(
                size.batch(),
                grain(size, 3),
                (from, to) -> {
                    Scratch s = scratches.get().sized(size.heads() * size.keys());
                    for (int n = from; n < to; n++) {
                        grad(a, n, s);
                    }
                });
    }

    private void grad(AttentionGradArguments a, int n, Scratch s) {
        Size size = a.size();
        int heads = size.heads();
        int keys = size.keys();
        int depth = size.depth();
        int valueDepth = size.valueDepth();
        int q0 = n * heads * depth;
        int y0 = n * heads * valueDepth;
        int k0 = keys * q0;
        int v0 = keys * y0;
        float scale = (float) size.scale();
        scores(size, n, a.q(), a.k(), a.mask(), a.m(), s.scores);
        products.allDots(a.gradY(), y0, a.v(), v0, heads, keys, valueDepth, s.grads);
        boolean hidden = false;
        for (int h = 0; h < heads; h++) {
            float logSumExp = a.logSumExp()[n * heads + h];
            int at = h * keys;
            if (logSumExp == HIDDEN) {
                hidden = true;
                Arrays.fill(s.weights, at, at + keys, 0f);
                Arrays.fill(s.grads, at, at + keys, 0f);
                continue;
            }
            rows.exp(s.scores, s.weights, at, keys, logSumExp);
            int y = y0 + h * valueDepth;
            float delta = (float) rows.dot(a.y(), a.gradY(), y, valueDepth);
            rows.softmaxGrad(s.weights, s.grads, s.grads, at, keys, delta);
        }
        if (a.gradV() != null) {
            products.allOuter(s.weights, a.gradY(), y0, 1, a.gradV(), v0, heads, keys, valueDepth);
        }
        if (a.gradK() != null) {
            products.allOuter(s.grads, a.q(), q0, scale, a.gradK(), k0, heads, keys, depth);
        }
        if (a.gradQ() != null) {
            gradQ(a, k0, q0, n, s);
        }
        if (hidden) {
            clearHidden(a, n, k0, v0);
        }
    }

    private void gradQ(AttentionGradArguments a, int k0, int q0, int n, Scratch s) {
        Size size = a.size();
        int depth = size.depth();
        for (int h = 0; h < size.heads(); h++) {
            boolean hidden = a.logSumExp()[n * size.heads() + h] == HIDDEN;
            products.combine(
                    s.grads,
                    h * size.keys(),
                    a.k(),
                    k0 + h * depth,
                    size.heads() * depth,
                    hidden ? 0 : size.keys(),
                    depth,
                    (float) size.scale(),
                    a.gradQ(),
                    q0 + h * depth);
        }
    }

    /** Heads that see nothing give nothing, also where zero times something is no number. */
    private static void clearHidden(AttentionGradArguments a, int n, int k0, int v0) {
        Size size = a.size();
        int depth = size.depth();
        int valueDepth = size.valueDepth();
        for (int h = 0; h < size.heads(); h++) {
            if (a.logSumExp()[n * size.heads() + h] != HIDDEN) {
                continue;
            }
            for (int row = h; row < size.keys() * size.heads(); row += size.heads()) {
                if (a.gradK() != null) {
                    int at = k0 + row * depth;
                    Arrays.fill(a.gradK(), at, at + depth, 0f);
                }
                if (a.gradV() != null) {
                    int at = v0 + row * valueDepth;
                    Arrays.fill(a.gradV(), at, at + valueDepth, 0f);
                }
            }
        }
    }
}
