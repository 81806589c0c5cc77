package dev.resplat.tensor;

/**
 * Reductions along one axis: x is read as {@code [outer, n, inner]}, y is {@code [outer, inner]}.
 * The order of summation depends on the extents only.
 */
public interface ReduceKernels {
    /** {@code y[o, i] = op(x[o, :, i])}. */
    void reduce(ReduceOp op, Buffer x, Buffer y, int outer, int n, int inner);

    /**
     * {@code index[o, i]} is where {@code x[o, :, i]} is largest: the first such place; NaN counts
     * as largest. n is at least one.
     *
     * @param index int32
     */
    void argMax(Buffer x, Buffer index, int outer, int n, int inner);
}
