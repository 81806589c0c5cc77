package dev.resplat.tensor.cpu;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.UnaryOp;

/**
 * Element-wise loops in plain Java, one per function: all that a JVM without the vector module has.
 *
 * <p>Those with a row of their own below become vector instructions all the same, since the JIT
 * compiler recognises them; {@link SimdLoops} uses them too. The others apply the tables {@link
 * UnaryOp} and {@link BinaryOp} in double precision.
 */
final class PlainLoops implements ElementwiseLoops {
    // spotless:off
    @Override
    public void unary(UnaryOp op, float[] X, float[] Y, int from, int to) {
        switch (op) {
            case NEG        -> neg(X, Y, from, to);
            case ABS        -> abs(X, Y, from, to);
            case SQUARE     -> square(X, Y, from, to);
            case SQRT       -> sqrt(X, Y, from, to);
            case RSQRT      -> rsqrt(X, Y, from, to);
            case RECIPROCAL -> reciprocal(X, Y, from, to);
            case RELU       -> relu(X, Y, from, to);
            default         -> table(op, X, Y, from, to);
        }
    }

    private static void neg(float[] X, float[] Y, int from, int to)        { for (int i = from; i < to; i++) Y[i] = -X[i]; }
    private static void abs(float[] X, float[] Y, int from, int to)        { for (int i = from; i < to; i++) Y[i] = Math.abs(X[i]); }
    private static void square(float[] X, float[] Y, int from, int to)     { for (int i = from; i < to; i++) Y[i] = X[i] * X[i]; }
    private static void sqrt(float[] X, float[] Y, int from, int to)       { for (int i = from; i < to; i++) Y[i] = (float) Math.sqrt(X[i]); }
    private static void rsqrt(float[] X, float[] Y, int from, int to)      { for (int i = from; i < to; i++) Y[i] = 1 / (float) Math.sqrt(X[i]); }
    private static void reciprocal(float[] X, float[] Y, int from, int to) { for (int i = from; i < to; i++) Y[i] = 1 / X[i]; }
    private static void relu(float[] X, float[] Y, int from, int to)       { for (int i = from; i < to; i++) Y[i] = Math.max(X[i], 0); }

    private static void table(UnaryOp op, float[] X, float[] Y, int from, int to) {
        for (int i = from; i < to; i++) Y[i] = (float) op.apply(X[i]);
    }

    @Override
    public void unaryGrad(UnaryOp op, float[] X, float[] Y, float[] gY, float[] gX, int from, int to) {
        switch (op) {
            case NEG                -> neg(gY, gX, from, to);
            case SIGN, FLOOR, ROUND -> constantGrad(gY, gX, from, to);
            case SQUARE             -> squareGrad(X, gY, gX, from, to);
            case SQRT               -> sqrtGrad(Y, gY, gX, from, to);
            case RSQRT              -> rsqrtGrad(X, Y, gY, gX, from, to);
            case RECIPROCAL         -> reciprocalGrad(Y, gY, gX, from, to);
            case EXP                -> expGrad(Y, gY, gX, from, to);
            case EXPM1              -> expm1Grad(Y, gY, gX, from, to);
            case LOG                -> logGrad(X, gY, gX, from, to);
            case LOG1P              -> log1pGrad(X, gY, gX, from, to);
            case TANH               -> tanhGrad(Y, gY, gX, from, to);
            case SIGMOID            -> sigmoidGrad(Y, gY, gX, from, to);
            default                 -> tableGrad(op, X, Y, gY, gX, from, to);
        }
    }

    private static void constantGrad(float[] gY, float[] gX, int from, int to)                     { for (int i = from; i < to; i++) gX[i] = gY[i] * 0; }
    private static void squareGrad(float[] X, float[] gY, float[] gX, int from, int to)            { for (int i = from; i < to; i++) gX[i] = gY[i] * (2 * X[i]); }
    private static void sqrtGrad(float[] Y, float[] gY, float[] gX, int from, int to)              { for (int i = from; i < to; i++) gX[i] = gY[i] * (0.5f / Y[i]); }
    private static void rsqrtGrad(float[] X, float[] Y, float[] gY, float[] gX, int from, int to)  { for (int i = from; i < to; i++) gX[i] = gY[i] * (-0.5f * Y[i] / X[i]); }
    private static void reciprocalGrad(float[] Y, float[] gY, float[] gX, int from, int to)        { for (int i = from; i < to; i++) gX[i] = gY[i] * (-Y[i] * Y[i]); }
    private static void expGrad(float[] Y, float[] gY, float[] gX, int from, int to)               { for (int i = from; i < to; i++) gX[i] = gY[i] * Y[i]; }
    private static void expm1Grad(float[] Y, float[] gY, float[] gX, int from, int to)             { for (int i = from; i < to; i++) gX[i] = gY[i] * (Y[i] + 1); }
    private static void logGrad(float[] X, float[] gY, float[] gX, int from, int to)               { for (int i = from; i < to; i++) gX[i] = gY[i] / X[i]; }
    private static void log1pGrad(float[] X, float[] gY, float[] gX, int from, int to)             { for (int i = from; i < to; i++) gX[i] = gY[i] / (1 + X[i]); }
    private static void tanhGrad(float[] Y, float[] gY, float[] gX, int from, int to)              { for (int i = from; i < to; i++) gX[i] = gY[i] * ((1 - Y[i]) * (1 + Y[i])); }
    private static void sigmoidGrad(float[] Y, float[] gY, float[] gX, int from, int to)           { for (int i = from; i < to; i++) gX[i] = gY[i] * (Y[i] * (1 - Y[i])); }

    private static void tableGrad(UnaryOp op, float[] X, float[] Y, float[] gY, float[] gX, int from, int to) {
        for (int i = from; i < to; i++) gX[i] = (float) (gY[i] * op.slope(X[i], Y[i]));
    }

    @Override
    public void binary(BinaryOp op, float[] A, int a, float[] B, int b, float[] C, int c, int n) {
        switch (op) {
            case ADD -> add(A, a, B, b, C, c, n);
            case SUB -> sub(A, a, B, b, C, c, n);
            case MUL -> mul(A, a, B, b, C, c, n);
            case DIV -> div(A, a, B, b, C, c, n);
            case MAX -> max(A, a, B, b, C, c, n);
            case MIN -> min(A, a, B, b, C, c, n);
            default  -> table(op, A, a, B, b, C, c, n);
        }
    }

    private static void add(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i++) C[c + i] = A[a + i] + B[b + i]; }
    private static void sub(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i++) C[c + i] = A[a + i] - B[b + i]; }
    private static void mul(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i++) C[c + i] = A[a + i] * B[b + i]; }
    private static void div(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i++) C[c + i] = A[a + i] / B[b + i]; }
    private static void max(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i++) C[c + i] = Math.max(A[a + i], B[b + i]); }
    private static void min(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i++) C[c + i] = Math.min(A[a + i], B[b + i]); }

    private static void table(BinaryOp op, float[] A, int a, float[] B, int b, float[] C, int c, int n) {
        for (int i = 0; i < n; i++) C[c + i] = (float) op.apply(A[a + i], B[b + i]);
    }
    // spotless:on

    @Override
    public void select(float[] P, float[] A, float[] B, float[] C, int from, int to) {
        for (int i = from; i < to; i++) {
            C[i] = P[i] != 0 ? A[i] : B[i];
        }
    }
}
