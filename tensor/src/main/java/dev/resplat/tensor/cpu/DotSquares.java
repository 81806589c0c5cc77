package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Products of a row with as many others as a vector has lanes: a square of products whose lanes are
 * added up together.
 *
 * <p>Two vectors become one whose halves are the sums of theirs, four become one of quarters, and
 * so on: as many shuffles as vectors, where one after the other would take four each. The order of
 * additions is that of {@link SimdRows#sumOfLanes}. Rows are read one after the other, which is
 * what processors foresee; their sums are put in order at the end.
 */
final class DotSquares {
    private static final int STEP = LANES.length();

    /** Rows of a square. */
    static final int ROWS = STEP;

    /** Vectors that are left when four have become one. */
    private static final int HEIGHT = STEP / 4;

    // Constants each, since what comes from an array is loaded anew for every vector.
    private static final VectorShuffle<Float> SWAP_HALVES = swap(STEP / 2);
    private static final VectorShuffle<Float> SWAP_QUARTERS = swap(STEP / 4);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> IN_ORDER =
            VectorShuffle.fromOp(
                    LANES,
                    row -> (row >> 1 & 1) * (STEP / 2) + (row & 1) * (STEP / 4) + (row >> 2));
    private static final VectorMask<Float> HALF = second(STEP / 2);
    private static final VectorMask<Float> QUARTERS = second(STEP / 4);
    private static final VectorMask<Float> TWOS = second(2);
    private static final VectorMask<Float> ONES = second(1);

    private final float[] square = new float[STEP * STEP];

    /** Lanes change places with those so far away. */
    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(LANES, i -> (i ^ distance) & (STEP - 1));
    }

    /** The second of each two runs of so many lanes. */
    private static VectorMask<Float> second(int distance) {
        boolean[] lanes = new boolean[STEP];
        for (int i = 0; i < STEP; i++) {
            lanes[i] = (i & distance) != 0;
        }
        return VectorMask.fromArray(LANES, lanes, 0);
    }

    /** Whether rows of a may come around after so many: four are multiplied at a time. */
    static boolean isPeriod(int period) {
        return STEP >= 4 && 4 % period == 0;
    }

    /**
     * Products of rows of b with rows of a that come around again.
     *
     * @param period how many rows a has
     * @param stride from a row of b to the next
     * @param count of rows of b, at most {@link #ROWS}
     * @param n elements of a row: one, two or four vectors
     * @return as many, valid until the next call
     */
    float[] dots(float[] a, int ao, int period, float[] b, int bo, int stride, int count, int n) {
        if (count < ROWS || !isPeriod(period)) {
            for (int j = 0; j < count; j++) {
                square[j] = dot(a, ao + j % period * n, b, bo + j * stride, n);
            }
            return square;
        }
        if (n == 4 * STEP) {
            four(a, ao, period, b, bo, stride, square);
        } else if (n == 2 * STEP) {
            two(a, ao, period, b, bo, stride, square);
        } else {
            one(a, ao, period, b, bo, stride, square);
        }
        if (STEP == 16) {
            lastFour(square);
        } else if (STEP == 8) {
            lastTwo(square);
        }
        return square;
    }

    private static float dot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector sum = FloatVector.zero(LANES);
        for (int d = 0; d < n; d += STEP) {
            sum = fromArray(LANES, a, ao + d).fma(fromArray(LANES, b, bo + d), sum);
        }
        return SimdRows.sumOfLanes(sum);
    }

    private static void one(
            float[] a, int a0, int period, float[] b, int bo, int stride, float[] square) {
        int a1 = a0 + 1 % period * STEP;
        int a2 = a0 + 2 % period * STEP;
        int a3 = a0 + 3 % period * STEP;
        for (int i = 0; i < HEIGHT; i++) {
            int b0 = bo + 4 * i * stride;
            FloatVector x0 = fromArray(LANES, a, a0).mul(fromArray(LANES, b, b0));
            int b1 = b0 + stride;
            FloatVector x1 = fromArray(LANES, a, a1).mul(fromArray(LANES, b, b1));
            int b2 = b1 + stride;
            FloatVector x2 = fromArray(LANES, a, a2).mul(fromArray(LANES, b, b2));
            int b3 = b2 + stride;
            FloatVector x3 = fromArray(LANES, a, a3).mul(fromArray(LANES, b, b3));
            FloatVector even = x0.blend(x2, HALF).add(x2.blend(x0, HALF).rearrange(SWAP_HALVES));
            FloatVector odd = x1.blend(x3, HALF).add(x3.blend(x1, HALF).rearrange(SWAP_HALVES));
            FloatVector swapped = odd.blend(even, QUARTERS).rearrange(SWAP_QUARTERS);
            even.blend(odd, QUARTERS).add(swapped).intoArray(square, i * STEP);
        }
    }

    private static void two(
            float[] a, int a0, int period, float[] b, int bo, int stride, float[] square) {
        int a1 = a0 + 1 % period * 2 * STEP;
        int a2 = a0 + 2 % period * 2 * STEP;
        int a3 = a0 + 3 % period * 2 * STEP;
        for (int i = 0; i < HEIGHT; i++) {
            int b0 = bo + 4 * i * stride;
            FloatVector x0 = fromArray(LANES, a, a0).mul(fromArray(LANES, b, b0));
            x0 = fromArray(LANES, a, a0 + STEP).fma(fromArray(LANES, b, b0 + STEP), x0);
            int b1 = b0 + stride;
            FloatVector x1 = fromArray(LANES, a, a1).mul(fromArray(LANES, b, b1));
            x1 = fromArray(LANES, a, a1 + STEP).fma(fromArray(LANES, b, b1 + STEP), x1);
            int b2 = b1 + stride;
            FloatVector x2 = fromArray(LANES, a, a2).mul(fromArray(LANES, b, b2));
            x2 = fromArray(LANES, a, a2 + STEP).fma(fromArray(LANES, b, b2 + STEP), x2);
            int b3 = b2 + stride;
            FloatVector x3 = fromArray(LANES, a, a3).mul(fromArray(LANES, b, b3));
            x3 = fromArray(LANES, a, a3 + STEP).fma(fromArray(LANES, b, b3 + STEP), x3);
            FloatVector even = x0.blend(x2, HALF).add(x2.blend(x0, HALF).rearrange(SWAP_HALVES));
            FloatVector odd = x1.blend(x3, HALF).add(x3.blend(x1, HALF).rearrange(SWAP_HALVES));
            FloatVector swapped = odd.blend(even, QUARTERS).rearrange(SWAP_QUARTERS);
            even.blend(odd, QUARTERS).add(swapped).intoArray(square, i * STEP);
        }
    }

    private static void four(
            float[] a, int a0, int period, float[] b, int bo, int stride, float[] square) {
        int a1 = a0 + 1 % period * 4 * STEP;
        int a2 = a0 + 2 % period * 4 * STEP;
        int a3 = a0 + 3 % period * 4 * STEP;
        for (int i = 0; i < HEIGHT; i++) {
            int b0 = bo + 4 * i * stride;
            FloatVector x0 = fromArray(LANES, a, a0).mul(fromArray(LANES, b, b0));
            x0 = fromArray(LANES, a, a0 + STEP).fma(fromArray(LANES, b, b0 + STEP), x0);
            x0 = fromArray(LANES, a, a0 + 2 * STEP).fma(fromArray(LANES, b, b0 + 2 * STEP), x0);
            x0 = fromArray(LANES, a, a0 + 3 * STEP).fma(fromArray(LANES, b, b0 + 3 * STEP), x0);
            int b1 = b0 + stride;
            FloatVector x1 = fromArray(LANES, a, a1).mul(fromArray(LANES, b, b1));
            x1 = fromArray(LANES, a, a1 + STEP).fma(fromArray(LANES, b, b1 + STEP), x1);
            x1 = fromArray(LANES, a, a1 + 2 * STEP).fma(fromArray(LANES, b, b1 + 2 * STEP), x1);
            x1 = fromArray(LANES, a, a1 + 3 * STEP).fma(fromArray(LANES, b, b1 + 3 * STEP), x1);
            int b2 = b1 + stride;
            FloatVector x2 = fromArray(LANES, a, a2).mul(fromArray(LANES, b, b2));
            x2 = fromArray(LANES, a, a2 + STEP).fma(fromArray(LANES, b, b2 + STEP), x2);
            x2 = fromArray(LANES, a, a2 + 2 * STEP).fma(fromArray(LANES, b, b2 + 2 * STEP), x2);
            x2 = fromArray(LANES, a, a2 + 3 * STEP).fma(fromArray(LANES, b, b2 + 3 * STEP), x2);
            int b3 = b2 + stride;
            FloatVector x3 = fromArray(LANES, a, a3).mul(fromArray(LANES, b, b3));
            x3 = fromArray(LANES, a, a3 + STEP).fma(fromArray(LANES, b, b3 + STEP), x3);
            x3 = fromArray(LANES, a, a3 + 2 * STEP).fma(fromArray(LANES, b, b3 + 2 * STEP), x3);
            x3 = fromArray(LANES, a, a3 + 3 * STEP).fma(fromArray(LANES, b, b3 + 3 * STEP), x3);
            FloatVector even = x0.blend(x2, HALF).add(x2.blend(x0, HALF).rearrange(SWAP_HALVES));
            FloatVector odd = x1.blend(x3, HALF).add(x3.blend(x1, HALF).rearrange(SWAP_HALVES));
            FloatVector swapped = odd.blend(even, QUARTERS).rearrange(SWAP_QUARTERS);
            even.blend(odd, QUARTERS).add(swapped).intoArray(square, i * STEP);
        }
    }

    private static void lastFour(float[] x) {
        FloatVector a = fromArray(LANES, x, 0);
        FloatVector b = fromArray(LANES, x, STEP);
        FloatVector c = fromArray(LANES, x, 2 * STEP);
        FloatVector d = fromArray(LANES, x, 3 * STEP);
        FloatVector ac = a.blend(c, TWOS).add(c.blend(a, TWOS).rearrange(SWAP_2));
        FloatVector bd = b.blend(d, TWOS).add(d.blend(b, TWOS).rearrange(SWAP_2));
        FloatVector sums = ac.blend(bd, ONES).add(bd.blend(ac, ONES).rearrange(SWAP_1));
        sums.rearrange(IN_ORDER).intoArray(x, 0);
    }

    private static void lastTwo(float[] x) {
        FloatVector a = fromArray(LANES, x, 0);
        FloatVector b = fromArray(LANES, x, STEP);
        FloatVector sums = a.blend(b, ONES).add(b.blend(a, ONES).rearrange(SWAP_1));
        sums.rearrange(IN_ORDER).intoArray(x, 0);
    }
}
