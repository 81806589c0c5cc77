package dev.resplat.tensor.cpu;

import dev.resplat.tensor.AttentionKernels.Mask;
import dev.resplat.tensor.AttentionKernels.Size;
import dev.resplat.tensor.Buffer;

/**
 * The arguments of the backward pass of attention as arrays; null where there is no mask and where
 * a gradient is not wanted.
 */
record AttentionGradArguments(
        Size size,
        float[] q,
        float[] k,
        float[] v,
        Mask mask,
        float[] m,
        float[] y,
        float[] logSumExp,
        float[] gradY,
        float[] gradQ,
        float[] gradK,
        float[] gradV) {
    AttentionGradArguments(
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
        this(
                size,
                FloatArray.of(q),
                FloatArray.of(k),
                FloatArray.of(v),
                mask,
                mask == null ? null : FloatArray.of(mask.values()),
                FloatArray.of(y),
                FloatArray.of(logSumExp),
                FloatArray.of(gradY),
                array(gradQ),
                array(gradK),
                array(gradV));
    }

    private static float[] array(Buffer buffer) {
        return buffer == null ? null : FloatArray.of(buffer);
    }
}
