package dev.resplat.tensor;

/** Dense matrix products of reals. */
public interface MatmulKernels {
    /** Which operand is stored transposed. */
    enum Layout {
        /** {@code c = a b}: a is {@code [m, k]}, b is {@code [k, n]}. */
        PLAIN,
        /** {@code c = a^T b}: a is stored as {@code [k, m]}. */
        A_TRANSPOSED,
        /** {@code c = a b^T}: b is stored as {@code [n, k]}. */
        B_TRANSPOSED
    }

    /**
     * Extents of a batch of products.
     *
     * @param batch number of products
     * @param m rows of c
     * @param k length of the inner products; c is zero when k = 0
     * @param n columns of c
     * @param aStride elements from one a to the next; zero uses the same a for the whole batch
     * @param bStride elements from one b to the next; zero uses the same b for the whole batch
     */
    record Size(int batch, int m, int k, int n, int aStride, int bStride) {}

    /** {@code c[i] = a[i] b[i]} for every i of the batch; c is {@code [batch, m, n]}, no input. */
    void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c);
}
