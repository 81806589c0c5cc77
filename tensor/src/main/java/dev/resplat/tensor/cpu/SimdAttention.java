package dev.resplat.tensor.cpu;

import dev.resplat.tensor.AttentionKernels;
import dev.resplat.tensor.Buffer;

/**
 * Attention on the vector units: in tiles, or query by query where there are too few to fill one.
 */
final class SimdAttention implements AttentionKernels {
    /** Queries from which on tiles pay. */
    private static final int MANY = 8;

    /** Multiplications of a task. */
    private static final long TASK_WORK = 1 << 18;

    private final Workers workers;
    private final RowAttention few;
    private final ThreadLocal<TiledAttention.Scratch> scratches =
            ThreadLocal.withInitial(TiledAttention.Scratch::new);

    private final ThreadLocal<TiledAttentionGrad.Scratch> gradScratches =
            ThreadLocal.withInitial(TiledAttentionGrad.Scratch::new);

    SimdAttention(Workers workers) {
        this.workers = workers;
        few = new RowAttention(workers, new SimdRows(), new SimdAttentionRows());
    }

    private static boolean isTiled(Size size) {
        return size.queries() >= MANY && size.batch() * size.heads() > 0;
    }

    /** Tasks that are run as one when each computes so many scores. */
    static int grain(Size size, long scores) {
        long work = scores * (size.depth() + size.valueDepth());
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TASK_WORK / Math.max(1, work)));
    }

    @Override
    public void attention(
            Size size, Buffer q, Buffer k, Buffer v, Mask mask, Buffer y, Buffer logSumExp) {
        if (!isTiled(size)) {
            few.attention(size, q, k, v, mask, y, logSumExp);
            return;
        }
        new TiledAttention(
                        size,
                        FloatArray.of(q),
                        FloatArray.of(k),
                        FloatArray.of(v),
                        mask,
                        FloatArray.of(y),
                        FloatArray.of(logSumExp))
                .run(workers, scratches);
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
        if (!isTiled(size)) {
            few.attentionGrad(size, q, k, v, mask, y, logSumExp, gradY, gradQ, gradK, gradV);
            return;
        }
        new TiledAttentionGrad(
                        new AttentionGradArguments(
                                size, q, k, v, mask, y, logSumExp, gradY, gradQ, gradK, gradV))
                .run(workers, gradScratches);
    }
}
