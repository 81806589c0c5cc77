package dev.resplat.tensor.cpu;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.UnaryOp;

/**
 * The inner loops of {@link CpuElementwise}, on one thread: with vector instructions, or without.
 * Ranges start and end at multiples of the vector length.
 */
interface ElementwiseLoops {
    /** {@code Y[i] = op(X[i])} for i from {@code from} to {@code to}, exclusive. */
    void unary(UnaryOp op, float[] X, float[] Y, int from, int to);

    /** {@code gX[i] = gY[i] op'(X[i])}, where {@code Y = op(X)}. */
    void unaryGrad(UnaryOp op, float[] X, float[] Y, float[] gY, float[] gX, int from, int to);

    /** {@code C[c + i] = op(A[a + i], B[b + i])} for i below n. */
    void binary(BinaryOp op, float[] A, int a, float[] B, int b, float[] C, int c, int n);

    /** {@code C[i] = P[i] != 0 ? A[i] : B[i]}. */
    void select(float[] P, float[] A, float[] B, float[] C, int from, int to);
}
