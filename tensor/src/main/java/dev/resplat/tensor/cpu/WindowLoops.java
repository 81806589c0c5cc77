package dev.resplat.tensor.cpu;

/**
 * Loops along rows for {@link CpuSimilarity}. They work on whole vectors: rows have room behind
 * them for {@link #SLACK} numbers, which are read and written, too, and mean nothing.
 */
interface WindowLoops {
    /** Numbers behind the end of a row. */
    int SLACK = 16;

    /** {@code out[i] = sum_k weights[k] X[x + i + k step]}. */
    void along(float[] X, int x, int step, float[] weights, float[] out, int at, int n);

    /** {@code out[i] = sum_k weights[k] X[starts[k] + i]}. */
    void across(float[] X, int[] starts, float[] weights, float[] out, int at, int n);

    /**
     * Five rows, {@code stride} apart: x, y, their squares and their product, from the first two.
     */
    void products(float[] rows, int stride, int n);

    /**
     * SSIM, R, Q and P of {@link dev.resplat.tensor.SimilarityKernels#ssim}, in four rows of {@code
     * out}, from the means of x, y, x^2, y^2 and xy in five rows; rows are {@code stride} apart.
     */
    void compare(float[] means, int stride, float[] out, int n);

    /** {@code out = scale (r + 2 x q + y p)}, of three rows of parts: R, Q and P. */
    void combine(
            float[] parts,
            int stride,
            float[] X,
            float[] Y,
            int from,
            float scale,
            float[] out,
            int n);
}
