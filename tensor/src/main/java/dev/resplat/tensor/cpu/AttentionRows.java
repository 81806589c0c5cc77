package dev.resplat.tensor.cpu;

/**
 * Products of one row with many: what attention of few queries is made of. Rows of b are {@code n}
 * elements each, {@code stride} apart from {@code bo} on.
 */
interface AttentionRows {
    /** {@code y_j = sum_d a_d b_jd} for each row j. */
    void dots(float[] a, int ao, float[] b, int bo, int stride, int rows, int n, float[] y, int yo);

    /** {@code y_d = factor sum_j w_j b_jd}. */
    void combine(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            int n,
            float factor,
            float[] y,
            int yo);

    /**
     * For each head h and key j {@code y[h keys + j] = <a_h, b_jh>}: rows of {@code n}, those of a
     * and b without gaps, from {@code ao} and {@code bo} on.
     */
    void allDots(float[] a, int ao, float[] b, int bo, int heads, int keys, int n, float[] y);

    /** {@code b_jh = factor w[h keys + j] a_h}, as in {@link #allDots}. */
    void allOuter(
            float[] w,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int heads,
            int keys,
            int n);

    /** {@code b_jd += factor w_j a_d}. */
    void addOuter(
            float[] w,
            int wo,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int stride,
            int rows,
            int n);

    /** {@code s_j = scale s_j + mask_j}. */
    void scaleAndAdd(float[] s, int so, float scale, float[] mask, int mo, int n);
}
