package dev.resplat.tensor;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, "Attention is all you need", 3.2.1) of many
 * heads, and its derivative in one go.
 *
 * <p>Layouts: q is {@code [batch, queries, heads, depth]}, k {@code [batch, keys, heads, depth]}, v
 * {@code [batch, keys, heads, valueDepth]}, y {@code [batch, queries, heads, valueDepth]} and
 * logSumExp {@code [batch, heads, queries]}. In each batch and head, with i for queries and j for
 * keys,
 *
 * <pre>{@code
 * s_ij = scale <q_i, k_j> + mask_ij
 * p_ij = e^(s_ij - logSumExp_i),    logSumExp_i = log sum_j e^s_ij
 * y_i  = sum_j p_ij v_j
 * }</pre>
 *
 * A query without keys, or whose keys are all hidden by a mask of -infinity, has logSumExp
 * -infinity, {@code p = 0} and {@code y = 0}.
 *
 * <p>No device need keep the matrix of scores: a softmax can be summed up as scores arrive (Milakov
 * and Gimelshein 2018, "Online normalizer calculation for softmax"), and the backward pass computes
 * scores again from logSumExp (Rabe and Staats 2021, "Self-attention does not need O(n^2) memory";
 * Dao et al. 2022, "FlashAttention").
 */
public interface AttentionKernels {
    /**
     * Extents.
     *
     * @param batch number of independent attentions
     * @param heads of each
     * @param queries in each
     * @param keys in each, and values
     * @param depth of a query and of a key
     * @param valueDepth of a value and of a result
     * @param scale factor of the inner products
     */
    record Size(
            int batch, int heads, int queries, int keys, int depth, int valueDepth, double scale) {}

    /**
     * Numbers added to the scores, a row of all keys for each query; a stride of zero shares one.
     *
     * @param values the numbers, finite or -infinity
     * @param batchStride elements from one batch to the next
     * @param headStride elements from one head to the next
     * @param queryStride elements from one row to the next
     */
    record Mask(Buffer values, int batchStride, int headStride, int queryStride) {
        /** Where a row begins. */
        public int row(int batch, int head, int query) {
            return batch * batchStride + head * headStride + query * queryStride;
        }
    }

    /** Writes y and logSumExp; the mask may be null. */
    void attention(Size size, Buffer q, Buffer k, Buffer v, Mask mask, Buffer y, Buffer logSumExp);

    /**
     * Writes those of the three gradients that are not null, from y and logSumExp of {@link
     * #attention}:
     *
     * <pre>{@code
     * gradS_ij = p_ij (<gradY_i, v_j> - <gradY_i, y_i>)
     * gradQ_i  = scale sum_j gradS_ij k_j
     * gradK_j  = scale sum_i gradS_ij q_i
     * gradV_j  = sum_i p_ij gradY_i
     * }</pre>
     */
    void attentionGrad(
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
            Buffer gradV);
}
