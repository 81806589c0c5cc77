package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.KernelCheck.normal;
import static dev.resplat.tensor.KernelCheck.outputOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.KernelCheck.Call;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.SoftmaxKernels;
import dev.resplat.tensor.UnaryOp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results are the same, to the last bit, for any number of threads. */
class CpuThreadsTest {
    private static final Device[] SIMD = {new CpuDevice(1), new CpuDevice(2), new CpuDevice(3)};
    private static final Device[] SCALAR = {
        CpuDevice.scalar(1), CpuDevice.scalar(2), CpuDevice.scalar(3)
    };
    private static final double[] X = normal(1, 300_007);

    private static void sameBits(int size, Call call) {
        for (Device[] devices : new Device[][] {SIMD, SCALAR}) {
            double[] one = outputOf(devices[0].poisonBuffers(), size, call, X);
            assertArrayEquals(one, outputOf(devices[1].poisonBuffers(), size, call, X));
            assertArrayEquals(one, outputOf(devices[2].poisonBuffers(), size, call, X));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reduce(ReduceOp op) {
        int[][] shapes = {
            {1, 300_007, 1}, {100, 3000, 1}, {1, 100_002, 3}, {1, 3000, 100}, {2, 50, 3000}
        };
        for (int[] s : shapes) {
            sameBits(
                    s[0] * s[2],
                    (d, b) ->
                            d.kernels(ReduceKernels.class)
                                    .reduce(op, b[1], b[0], s[0], s[1], s[2]));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXP", "SIN", "NEG"})
    void unary(UnaryOp op) {
        int n = X.length;
        sameBits(n, (d, b) -> d.kernels(ElementwiseKernels.class).unary(op, b[1], b[0], n));
    }

    @ParameterizedTest
    @EnumSource(names = {"ADD", "LESS"})
    void binaryBroadcast(BinaryOp op) {
        int[] a = {3, 1};
        int[] b = {0, 1};
        int[] dims = {100_002, 3};
        sameBits(
                300_006,
                (d, x) ->
                        d.kernels(ElementwiseKernels.class)
                                .binaryBroadcast(op, x[1], a, x[1], b, x[0], dims));
    }

    @ParameterizedTest
    @EnumSource
    void softmax(Rows rows) {
        int count = 300_000 / rows.n;
        int size = count * rows.n;
        sameBits(
                size, (d, b) -> d.kernels(SoftmaxKernels.class).softmax(b[1], b[0], count, rows.n));
        sameBits(
                size,
                (d, b) ->
                        d.kernels(SoftmaxKernels.class)
                                .logSoftmaxGrad(b[1], b[1], b[0], count, rows.n));
    }

    private enum Rows {
        SHORT(3),
        MEDIUM(1000),
        LONG(300_000);

        final int n;

        Rows(int n) {
            this.n = n;
        }
    }
}
