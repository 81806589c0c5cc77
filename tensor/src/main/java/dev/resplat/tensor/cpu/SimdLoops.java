package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static dev.resplat.tensor.cpu.VectorMath.MAX_ANGLE;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.UnaryOp;
import jdk.incubator.vector.FloatVector;

/**
 * Element-wise loops in whole vectors, one per function, for what the JIT compiler cannot turn into
 * vector instructions by itself: elementary functions and choices. The rest is {@link PlainLoops}.
 *
 * <p>The operator is chosen outside the loop; a loop with a virtual call in it is ten times slower.
 */
final class SimdLoops implements ElementwiseLoops {
    private static final int STEP = LANES.length();

    private final PlainLoops plain = new PlainLoops();

    // spotless:off
    @Override
    public Workers.RangeTask unary(UnaryOp op, float[] X, float[] Y) {
        return switch (op) {
            case EXP      -> (from, to) -> exp(X, Y, from, to);
            case EXPM1    -> (from, to) -> expm1(X, Y, from, to);
            case LOG      -> (from, to) -> log(X, Y, from, to);
            case LOG1P    -> (from, to) -> log1p(X, Y, from, to);
            case SIN      -> (from, to) -> sin(X, Y, from, to);
            case COS      -> (from, to) -> cos(X, Y, from, to);
            case TANH     -> (from, to) -> tanh(X, Y, from, to);
            case SIGMOID  -> (from, to) -> sigmoid(X, Y, from, to);
            case SOFTPLUS -> (from, to) -> softplus(X, Y, from, to);
            case ERF      -> (from, to) -> erf(X, Y, from, to);
            case GELU     -> (from, to) -> gelu(X, Y, from, to);
            case SILU     -> (from, to) -> silu(X, Y, from, to);
            case SIGN     -> (from, to) -> sign(X, Y, from, to);
            case FLOOR    -> (from, to) -> floor(X, Y, from, to);
            case ROUND    -> (from, to) -> round(X, Y, from, to);
            default       -> plain.unary(op, X, Y);
        };
    }

    static void exp(float[] X, float[] Y, int from, int to)              { for (int i = from; i < to; i += STEP) VectorMath.exp(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void expm1(float[] X, float[] Y, int from, int to)    { for (int i = from; i < to; i += STEP) VectorMath.expm1(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void log(float[] X, float[] Y, int from, int to)      { for (int i = from; i < to; i += STEP) VectorMath.log(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void log1p(float[] X, float[] Y, int from, int to)    { for (int i = from; i < to; i += STEP) VectorMath.log1p(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void tanh(float[] X, float[] Y, int from, int to)     { for (int i = from; i < to; i += STEP) VectorMath.tanh(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void sigmoid(float[] X, float[] Y, int from, int to)  { for (int i = from; i < to; i += STEP) VectorMath.sigmoid(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void softplus(float[] X, float[] Y, int from, int to) { for (int i = from; i < to; i += STEP) VectorMath.softplus(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void erf(float[] X, float[] Y, int from, int to)      { for (int i = from; i < to; i += STEP) NormalDistribution.erf(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void gelu(float[] X, float[] Y, int from, int to)     { for (int i = from; i < to; i += STEP) NormalDistribution.gelu(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void silu(float[] X, float[] Y, int from, int to)     { for (int i = from; i < to; i += STEP) VectorMath.silu(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void sign(float[] X, float[] Y, int from, int to)     { for (int i = from; i < to; i += STEP) VectorMath.sign(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void floor(float[] X, float[] Y, int from, int to)    { for (int i = from; i < to; i += STEP) VectorMath.floor(fromArray(LANES, X, i)).intoArray(Y, i); }
    private static void round(float[] X, float[] Y, int from, int to)    { for (int i = from; i < to; i += STEP) VectorMath.round(fromArray(LANES, X, i)).intoArray(Y, i); }

    @Override
    public Workers.RangeTask unaryGrad(UnaryOp op, float[] X, float[] Y, float[] gY, float[] gX) {
        return switch (op) {
            case ABS      -> (from, to) -> absGrad(X, gY, gX, from, to);
            case SIN      -> (from, to) -> sinGrad(X, gY, gX, from, to);
            case COS      -> (from, to) -> cosGrad(X, gY, gX, from, to);
            case SOFTPLUS -> (from, to) -> softplusGrad(X, gY, gX, from, to);
            case RELU     -> (from, to) -> reluGrad(X, gY, gX, from, to);
            case ERF      -> (from, to) -> erfGrad(X, gY, gX, from, to);
            case GELU     -> (from, to) -> geluGrad(X, gY, gX, from, to);
            case SILU     -> (from, to) -> siluGrad(X, gY, gX, from, to);
            default       -> plain.unaryGrad(op, X, Y, gY, gX);
        };
    }

    private static void absGrad(float[] X, float[] gY, float[] gX, int from, int to)      { for (int i = from; i < to; i += STEP) fromArray(LANES, gY, i).mul(VectorMath.sign(fromArray(LANES, X, i))).intoArray(gX, i); }
    private static void softplusGrad(float[] X, float[] gY, float[] gX, int from, int to) { for (int i = from; i < to; i += STEP) fromArray(LANES, gY, i).mul(VectorMath.sigmoid(fromArray(LANES, X, i))).intoArray(gX, i); }
    private static void reluGrad(float[] X, float[] gY, float[] gX, int from, int to)     { for (int i = from; i < to; i += STEP) fromArray(LANES, gY, i).mul(zero(LANES).blend(1f, fromArray(LANES, X, i).compare(GT, 0f))).intoArray(gX, i); }
    private static void erfGrad(float[] X, float[] gY, float[] gX, int from, int to)      { for (int i = from; i < to; i += STEP) fromArray(LANES, gY, i).mul(NormalDistribution.erfSlope(fromArray(LANES, X, i))).intoArray(gX, i); }
    private static void geluGrad(float[] X, float[] gY, float[] gX, int from, int to)     { for (int i = from; i < to; i += STEP) fromArray(LANES, gY, i).mul(NormalDistribution.geluSlope(fromArray(LANES, X, i))).intoArray(gX, i); }
    private static void siluGrad(float[] X, float[] gY, float[] gX, int from, int to)     { for (int i = from; i < to; i += STEP) fromArray(LANES, gY, i).mul(VectorMath.siluSlope(fromArray(LANES, X, i))).intoArray(gX, i); }

    @Override
    public void binary(BinaryOp op, float[] A, int a, float[] B, int b, float[] C, int c, int n) {
        switch (op) {
            case ADD        -> add(A, a, B, b, C, c, n);
            case SUB        -> sub(A, a, B, b, C, c, n);
            case MUL        -> mul(A, a, B, b, C, c, n);
            case DIV        -> div(A, a, B, b, C, c, n);
            case MAX        -> max(A, a, B, b, C, c, n);
            case MIN        -> min(A, a, B, b, C, c, n);
            case LESS       -> less(A, a, B, b, C, c, n);
            case LESS_EQUAL -> lessEqual(A, a, B, b, C, c, n);
            case EQUAL      -> equal(A, a, B, b, C, c, n);
            default         -> plain.binary(op, A, a, B, b, C, c, n);
        }
    }

    // Plain loops would do, did the JIT compiler know that arrays used at different places do not overlap.

    private static void add(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i += STEP) fromArray(LANES, A, a + i).add(fromArray(LANES, B, b + i)).intoArray(C, c + i); }
    private static void sub(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i += STEP) fromArray(LANES, A, a + i).sub(fromArray(LANES, B, b + i)).intoArray(C, c + i); }
    private static void mul(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i += STEP) fromArray(LANES, A, a + i).mul(fromArray(LANES, B, b + i)).intoArray(C, c + i); }
    private static void div(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i += STEP) fromArray(LANES, A, a + i).div(fromArray(LANES, B, b + i)).intoArray(C, c + i); }
    private static void max(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i += STEP) fromArray(LANES, A, a + i).max(fromArray(LANES, B, b + i)).intoArray(C, c + i); }
    private static void min(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i += STEP) fromArray(LANES, A, a + i).min(fromArray(LANES, B, b + i)).intoArray(C, c + i); }
    private static void less(float[] A, int a, float[] B, int b, float[] C, int c, int n)      { for (int i = 0; i < n; i += STEP) zero(LANES).blend(1f, fromArray(LANES, A, a + i).compare(LT, fromArray(LANES, B, b + i))).intoArray(C, c + i); }
    private static void lessEqual(float[] A, int a, float[] B, int b, float[] C, int c, int n) { for (int i = 0; i < n; i += STEP) zero(LANES).blend(1f, fromArray(LANES, A, a + i).compare(LE, fromArray(LANES, B, b + i))).intoArray(C, c + i); }
    private static void equal(float[] A, int a, float[] B, int b, float[] C, int c, int n)     { for (int i = 0; i < n; i += STEP) zero(LANES).blend(1f, fromArray(LANES, A, a + i).compare(EQ, fromArray(LANES, B, b + i))).intoArray(C, c + i); }

    @Override
    public Workers.RangeTask binaryScalar(BinaryOp op, float[] A, float b, float[] C) {
        return switch (op) {
            case LESS       -> (from, to) -> less(A, b, C, from, to);
            case LESS_EQUAL -> (from, to) -> lessEqual(A, b, C, from, to);
            case EQUAL      -> (from, to) -> equal(A, b, C, from, to);
            default         -> plain.binaryScalar(op, A, b, C);
        };
    }

    private static void less(float[] A, float b, float[] C, int from, int to)      { for (int i = from; i < to; i += STEP) zero(LANES).blend(1f, fromArray(LANES, A, i).compare(LT, b)).intoArray(C, i); }
    private static void lessEqual(float[] A, float b, float[] C, int from, int to) { for (int i = from; i < to; i += STEP) zero(LANES).blend(1f, fromArray(LANES, A, i).compare(LE, b)).intoArray(C, i); }
    private static void equal(float[] A, float b, float[] C, int from, int to)     { for (int i = from; i < to; i += STEP) zero(LANES).blend(1f, fromArray(LANES, A, i).compare(EQ, b)).intoArray(C, i); }

    @Override
    public void select(float[] P, float[] A, float[] B, float[] C, int from, int to) {
        for (int i = from; i < to; i += STEP) fromArray(LANES, A, i).blend(fromArray(LANES, B, i), fromArray(LANES, P, i).compare(EQ, 0f)).intoArray(C, i);
    }
    // spotless:on

    // Angles too large for VectorMath are rare: whole vectors without any are the fast path, others
    // are finished one element at a time. What other lanes hold must not matter, as they may be
    // padding.

    private static void sin(float[] X, float[] Y, int from, int to) {
        for (int i = from; i < to; i += STEP) {
            FloatVector x = fromArray(LANES, X, i);
            if (x.abs().compare(GT, MAX_ANGLE).anyTrue()) {
                sinOfLarge(X, Y, i);
            } else {
                VectorMath.sin(x).intoArray(Y, i);
            }
        }
    }

    private static void cos(float[] X, float[] Y, int from, int to) {
        for (int i = from; i < to; i += STEP) {
            FloatVector x = fromArray(LANES, X, i);
            if (x.abs().compare(GT, MAX_ANGLE).anyTrue()) {
                cosOfLarge(X, Y, i);
            } else {
                VectorMath.cos(x).intoArray(Y, i);
            }
        }
    }

    private static void sinOfLarge(float[] X, float[] Y, int at) {
        float[] x = copy(X, at);
        VectorMath.sin(fromArray(LANES, x, 0)).intoArray(Y, at);
        for (int i = 0; i < STEP; i++) {
            if (Math.abs(x[i]) > MAX_ANGLE) {
                Y[at + i] = (float) Math.sin(x[i]);
            }
        }
    }

    private static void cosOfLarge(float[] X, float[] Y, int at) {
        float[] x = copy(X, at);
        VectorMath.cos(fromArray(LANES, x, 0)).intoArray(Y, at);
        for (int i = 0; i < STEP; i++) {
            if (Math.abs(x[i]) > MAX_ANGLE) {
                Y[at + i] = (float) Math.cos(x[i]);
            }
        }
    }

    private static float[] copy(float[] X, int at) {
        float[] x = new float[STEP];
        System.arraycopy(X, at, x, 0, STEP);
        return x;
    }

    private static void sinGrad(float[] X, float[] gY, float[] gX, int from, int to) {
        for (int i = from; i < to; i += STEP) {
            FloatVector x = fromArray(LANES, X, i);
            if (x.abs().compare(GT, MAX_ANGLE).anyTrue()) {
                float[] slope = new float[STEP];
                cosOfLarge(copy(X, i), slope, 0);
                fromArray(LANES, gY, i).mul(fromArray(LANES, slope, 0)).intoArray(gX, i);
            } else {
                fromArray(LANES, gY, i).mul(VectorMath.cos(x)).intoArray(gX, i);
            }
        }
    }

    private static void cosGrad(float[] X, float[] gY, float[] gX, int from, int to) {
        for (int i = from; i < to; i += STEP) {
            FloatVector x = fromArray(LANES, X, i);
            if (x.abs().compare(GT, MAX_ANGLE).anyTrue()) {
                float[] slope = new float[STEP];
                sinOfLarge(copy(X, i), slope, 0);
                fromArray(LANES, gY, i).mul(fromArray(LANES, slope, 0)).neg().intoArray(gX, i);
            } else {
                fromArray(LANES, gY, i).mul(VectorMath.sin(x)).neg().intoArray(gX, i);
            }
        }
    }
}
