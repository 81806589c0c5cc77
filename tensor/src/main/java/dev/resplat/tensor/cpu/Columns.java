package dev.resplat.tensor.cpu;

/**
 * Loops that take whole rows of a matrix into a row of running results {@code s_j}: what {@link
 * ColumnReduce} is made of. The matrix has {@code rows} rows of {@code width} elements, {@code
 * stride} apart, the first at {@code from}; results begin at {@code at}.
 */
interface Columns {
    /** {@code s_j += sum_i x_ij}. */
    void sum(float[] X, int from, int stride, int rows, int width, float[] S, int at);

    /** {@code s_j += sum_i (x_ij - centers_j)^2}. */
    void squares(float[] X, int from, int stride, int rows, int width, float[] S, float[] centers);

    /** {@code s_j = max(s_j, max_i x_ij)}. */
    void max(float[] X, int from, int stride, int rows, int width, float[] S, int at);
}
