package dev.resplat.tensor.cpu;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.UnaryOp;

/**
 * The inner loops of {@link CpuElementwise}, on one thread: with vector instructions, or without.
 * Ranges start and end at multiples of the vector length.
 *
 * <p>Each function is a loop object of its own, not a case inside one: otherwise the JIT compiler
 * would compile several loops together and run out of its budget for inlining vector operations.
 */
interface ElementwiseLoops {
    /** The loop {@code Y[i] = op(X[i])}. */
    Workers.RangeTask unary(UnaryOp op, float[] X, float[] Y);

    /** The loop {@code gX[i] = gY[i] op'(X[i])}, where {@code Y = op(X)}. */
    Workers.RangeTask unaryGrad(UnaryOp op, float[] X, float[] Y, float[] gY, float[] gX);

    /** {@code C[c + i] = op(A[a + i], B[b + i])} for i below n. */
    void binary(BinaryOp op, float[] A, int a, float[] B, int b, float[] C, int c, int n);

    /** The loop {@code C[i] = op(A[i], b)}. */
    Workers.RangeTask binaryScalar(BinaryOp op, float[] A, float b, float[] C);

    /** {@code C[i] = P[i] != 0 ? A[i] : B[i]}. */
    void select(float[] P, float[] A, float[] B, float[] C, int from, int to);
}
