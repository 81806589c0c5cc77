package dev.resplat.tensor;

/**
 * Ordering along the innermost axis of {@code [rows, n]}. NaN counts as larger than every number;
 * equal elements (and -0 with 0) keep the order they had.
 */
public interface SortKernels {
    /** Which end comes first. */
    enum Order {
        ASCENDING,
        DESCENDING
    }

    /**
     * {@code values[r, j] = x[r, index[r, j]]} in order.
     *
     * @param index int32, {@code [rows, n]}
     */
    void sort(Order order, Buffer x, Buffer values, Buffer index, int rows, int n);

    /**
     * The first k elements of each row in order.
     *
     * @param values {@code [rows, k]}
     * @param index int32, {@code [rows, k]}
     * @param k at most n
     */
    void topK(Order order, Buffer x, Buffer values, Buffer index, int rows, int n, int k);
}
