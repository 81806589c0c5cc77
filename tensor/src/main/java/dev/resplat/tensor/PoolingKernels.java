package dev.resplat.tensor;

/**
 * One number for all inputs that a window sees, channel by channel: feature maps {@code [n, h, w,
 * c]} to {@code [n, outH, outW, c]}. Inputs outside the map are left out.
 */
public interface PoolingKernels {
    /**
     * The largest input, NaN if there is one. Negative infinity where a window sees nothing but
     * padding.
     */
    void maxPool(Buffer x, Buffer y, FeatureMaps maps, Window window);

    /**
     * The gradient through {@link #maxPool}: it goes to the first of the largest inputs, row by
     * row, or to the last NaN, as in PyTorch.
     */
    void maxPoolGrad(
            Buffer x, Buffer y, Buffer gradY, Buffer gradX, FeatureMaps maps, Window window);

    /**
     * The sum of the inputs over their number. Where {@code countPadding}, padding counts as zeros,
     * but not what lies beyond it. Zero where a window sees nothing.
     */
    void averagePool(Buffer x, Buffer y, FeatureMaps maps, Window window, boolean countPadding);

    /** The transpose of {@link #averagePool}. */
    void averagePoolGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, Window window, boolean countPadding);
}
