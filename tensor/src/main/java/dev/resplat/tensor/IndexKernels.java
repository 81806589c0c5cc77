package dev.resplat.tensor;

/**
 * Moving elements from where they are to where they are wanted. Index buffers are int32; other
 * buffers are both real, or, where it says "any type", both int32.
 *
 * <p>An index outside its range is an {@link IndexOutOfBoundsException} that names it.
 */
public interface IndexKernels {
    /** A strided view of a buffer: element {@code i} lies at {@code offset + i . strides}. */
    record View(int offset, int[] strides) {}

    /** {@code y[i] = x[i]} for every multi-index i below {@code dims}; any type. */
    void copy(Buffer x, View xView, Buffer y, View yView, int[] dims);

    /** {@code y[i] = i}; y is int32. */
    void indices(Buffer y, int n);

    /**
     * {@code y[j, i] = x[index[j], i]}: x is {@code [n, width]}, y is {@code [k, width]}; any type.
     */
    void gatherRows(Buffer x, Buffer index, Buffer y, int n, int k, int width);

    /**
     * {@code y[r, i] = sum of x[j, i] over all j with index[j] = r}, added in the order of j: x is
     * {@code [k, width]}, y is {@code [n, width]}.
     */
    void scatterAddRows(Buffer x, Buffer index, Buffer y, int n, int k, int width);

    /**
     * {@code y[o, j, i] = x[o, index[o, j, i], i]}: x is {@code [outer, n, inner]}, y and index are
     * {@code [outer, k, inner]}; any type.
     */
    void gather(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner);

    /**
     * {@code y[o, r, i] = sum of x[o, j, i] over all j with index[o, j, i] = r}, added in the order
     * of j: x and index are {@code [outer, k, inner]}, y is {@code [outer, n, inner]}.
     */
    void scatterAdd(Buffer x, Buffer index, Buffer y, int outer, int n, int k, int inner);
}
