package dev.resplat.tensor.cpu;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.UnaryOp;

/**
 * Element-wise loops in plain Java, one per function: all that a JVM without the vector module has.
 *
 * <p>Those of one variable with a row of their own below become vector instructions all the same,
 * since the JIT compiler recognises them; {@link SimdLoops} uses them too. The others apply the
 * tables {@link UnaryOp} and {@link BinaryOp} in double precision.
 */
final class PlainLoops implements ElementwiseLoops {
    // spotless:off
    @Override
    public Workers.RangeTask unary(UnaryOp op, float[] X, float[] Y) {
        return switch (op) {
            case NEG        -> (from, to) -> neg(X, Y, from, to);
            case ABS        -> (from, to) -> abs(X, Y, from, to);
            case SQUARE     -> (from, to) -> square(X, Y, from, to);
            case SQRT       -> (from, to) -> sqrt(X, Y, from, to);
            case RSQRT      -> (from, to) -> rsqrt(X, Y, from, to);
            case RECIPROCAL -> (from, to) -> reciprocal(X, Y, from, to);
            case RELU       -> (from, to) -> relu(X, Y, from, to);
            case SATURATE   -> (from, to) -> saturate(X, Y, from, to);
            default         -> (from, to) -> table(op, X, Y, from, to);
        };
    }

    private static void neg(float[] X, float[] Y, int from, int to)        { for (int i = from; i < to; i++) Y[i] = -X[i]; }
    private static void abs(float[] X, float[] Y, int from, int to)        { for (int i = from; i < to; i++) Y[i] = Math.abs(X[i]); }
    private static void square(float[] X, float[] Y, int from, int to)     { for (int i = from; i < to; i++) Y[i] = X[i] * X[i]; }
    private static void sqrt(float[] X, float[] Y, int from, int to)       { for (int i = from; i < to; i++) Y[i] = (float) Math.sqrt(X[i]); }
    private static void rsqrt(float[] X, float[] Y, int from, int to)      { for (int i = from; i < to; i++) Y[i] = 1 / (float) Math.sqrt(X[i]); }
    private static void reciprocal(float[] X, float[] Y, int from, int to) { for (int i = from; i < to; i++) Y[i] = 1 / X[i]; }
    private static void relu(float[] X, float[] Y, int from, int to)       { for (int i = from; i < to; i++) Y[i] = Math.max(X[i], 0); }
    private static void saturate(float[] X, float[] Y, int from, int to)   { for (int i = from; i < to; i++) Y[i] = Math.min(Math.max(X[i], 0), 1); }

    private static void table(UnaryOp op, float[] X, float[] Y, int from, int to) {
        for (int i = from; i < to; i++) Y[i] = (float) op.apply(X[i]);
    }

    @Override
    public Workers.RangeTask unaryGrad(UnaryOp op, float[] X, float[] Y, float[] gY, float[] gX) {
        return switch (op) {
            case NEG                -> (from, to) -> neg(gY, gX, from, to);
            case SIGN, FLOOR, ROUND -> (from, to) -> constantGrad(gY, gX, from, to);
            case SQUARE             -> (from, to) -> squareGrad(X, gY, gX, from, to);
            case SQRT               -> (from, to) -> sqrtGrad(Y, gY, gX, from, to);
            case RSQRT              -> (from, to) -> rsqrtGrad(X, Y, gY, gX, from, to);
            case RECIPROCAL         -> (from, to) -> reciprocalGrad(Y, gY, gX, from, to);
            case EXP                -> (from, to) -> expGrad(Y, gY, gX, from, to);
            case EXPM1              -> (from, to) -> expm1Grad(Y, gY, gX, from, to);
            case LOG                -> (from, to) -> logGrad(X, gY, gX, from, to);
            case LOG1P              -> (from, to) -> log1pGrad(X, gY, gX, from, to);
            case TANH               -> (from, to) -> tanhGrad(Y, gY, gX, from, to);
            case SIGMOID            -> (from, to) -> sigmoidGrad(Y, gY, gX, from, to);
            default                 -> (from, to) -> tableGrad(op, X, Y, gY, gX, from, to);
        };
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

    @Override
    public Workers.RangeTask binaryScalar(BinaryOp op, float[] A, float b, float[] C) {
        return switch (op) {
            case ADD -> (from, to) -> add(A, b, C, from, to);
            case SUB -> (from, to) -> add(A, -b, C, from, to);
            case MUL -> (from, to) -> mul(A, b, C, from, to);
            case DIV -> (from, to) -> div(A, b, C, from, to);
            case MAX -> (from, to) -> max(A, b, C, from, to);
            case MIN -> (from, to) -> min(A, b, C, from, to);
            default  -> (from, to) -> table(op, A, b, C, from, to);
        };
    }

    private static void add(float[] A, float b, float[] C, int from, int to) { for (int i = from; i < to; i++) C[i] = A[i] + b; }
    private static void mul(float[] A, float b, float[] C, int from, int to) { for (int i = from; i < to; i++) C[i] = A[i] * b; }
    private static void div(float[] A, float b, float[] C, int from, int to) { for (int i = from; i < to; i++) C[i] = A[i] / b; }
    private static void max(float[] A, float b, float[] C, int from, int to) { for (int i = from; i < to; i++) C[i] = Math.max(A[i], b); }
    private static void min(float[] A, float b, float[] C, int from, int to) { for (int i = from; i < to; i++) C[i] = Math.min(A[i], b); }

    private static void table(BinaryOp op, float[] A, float b, float[] C, int from, int to) {
        for (int i = from; i < to; i++) C[i] = (float) op.apply(A[i], b);
    }
    // spotless:on

    @Override
    public void select(float[] P, float[] A, float[] B, float[] C, int from, int to) {
        for (int i = from; i < to; i++) {
            C[i] = P[i] != 0 ? A[i] : B[i];
        }
    }
}
