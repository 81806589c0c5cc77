package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.SIZES;
import static dev.resplat.tensor.KernelCheck.normal;
import static dev.resplat.tensor.KernelCheck.positive;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every device's {@link ElementwiseKernels} must do: agree with the reference. */
public abstract class ElementwiseKernelsContract {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double[] CORNERS = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        INF,
        -INF,
        Double.NaN,
        20,
        -20,
        100,
        -100,
        1e30f,
        -1e30f
    };
    private static final Set<UnaryOp> OF_POSITIVE =
            Set.of(UnaryOp.SQRT, UnaryOp.RSQRT, UnaryOp.LOG);

    private final KernelCheck check = new KernelCheck(device(), tolerance());

    /** The device under test. */
    protected abstract Device device();

    /** The largest error allowed, relative to one plus the result. */
    protected double tolerance() {
        return 2e-6;
    }

    private static double[] argument(UnaryOp op, int n) {
        return OF_POSITIVE.contains(op) || op == UnaryOp.LOG1P || op == UnaryOp.RECIPROCAL
                ? positive(1, n)
                : normal(1, n);
    }

    private static ElementwiseKernels of(Device device) {
        return device.kernels(ElementwiseKernels.class);
    }

    @ParameterizedTest
    @EnumSource
    void unary(UnaryOp op) {
        for (int n : SIZES) {
            check.writes(op + "", n, (d, b) -> of(d).unary(op, b[1], b[0], n), argument(op, n));
        }
    }

    @ParameterizedTest
    @EnumSource
    void unaryOfCorners(UnaryOp op) {
        int n = CORNERS.length;
        check.writes(op + "", n, (d, b) -> of(d).unary(op, b[1], b[0], n), CORNERS);
    }

    @ParameterizedTest
    @EnumSource
    void unaryInPlace(UnaryOp op) {
        check.updates(op + "", (d, b) -> of(d).unary(op, b[0], b[0], 97), argument(op, 97));
    }

    @ParameterizedTest
    @EnumSource
    void unaryGrad(UnaryOp op) {
        for (int n : SIZES) {
            double[] x = argument(op, n);
            double[] y = Arrays.stream(x).map(v -> (float) op.apply(v)).toArray();
            check.writes(
                    op + "Grad",
                    n,
                    (d, b) -> of(d).unaryGrad(op, b[1], b[2], b[3], b[0], n),
                    x,
                    y,
                    normal(2, n));
        }
    }

    @ParameterizedTest
    @EnumSource
    void binary(BinaryOp op) {
        for (int n : SIZES) {
            double[] a = op == BinaryOp.POW ? positive(1, n) : normal(1, n);
            double[] b = op == BinaryOp.DIV ? positive(2, n) : normal(2, n);
            for (int i = 0; i < n; i += 3) {
                b[i] = a[i];
            }
            check.writes(op + "", n, (d, x) -> of(d).binary(op, x[1], x[2], x[0], n), a, b);
        }
    }

    @ParameterizedTest
    @EnumSource
    void binaryOfCorners(BinaryOp op) {
        int n = CORNERS.length * CORNERS.length;
        double[] a = new double[n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            a[i] = CORNERS[i / CORNERS.length];
            b[i] = CORNERS[i % CORNERS.length];
        }
        check.writes(op + "", n, (d, x) -> of(d).binary(op, x[1], x[2], x[0], n), a, b);
    }

    @ParameterizedTest
    @EnumSource
    void binaryScalar(BinaryOp op) {
        for (int n : SIZES) {
            for (double s : new double[] {2, -0.75, 0.5}) {
                double[] a = op == BinaryOp.POW ? positive(1, n) : normal(1, n);
                check.writes(op + "", n, (d, x) -> of(d).binaryScalar(op, x[1], s, x[0], n), a);
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void broadcastOfRowsAndColumns(int rows, int columns) {
        int[] dims = {rows, columns};
        int[] dense = {columns, 1};
        broadcast(dims, dense, new int[] {0, 1});
        broadcast(dims, dense, new int[] {1, 0});
        broadcast(dims, dense, new int[] {2, 0});
        broadcast(dims, new int[] {0, 1}, dense);
        broadcast(dims, new int[] {1, 0}, new int[] {0, 1});
        broadcast(dims, dense, new int[] {0, 0});
        broadcast(dims, dense, new int[] {1, rows});
    }

    static Stream<Arguments> broadcastOfRowsAndColumns() {
        return IntStream.of(1, 3, 64, 1009)
                .boxed()
                .flatMap(
                        rows ->
                                IntStream.of(1, 3, 16, 33, 256, 2500)
                                        .mapToObj(columns -> Arguments.of(rows, columns)));
    }

    @Test
    void broadcastOfManyAxes() {
        broadcast(new int[] {5}, new int[] {1}, new int[] {0});
        broadcast(new int[] {70_001}, new int[] {0}, new int[] {1});
        broadcast(new int[] {3, 5, 7}, new int[] {35, 7, 1}, new int[] {7, 0, 1});
        broadcast(new int[] {3, 5, 7}, new int[] {5, 1, 0}, new int[] {0, 7, 1});
        broadcast(new int[] {2, 3, 50, 70}, new int[] {0, 70, 0, 1}, new int[] {50, 0, 1, 0});
        broadcast(new int[] {3, 0, 2}, new int[] {0, 2, 1}, new int[] {2, 0, 1});
    }

    private void broadcast(int[] dims, int[] aStrides, int[] bStrides) {
        int n = Arrays.stream(dims).reduce(1, (x, y) -> x * y);
        String what = Arrays.toString(aStrides) + " + " + Arrays.toString(bStrides);
        check.writes(
                what + " over " + Arrays.toString(dims),
                n,
                (d, x) ->
                        of(d).binaryBroadcast(
                                        BinaryOp.SUB, x[1], aStrides, x[2], bStrides, x[0], dims),
                normal(1, extent(dims, aStrides)),
                normal(2, extent(dims, bStrides)));
    }

    /** How many elements a walk reaches. */
    private static int extent(int[] dims, int[] strides) {
        int last = 0;
        for (int i = 0; i < dims.length; i++) {
            last += Math.max(dims[i] - 1, 0) * strides[i];
        }
        return last + 1;
    }

    @Test
    void select() {
        for (int n : SIZES) {
            double[] condition = normal(3, n);
            for (int i = 0; i < n; i += 2) {
                condition[i] = i % 4 == 0 ? 0 : -0.0;
            }
            check.writes(
                    "select",
                    n,
                    (d, x) -> of(d).select(x[1], x[2], x[3], x[0], n),
                    condition,
                    normal(1, n),
                    normal(2, n));
        }
        double[] corners = CORNERS.clone();
        int n = corners.length;
        check.writes(
                "select",
                n,
                (d, x) -> of(d).select(x[1], x[2], x[3], x[0], n),
                corners,
                normal(1, n),
                normal(2, n));
    }

    @Test
    void fill() {
        for (int n : SIZES) {
            check.writes("fill", n, (d, x) -> of(d).fill(x[0], -2.5, n));
        }
    }

    @Test
    void fillOfIntegers() {
        Device device = device();
        Buffer y = device.allocate(ElementType.INT32, 20);
        of(device).fill(y, -2.5, 20);
        int[] values = new int[20];
        device.download(y, values, 20);
        int[] expected = new int[20];
        Arrays.fill(expected, -2);
        assertArrayEquals(expected, values);
        device.release(y);
    }

    @Test
    void conversions() {
        for (int n : SIZES) {
            double[] x = normal(1, n);
            for (int i = 0; i < n; i++) {
                x[i] = (float) (1000 * x[i]);
            }
            check.writes("toInt32 and back", n, (d, b) -> thereAndBack(d, b[1], b[0], n), x);
        }
        double[] corners = {Double.NaN, 2.9, -2.9, 0.5, -0.5, 16_777_216};
        int n = corners.length;
        check.writes("toInt32 and back", n, (d, b) -> thereAndBack(d, b[1], b[0], n), corners);
    }

    private static void thereAndBack(Device device, Buffer x, Buffer y, int n) {
        Buffer integers = device.allocate(ElementType.INT32, n);
        of(device).toInt32(x, integers, n);
        of(device).toReal(integers, y, n);
        device.release(integers);
    }
}
