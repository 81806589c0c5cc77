package dev.resplat.tensor;

/** Running totals along one axis: x and y are read as {@code [outer, n, inner]}. */
public interface ScanKernels {
    /** {@code y[o, j, i] = sum_(m <= j) x[o, m, i]}. */
    void cumulativeSum(Buffer x, Buffer y, int outer, int n, int inner);

    /** {@code y[o, j, i] = sum_(m >= j) x[o, m, i]}: the gradient of {@link #cumulativeSum}. */
    void reverseCumulativeSum(Buffer x, Buffer y, int outer, int n, int inner);

    /** {@code y[o, j, i] = prod_(m <= j) x[o, m, i]}. */
    void cumulativeProduct(Buffer x, Buffer y, int outer, int n, int inner);

    /**
     * {@code gradX_j = p_j s_j} with {@code p_j = prod_(m < j) x_m} and, from the end, {@code s_j =
     * gradY_j + x_(j+1) s_(j+1)}. Nothing is divided, so zeros need no special case.
     */
    void cumulativeProductGrad(Buffer x, Buffer gradY, Buffer gradX, int outer, int n, int inner);
}
