package dev.resplat.autodiff;

import dev.resplat.tensor.Attending;
import dev.resplat.tensor.Attending.Attended;
import dev.resplat.tensor.Tensor;
import java.util.List;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, "Attention is all you need", 3.2.1), whose
 * scores are never stored (Dao et al. 2022, "FlashAttention").
 *
 * <p>For queries q {@code [N, Lq, heads, D]}, keys k {@code [N, Lk, heads, D]} and values v {@code
 * [N, Lk, heads, Dv]}, in each batch and head: {@code p = softmax(scale q k^T + mask), y = p v}, of
 * shape {@code [N, Lq, heads, Dv]}. A query whose keys are all hidden gives zeros. Gradients:
 * {@code dv = p^T g, ds = p (g v^T - <g, y>), dq = scale ds k, dk = scale ds^T q}; a mask has none.
 */
public final class Attention {
    private Attention() {}

    /** Attention with scale {@code 1 / sqrt(D)}, or 1 where D is 0. */
    public static Var attention(Var q, Var k, Var v) {
        return attention(q, k, v, null);
    }

    /**
     * Attention with scale {@code 1 / sqrt(D)}, or 1 where D is 0, and a mask.
     *
     * @param mask a constant added to the scores, -infinity hides a key; {@code [Lq, Lk]}, {@code
     *     [N, Lq, Lk]} or {@code [N, heads, Lq, Lk]}, where an extent of 1 instead of N, heads or
     *     Lq is shared; or null
     */
    public static Var attention(Var q, Var k, Var v, Tensor mask) {
        int depth = q.shape().rank() == 0 ? 1 : q.shape().dim(-1);
        return attention(q, k, v, mask, 1 / Math.sqrt(Math.max(depth, 1)));
    }

    /**
     * Attention with a scale of its own.
     *
     * @param mask as above, or null
     */
    public static Var attention(Var q, Var k, Var v, Tensor mask, double scale) {
        Attended attended = Attending.attention(q.value(), k.value(), v.value(), mask, scale);
        Tensor y = attended.y();
        Var result =
                Var.of(
                        "attention",
                        y,
                        List.of(q, k, v),
                        g ->
                                Attending.attentionGrad(
                                        q.value(),
                                        k.value(),
                                        v.value(),
                                        mask,
                                        scale,
                                        attended,
                                        g,
                                        q.needsGrad(),
                                        k.needsGrad(),
                                        v.needsGrad()));
        if (!result.needsGrad()) {
            attended.logSumExp().free();
        }
        return result;
    }
}
