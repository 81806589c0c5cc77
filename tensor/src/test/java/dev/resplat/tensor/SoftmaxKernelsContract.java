package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.normal;
import static dev.resplat.tensor.KernelCheck.outputOf;

import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every device's {@link SoftmaxKernels} must do: agree with the reference. */
public abstract class SoftmaxKernelsContract {
    /** Rows and elements of a row. */
    private static final int[][] SHAPES = {
        {0, 5},
        {4, 0},
        {1, 1},
        {5, 1},
        {1000, 3},
        {257, 7},
        {3, 8},
        {129, 15},
        {130, 16},
        {200, 17},
        {9, 31},
        {33, 32},
        {17, 33},
        {12, 97},
        {65, 1009},
        {3, 70_001},
        {1, 131_072},
        {2, 150_001}
    };

    private final KernelCheck check = new KernelCheck(device(), tolerance());

    /** The device under test. */
    protected abstract Device device();

    /** The largest error allowed, relative to one plus the result. */
    protected double tolerance() {
        return 2e-6;
    }

    private static SoftmaxKernels of(Device device) {
        return device.kernels(SoftmaxKernels.class);
    }

    @Test
    void softmax() {
        forShapes((rows, n, x) -> softmax(rows, n, x));
    }

    private void softmax(int rows, int n, double[] x) {
        String what = "softmax of [" + rows + ", " + n + "]";
        check.writes(what, rows * n, (d, b) -> of(d).softmax(b[1], b[0], rows, n), x);
    }

    @Test
    void softmaxGrad() {
        Device reference = new ReferenceDevice();
        forShapes(
                (rows, n, x) -> {
                    KernelCheck.Call forward = (d, b) -> of(d).softmax(b[1], b[0], rows, n);
                    check.writes(
                            "softmaxGrad of [" + rows + ", " + n + "]",
                            rows * n,
                            (d, b) -> of(d).softmaxGrad(b[1], b[2], b[0], rows, n),
                            floats(outputOf(reference, rows * n, forward, x)),
                            normal(2, rows * n));
                });
    }

    @Test
    void logSoftmax() {
        forShapes((rows, n, x) -> logSoftmax(rows, n, x));
    }

    private void logSoftmax(int rows, int n, double[] x) {
        String what = "logSoftmax of [" + rows + ", " + n + "]";
        check.writes(what, rows * n, (d, b) -> of(d).logSoftmax(b[1], b[0], rows, n), x);
    }

    @Test
    void logSoftmaxGrad() {
        Device reference = new ReferenceDevice();
        forShapes(
                (rows, n, x) -> {
                    KernelCheck.Call forward = (d, b) -> of(d).logSoftmax(b[1], b[0], rows, n);
                    check.writes(
                            "logSoftmaxGrad of [" + rows + ", " + n + "]",
                            rows * n,
                            (d, b) -> of(d).logSoftmaxGrad(b[1], b[2], b[0], rows, n),
                            floats(outputOf(reference, rows * n, forward, x)),
                            normal(2, rows * n));
                });
    }

    /**
     * Masked elements, numbers whose exponential overflows, and a row with a NaN between others.
     */
    @Test
    void corners() {
        double inf = Double.NEGATIVE_INFINITY;
        for (int n : new int[] {5, 31, 32, 100}) {
            double[] x = normal(1, 4 * n);
            Arrays.fill(x, 1, n, inf);
            x[n + 2] = 1e30;
            x[2 * n + 4] = Double.NaN;
            x[4 * n - 1] = -3e38;
            softmax(4, n, x);
            logSoftmax(4, n, x);
        }
    }

    private interface RowCheck {
        void run(int rows, int n, double[] x);
    }

    private static void forShapes(RowCheck check) {
        for (int[] s : SHAPES) {
            double[] x = normal(1, s[0] * s[1]);
            check.run(s[0], s[1], Arrays.stream(x).map(v -> (float) (3 * v)).toArray());
        }
    }

    private static double[] floats(double[] x) {
        return Arrays.stream(x).map(v -> (float) v).toArray();
    }
}
