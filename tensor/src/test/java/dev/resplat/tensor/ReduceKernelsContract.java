package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.SIZES;
import static dev.resplat.tensor.KernelCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every device's {@link ReduceKernels} must do: agree with the reference. */
public abstract class ReduceKernelsContract {
    /** Outer extent, n, inner extent. */
    private static final int[][] SHAPES = {
        {3, 5, 1},
        {1000, 3, 1},
        {40, 1009, 1},
        {7, 4096, 1},
        {2, 70_001, 1},
        {1, 300_001, 1},
        {1, 5, 7},
        {2, 3, 4},
        {500, 3, 3},
        {50, 4, 64},
        {1, 70_001, 3},
        {1, 4096, 256},
        {1, 1009, 97},
        {2, 33, 1009},
        {9, 129, 130},
        {1, 100, 2500},
        {3, 1, 33},
        {0, 4, 3},
        {4, 4, 0}
    };

    private final KernelCheck check = new KernelCheck(device(), tolerance());

    /** The device under test. */
    protected abstract Device device();

    /**
     * The largest error allowed for a sum of n, relative to the root of n and one plus the result.
     */
    protected double tolerance() {
        return 5e-7;
    }

    private static ReduceKernels of(Device device) {
        return device.kernels(ReduceKernels.class);
    }

    @ParameterizedTest
    @EnumSource
    void reduce(ReduceOp op) {
        for (int[] s : SHAPES) {
            reduce(op, s[0], s[1], s[2], normal(1, s[0] * s[1] * s[2]));
        }
        for (int n : SIZES) {
            if (n > 0) {
                reduce(op, 1, n, 1, normal(1, n));
                reduce(op, 3, n, 1, normal(1, 3 * n));
            }
        }
    }

    private void reduce(ReduceOp op, int outer, int n, int inner, double[] x) {
        // Roundings of a sum grow like a random walk.
        check.times(Math.sqrt(Math.max(n, 1)))
                .writes(
                        op + " of [" + outer + ", " + n + ", " + inner + "]",
                        outer * inner,
                        (d, b) -> of(d).reduce(op, b[1], b[0], outer, n, inner),
                        x);
    }

    @ParameterizedTest
    @EnumSource
    void reduceOfNothing(ReduceOp op) {
        reduce(op, 3, 0, 1, new double[0]);
        reduce(op, 3, 0, 5, new double[0]);
    }

    @ParameterizedTest
    @EnumSource
    void reduceWithNan(ReduceOp op) {
        for (int[] s : new int[][] {{2, 5, 1}, {2, 100, 1}, {1, 200_000, 1}, {2, 50, 40}}) {
            double[] x = normal(1, s[0] * s[1] * s[2]);
            x[x.length - 3] = Double.NaN;
            reduce(op, s[0], s[1], s[2], x);
        }
    }

    /** Variances are small beside their mean; norms overflow in float when squared. */
    @Test
    void reduceOfLargeAndSmallNumbers() {
        for (int[] s : new int[][] {{1, 1000, 1}, {1, 100_000, 1}, {1, 1000, 20}}) {
            double[] large = normal(1, s[0] * s[1] * s[2]);
            double[] huge = large.clone();
            double[] tiny = large.clone();
            for (int i = 0; i < large.length; i++) {
                large[i] = (float) (100 + large[i]);
                huge[i] = (float) (huge[i] * 1e25);
                tiny[i] = (float) (tiny[i] * 1e-30);
            }
            reduce(ReduceOp.VARIANCE, s[0], s[1], s[2], large);
            reduce(ReduceOp.NORM, s[0], s[1], s[2], huge);
            reduce(ReduceOp.NORM, s[0], s[1], s[2], tiny);
        }
    }

    /** A float that adds ones one after the other gets stuck at 2^24. */
    @Test
    void longSumsDoNotLoseSmallTerms() {
        int n = 20_000_000;
        Buffer x = device().allocate(ElementType.REAL, n);
        Buffer y = device().allocate(ElementType.REAL, 1);
        device().kernels(ElementwiseKernels.class).fill(x, 1, n);
        of(device()).reduce(ReduceOp.SUM, x, y, 1, n, 1);
        float[] sum = new float[1];
        device().download(y, sum, 1);
        assertEquals(n, sum[0]);
        device().release(x);
        device().release(y);
    }

    @Test
    void argMax() {
        for (int[] s : SHAPES) {
            double[] x = normal(1, s[0] * s[1] * s[2]);
            argMax(s[0], s[1], s[2], x);
            // Few distinct values, so that there are ties.
            argMax(s[0], s[1], s[2], Arrays.stream(x).map(Math::rint).toArray());
        }
        argMax(1, 6, 1, new double[] {0, 1, Double.NaN, 2, Double.NaN, 3});
        argMax(1, 3, 2, new double[] {0, 1, Double.NaN, 2, Double.NaN, 3});
        argMax(1, 4, 1, new double[] {-0.0, 0, -0.0, 0});
        double inf = Double.NEGATIVE_INFINITY;
        argMax(1, 40, 1, new double[40]);
        argMax(2, 2, 1, new double[] {inf, inf, inf, 0});
    }

    private void argMax(int outer, int n, int inner, double[] x) {
        Device reference = new dev.resplat.tensor.reference.ReferenceDevice();
        assertArrayEquals(
                argMax(reference, outer, n, inner, x),
                argMax(device(), outer, n, inner, x),
                "[" + outer + ", " + n + ", " + inner + "]");
    }

    private static int[] argMax(Device device, int outer, int n, int inner, double[] x) {
        Buffer values = device.allocate(ElementType.REAL, x.length);
        Buffer index = device.allocate(ElementType.INT32, outer * inner);
        device.upload(x, values, x.length);
        of(device).argMax(values, index, outer, n, inner);
        int[] result = new int[outer * inner];
        device.download(index, result, result.length);
        device.release(values);
        device.release(index);
        return result;
    }
}
