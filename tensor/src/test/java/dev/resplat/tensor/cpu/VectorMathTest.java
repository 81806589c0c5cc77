package dev.resplat.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.UnaryOp;
import java.util.Arrays;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vector functions against the table in double: a sweep over all exponents, and corners. */
class VectorMathTest {
    private static final int LENGTH = 4096;

    /** Exponentials below 2^-126 become zero, also those that a function multiplies by x. */
    private static final double FLUSHED = 0x1p-119;

    private static final SimdLoops LOOPS = new SimdLoops();

    /** How many units in the last place each function may be off. */
    static Stream<Arguments> functions() {
        return Stream.of(
                Arguments.of(UnaryOp.EXP, 1.1),
                Arguments.of(UnaryOp.EXPM1, 1.6),
                Arguments.of(UnaryOp.LOG, 1.1),
                Arguments.of(UnaryOp.LOG1P, 1.5),
                Arguments.of(UnaryOp.SIN, 1.5),
                Arguments.of(UnaryOp.COS, 1.6),
                Arguments.of(UnaryOp.TANH, 3.0),
                Arguments.of(UnaryOp.SIGMOID, 2.3),
                Arguments.of(UnaryOp.SOFTPLUS, 2.1),
                Arguments.of(UnaryOp.ERF, 1.5),
                Arguments.of(UnaryOp.SILU, 3.0));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAccurateEverywhere(UnaryOp op, double ulps) {
        double worst = 0;
        float worstAt = 0;
        float[] x = new float[LENGTH];
        float[] y = new float[LENGTH];
        int stride = 49_999;
        int bits = Integer.MIN_VALUE;
        for (long done = 0; done < 1L << 32; done += (long) stride * LENGTH) {
            for (int i = 0; i < LENGTH; i++) {
                x[i] = Float.intBitsToFloat(bits);
                bits += stride;
            }
            LOOPS.unary(op, x, y).run(0, LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                double error = ulps(op.apply(x[i]), y[i]);
                if (error > worst) {
                    worst = error;
                    worstAt = x[i];
                }
            }
        }
        assertTrue(worst <= ulps, op + " is off by " + worst + " ulp at " + worstAt);
    }

    /** Relative to the argument, not the result, as {@link NormalDistribution#gelu} promises. */
    @Test
    void geluAndItsSlopeAreAccurateEverywhere() {
        float[] x = new float[LENGTH];
        float[] y = new float[LENGTH];
        float[] slope = new float[LENGTH];
        float[] ones = new float[LENGTH];
        Arrays.fill(ones, 1);
        for (float first = -40; first < 40; first += LENGTH * 1e-3f) {
            for (int i = 0; i < LENGTH; i++) {
                x[i] = first + i * 1e-3f;
            }
            LOOPS.unary(UnaryOp.GELU, x, y).run(0, LENGTH);
            LOOPS.unaryGrad(UnaryOp.GELU, x, y, ones, slope).run(0, LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                double expected = UnaryOp.GELU.apply(x[i]);
                assertEquals(expected, y[i], 0x1p-22 * Math.abs(x[i]), "gelu of " + x[i]);
                double expectedSlope = UnaryOp.GELU.slope(x[i], expected);
                assertEquals(expectedSlope, slope[i], 0x1p-21, "slope of gelu at " + x[i]);
            }
        }
    }

    @Test
    void expOfMinusIsAccurateAndEndsAtZero() {
        float[] t = new float[LENGTH];
        float[] y = new float[LENGTH];
        for (float first = 0; first < 100; first += LENGTH * 1e-3f) {
            for (int i = 0; i < LENGTH; i++) {
                t[i] = first + i * 1e-3f;
            }
            t[0] = Float.POSITIVE_INFINITY;
            for (int i = 0; i < LENGTH; i += VectorMath.LANES.length()) {
                VectorMath.expOfMinus(FloatVector.fromArray(VectorMath.LANES, t, i))
                        .intoArray(y, i);
            }
            assertEquals(0, y[0]);
            for (int i = 1; i < LENGTH; i++) {
                double error = ulps(Math.exp(-t[i]), y[i]);
                assertTrue(error <= 1.7, "off by " + error + " ulp at " + t[i]);
            }
        }
    }

    /** The distance in units of the expected float. */
    private static double ulps(double expected, float actual) {
        if (Float.isNaN(actual) || Double.isNaN(expected)) {
            return Float.isNaN(actual) && Double.isNaN(expected) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Math.abs(expected - actual) < FLUSHED) {
            return 0;
        }
        float rounded = (float) expected;
        if (rounded == actual) {
            return 0;
        }
        return Float.isInfinite(rounded) || Float.isInfinite(actual)
                ? Double.POSITIVE_INFINITY
                : Math.abs(expected - actual) / Math.ulp(rounded);
    }

    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;

    static Stream<Arguments> corners() {
        return Stream.of(
                Arguments.of(
                        UnaryOp.EXP, new float[] {0, -0f, INF, -INF, NAN, 88.73f, -104, 88.72f}),
                Arguments.of(
                        UnaryOp.EXPM1, new float[] {0, -0f, INF, -INF, NAN, 89, -1e30f, 1e-40f}),
                Arguments.of(
                        UnaryOp.LOG, new float[] {0, -0f, INF, -INF, NAN, -1, 1, 1e-45f, 3e38f}),
                Arguments.of(UnaryOp.LOG1P, new float[] {0, -0f, INF, -INF, NAN, -1, -2, 1e-40f}),
                Arguments.of(
                        UnaryOp.SIN, new float[] {0, -0f, INF, -INF, NAN, 1e-40f, 3e38f, -1e9f}),
                Arguments.of(
                        UnaryOp.COS, new float[] {0, -0f, INF, -INF, NAN, 1e-40f, 3e38f, -1e9f}),
                Arguments.of(UnaryOp.TANH, new float[] {0, -0f, INF, -INF, NAN, 1e-40f, 50, -50}),
                Arguments.of(UnaryOp.SIGMOID, new float[] {0, -0f, INF, -INF, NAN, 100, 3e38f}),
                Arguments.of(UnaryOp.SOFTPLUS, new float[] {0, -0f, INF, -INF, NAN, 100, -200}),
                Arguments.of(UnaryOp.RELU, new float[] {0, INF, -INF, NAN, 1, -1}),
                Arguments.of(UnaryOp.SATURATE, new float[] {0, INF, -INF, NAN, 1, -1, 2}),
                Arguments.of(UnaryOp.ERF, new float[] {0, -0f, INF, -INF, NAN, 10, -10}),
                Arguments.of(UnaryOp.GELU, new float[] {0, -0f, INF, NAN, 30, 1e30f}),
                Arguments.of(UnaryOp.SILU, new float[] {0, -0f, INF, NAN, 200, 3e38f}),
                Arguments.of(UnaryOp.SIGN, new float[] {0, -0f, INF, -INF, NAN, 1e-45f, -7}),
                Arguments.of(
                        UnaryOp.FLOOR,
                        new float[] {
                            0, -0f, INF, -INF, NAN, 0.5f, -0.5f, -1, 8388607.5f, -4194304.5f
                        }),
                Arguments.of(
                        UnaryOp.ROUND,
                        new float[] {
                            0, -0f, INF, -INF, NAN, 0.5f, -0.5f, 1.5f, 2.5f, 8388607.5f, 1e30f
                        }));
    }

    @ParameterizedTest
    @MethodSource("corners")
    void handlesCornersAsTheTableDoes(UnaryOp op, float[] corners) {
        float[] x = new float[16];
        float[] y = new float[16];
        System.arraycopy(corners, 0, x, 0, corners.length);
        LOOPS.unary(op, x, y).run(0, 16);
        for (int i = 0; i < corners.length; i++) {
            float expected = (float) op.apply(x[i]);
            float tolerance = Float.isFinite(expected) ? 4 * Math.ulp(expected) : 0;
            boolean flushed = Math.abs(expected) < Float.MIN_NORMAL && y[i] == 0;
            if (!flushed) {
                assertEquals(expected, y[i], tolerance, op + " of " + x[i]);
            }
            if (expected == 0) {
                assertEquals(1 / expected, 1 / y[i], op + " of " + x[i] + ": sign of zero");
            }
        }
    }

    /** NaNs come with any payload. */
    @Test
    void anyNanStaysNan() {
        float[] x = new float[16];
        float[] y = new float[16];
        for (int i = 0; i < 16; i++) {
            x[i] = Float.intBitsToFloat((i % 2 == 0 ? 0x7f80_0000 : 0xff80_0000) | i * 0x12347 + 1);
        }
        for (UnaryOp op : UnaryOp.values()) {
            LOOPS.unary(op, x, y).run(0, 16);
            for (float value : y) {
                assertTrue(Float.isNaN(value), op + " of NaN");
            }
        }
    }

    @Test
    void largeAnglesDoNotDisturbTheirNeighbours() {
        float[] x = new float[16];
        java.util.Arrays.fill(x, 0.7f);
        float[] calm = new float[16];
        LOOPS.unary(UnaryOp.SIN, x, calm).run(0, 16);
        x[5] = 1e20f;
        LOOPS.unary(UnaryOp.SIN, x, x).run(0, 16);
        assertEquals((float) Math.sin(1e20f), x[5]);
        assertEquals(calm[0], x[0]);
    }
}
