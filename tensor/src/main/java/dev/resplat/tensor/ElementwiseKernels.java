package dev.resplat.tensor;

/**
 * Functions applied to each element on its own. Buffers hold reals unless said otherwise.
 *
 * <p>Outputs may be the same buffer as an input of equal layout. Elements from {@code n} to the
 * next multiple of {@link Buffer#PADDING} may be overwritten with garbage.
 */
public interface ElementwiseKernels {
    /** {@code y[i] = op(x[i])}. */
    void unary(UnaryOp op, Buffer x, Buffer y, int n);

    /** {@code gradX[i] = gradY[i] * dy/dx(x[i], y[i])}. */
    void unaryGrad(UnaryOp op, Buffer x, Buffer y, Buffer gradY, Buffer gradX, int n);

    /** {@code c[i] = op(a[i], b[i])}. */
    void binary(BinaryOp op, Buffer a, Buffer b, Buffer c, int n);

    /** {@code c[i] = op(a[i], b)}. */
    void binaryScalar(BinaryOp op, Buffer a, double b, Buffer c, int n);

    /**
     * {@code c[i] = op(a[i . aStrides], b[i . bStrides])} for every multi-index i below {@code
     * dims}; c is dense. A stride of zero repeats its operand along that axis.
     */
    void binaryBroadcast(
            BinaryOp op, Buffer a, int[] aStrides, Buffer b, int[] bStrides, Buffer c, int[] dims);

    /** {@code c[i] = condition[i] != 0 ? a[i] : b[i]}. */
    void select(Buffer condition, Buffer a, Buffer b, Buffer c, int n);

    /** {@code y[i] = value}; integer buffers take its integer part. */
    void fill(Buffer y, double value, int n);

    /** {@code y[i] = x[i]} from int32 to real. */
    void toReal(Buffer x, Buffer y, int n);

    /** {@code y[i] = x[i]} from real to int32, towards zero; NaN becomes 0. */
    void toInt32(Buffer x, Buffer y, int n);
}
