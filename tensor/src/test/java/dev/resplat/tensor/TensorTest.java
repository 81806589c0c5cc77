package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of operations, against loops written out by hand; mistakes are in TensorErrorTest. */
class TensorTest {
    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor of(Shape shape, double... values) {
        return Tensor.of(device, shape, values);
    }

    /** 0, 1, 2, ... */
    private Tensor counted(int... dims) {
        double[] values = new double[Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return of(Shape.of(dims), values);
    }

    @Test
    void makersFill() {
        assertArrayEquals(new double[6], Tensor.zeros(device, Shape.of(2, 3)).toDoubles());
        assertArrayEquals(new double[] {7, 7}, Tensor.full(device, Shape.of(2), 7).toDoubles());
        assertEquals(-2.5, Tensor.scalar(device, -2.5).item());
        float[] floats = {1.5f, 2.5f};
        assertArrayEquals(floats, Tensor.of(device, Shape.of(2), floats).toFloats());
        Tensor ints = Tensor.ofInts(device, Shape.of(1, 2), 3, 4);
        assertArrayEquals(new int[] {3, 4}, ints.toInts());
        assertEquals(ElementType.INT32, ints.type());
        assertEquals("int32[1, 2]@reference", ints.toString());
        assertEquals(0, Tensor.zeros(device, Shape.of(0, 4)).toDoubles().length);
    }

    @Test
    void writeReplacesElements() {
        Tensor x = counted(2);
        x.write(new float[] {5, 6});
        assertArrayEquals(new double[] {5, 6}, x.toDoubles());
    }

    @Test
    void writeCopiesATensor() {
        Tensor x = counted(2, 3);
        Tensor y = x.mul(2);
        x.write(y);
        y.free();
        assertArrayEquals(new double[] {0, 2, 4, 6, 8, 10}, x.toDoubles());
        Tensor nothing = Tensor.zeros(device, Shape.of(0, 3));
        nothing.write(Tensor.zeros(device, Shape.of(0, 3)));
        assertThrows(ShapeException.class, () -> x.write(counted(3, 2)));
        Tensor there = Tensor.zeros(new ReferenceDevice(), x.shape());
        assertThrows(IllegalArgumentException.class, () -> x.write(there));
    }

    @Test
    void movingToTheSameDeviceSharesElements() {
        Tensor x = counted(2);
        assertSame(x.buffer(), x.to(device).buffer());
        Device other = new ReferenceDevice();
        Tensor there = x.to(other);
        assertSame(other, there.device());
        assertArrayEquals(x.toDoubles(), there.toDoubles());
        Tensor ints = Tensor.ofInts(device, Shape.of(2), 1, 2).to(other);
        assertArrayEquals(new int[] {1, 2}, ints.toInts());
    }

    @Test
    void elementwiseOperationsBroadcast() {
        Tensor column = of(Shape.of(2, 1), 10, 20);
        Tensor row = of(Shape.of(3), 1, 2, 3);
        Tensor sum = column.add(row);
        assertEquals(Shape.of(2, 3), sum.shape());
        assertArrayEquals(new double[] {11, 12, 13, 21, 22, 23}, sum.toDoubles());
        assertArrayEquals(new double[] {9, 8, 7, 19, 18, 17}, column.sub(row).toDoubles());
        assertArrayEquals(new double[] {2, 4, 6}, row.mul(Tensor.scalar(device, 2)).toDoubles());
        assertEquals(Shape.of(0, 3), row.add(Tensor.zeros(device, Shape.of(0, 1))).shape());
    }

    @Test
    void selectChoosesByCondition() {
        Tensor condition = of(Shape.of(4), 0, 1, -1, Double.NaN);
        Tensor chosen = condition.select(counted(4), counted(4).neg());
        assertArrayEquals(new double[] {-0.0, 1, 2, 3}, chosen.toDoubles());
    }

    @Test
    void realsAndIntegersConvert() {
        Tensor x = of(Shape.of(4), 1.9, -1.9, Double.NaN, 1e20);
        assertArrayEquals(new int[] {1, -1, 0, Integer.MAX_VALUE}, x.toInt32().toInts());
        assertArrayEquals(
                new double[] {1, -1}, Arranging.slice(x, 0, 0, 2).toInt32().toReal().toDoubles());
    }

    @ParameterizedTest
    @CsvSource({
        "'2,3', '3,4', '2,4'", "'5,2,3', '3,4', '5,2,4'", "'2,3', '5,3,4', '5,2,4'",
        "'5,2,3', '5,3,4', '5,2,4'", "'1,2,3', '3,4', '1,2,4'", "'2,0', '0,4', '2,4'",
        "'2,5,2,3', '2,5,3,4', '2,5,2,4'"
    })
    void productsMultiplyLastAxes(String a, String b, String c) {
        Tensor left = counted(dims(a));
        Tensor right = counted(dims(b)).map(UnaryOp.SIN);
        Tensor product = left.matmul(right);
        assertEquals(Shape.of(dims(c)), product.shape());
        assertArrayEquals(product(left, right), product.toDoubles(), 1e-12);
        Tensor leftTransposed = Arranging.transpose(left);
        Tensor rightTransposed = Arranging.transpose(right);
        assertArrayEquals(
                product.toDoubles(), left.matmulTransposed(rightTransposed).toDoubles(), 1e-12);
        assertArrayEquals(
                product.toDoubles(), leftTransposed.transposedMatmul(right).toDoubles(), 1e-12);
    }

    private static int[] dims(String text) {
        return java.util.Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private static double[] product(Tensor a, Tensor b) {
        int m = a.shape().dim(-2);
        int k = a.shape().dim(-1);
        int n = b.shape().dim(-1);
        double[] A = a.toDoubles();
        double[] B = b.toDoubles();
        int batch =
                Math.max(
                        a.shape().product(0, a.shape().rank() - 2),
                        b.shape().product(0, b.shape().rank() - 2));
        double[] C = new double[batch * m * n];
        for (int i = 0; i < C.length; i++) {
            int matrix = i / (m * n);
            int row = i / n % m;
            for (int p = 0; p < k; p++) {
                int ap = (a.shape().rank() == 2 ? 0 : matrix * m * k) + row * k + p;
                int bp = (b.shape().rank() == 2 ? 0 : matrix * k * n) + p * n + i % n;
                C[i] += A[ap] * B[bp];
            }
        }
        return C;
    }

    @Test
    void reductionsRemoveTheirAxis() {
        Tensor x = counted(2, 3, 2);
        assertEquals(Shape.of(2, 2), x.sum(1).shape());
        assertArrayEquals(new double[] {6, 9, 24, 27}, x.sum(1).toDoubles());
        assertArrayEquals(new double[] {6, 8, 10, 12, 14, 16}, x.sum(0).toDoubles());
        assertArrayEquals(new double[] {1, 5, 9, 13, 17, 21}, x.sum(-1).toDoubles());
        assertEquals(66, x.sum().item());
        assertEquals(5.5, x.reduce(ReduceOp.MEAN).item());
        assertEquals(11, x.reduce(ReduceOp.MAX).item());
        assertArrayEquals(
                new double[] {8 / 3.0, 8 / 3.0, 8 / 3.0, 8 / 3.0},
                x.reduce(ReduceOp.VARIANCE, 1).toDoubles(),
                1e-12);
        assertEquals(5, of(Shape.of(2), 3, 4).reduce(ReduceOp.NORM).item());
        assertArrayEquals(new double[3], Tensor.zeros(device, Shape.of(0, 3)).sum(0).toDoubles());
        assertArrayEquals(
                new int[] {2, 1}, of(Shape.of(2, 3), 1, 2, 3, 1, Double.NaN, 9).argMax(1).toInts());
    }

    @Test
    void sumToUndoesBroadcastTo() {
        Tensor x = counted(4, 2, 3);
        assertArrayEquals(x.sum(0).toDoubles(), x.sumTo(Shape.of(2, 3)).toDoubles());
        assertArrayEquals(x.sum(1).toDoubles(), x.sumTo(Shape.of(4, 1, 3)).toDoubles());
        assertEquals(Shape.of(4, 1, 3), x.sumTo(Shape.of(4, 1, 3)).shape());
        assertArrayEquals(x.sum(0).sum(0).toDoubles(), x.sumTo(Shape.of(3)).toDoubles());
        assertArrayEquals(x.sum(0).sum(1).toDoubles(), x.sumTo(Shape.of(2, 1)).toDoubles());
        assertEquals(x.sum().item(), x.sumTo(Shape.scalar()).item());
        assertEquals(x.sum().item(), x.sumTo(Shape.of(1, 1, 1, 1).without(0)).item());
        assertSame(x.buffer(), x.sumTo(x.shape()).buffer());
        assertArrayEquals(
                new double[2],
                Tensor.zeros(device, Shape.of(0, 2)).sumTo(Shape.of(1, 2)).toDoubles());
    }

    @Test
    void broadcastToRepeats() {
        Tensor x = counted(2, 1);
        assertArrayEquals(
                new double[] {0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1},
                Arranging.broadcastTo(x, Shape.of(2, 2, 3)).toDoubles());
        assertArrayEquals(
                new double[] {4, 4},
                Arranging.broadcastTo(Tensor.scalar(device, 4), Shape.of(2)).toDoubles());
        assertEquals(0, Arranging.broadcastTo(x, Shape.of(2, 0)).shape().size());
        assertSame(x.buffer(), Arranging.broadcastTo(x, x.shape()).buffer());
    }

    @Test
    void permuteMovesAxes() {
        Tensor x = counted(2, 3, 4);
        double[] X = x.toDoubles();
        double[] y = Arranging.permute(x, 2, 0, -2).toDoubles();
        int at = 0;
        for (int k = 0; k < 4; k++) {
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    assertEquals(X[(i * 3 + j) * 4 + k], y[at++]);
                }
            }
        }
        assertEquals(Shape.of(2, 4, 3), Arranging.transpose(x).shape());
        assertArrayEquals(
                Arranging.permute(x, 0, 2, 1).toDoubles(), Arranging.transpose(x).toDoubles());
        assertArrayEquals(X, Arranging.transpose(Arranging.transpose(x)).toDoubles());
        assertEquals(3, Arranging.permute(Tensor.scalar(device, 3)).item());
    }

    @Test
    void sliceFlipPadAndConcatMoveElements() {
        Tensor x = counted(2, 3);
        assertArrayEquals(new double[] {1, 2, 4, 5}, Arranging.slice(x, 1, 1, 3).toDoubles());
        assertArrayEquals(new double[] {3, 4, 5}, Arranging.slice(x, 0, 1, 2).toDoubles());
        assertEquals(Shape.of(2, 0), Arranging.slice(x, -1, 3, 3).shape());
        assertArrayEquals(new double[] {2, 1, 0, 5, 4, 3}, Arranging.flip(x, 1).toDoubles());
        assertArrayEquals(new double[] {3, 4, 5, 0, 1, 2}, Arranging.flip(x, -2).toDoubles());
        assertEquals(0, Arranging.flip(Arranging.slice(x, 0, 0, 0), 0).shape().size());
        assertArrayEquals(
                new double[] {0, 0, 1, 2, 0, 0, 0, 3, 4, 5, 0, 0},
                Arranging.pad(x, 1, 1, 2).toDoubles());
        assertArrayEquals(
                new double[] {0, 0, 0},
                Arranging.pad(Arranging.slice(x, 0, 0, 0), 0, 0, 1).toDoubles());
        assertArrayEquals(
                new double[] {0, 1, 2, 2, 3, 4, 5, 5},
                Arranging.concat(1, x, Arranging.slice(x, 1, 2, 3)).toDoubles());
        assertArrayEquals(
                new double[] {3, 4, 5, 0, 1, 2, 3, 4, 5},
                Arranging.concat(0, Arranging.slice(x, 0, 1, 2), Arranging.slice(x, 0, 0, 0), x)
                        .toDoubles());
        Tensor ints = Tensor.ofInts(device, Shape.of(2), 1, 2);
        assertArrayEquals(new int[] {0, 1, 2, 0}, Arranging.pad(ints, 0, 1, 1).toInts());
        assertArrayEquals(
                new int[] {2, 1, 1, 2},
                Arranging.concat(0, Arranging.flip(ints, 0), ints).toInts());
    }

    @Test
    void reshapeWorksOutOneExtent() {
        Tensor x = counted(2, 3, 4);
        assertEquals(Shape.of(6, 4), x.reshape(6, -1).shape());
        assertEquals(Shape.of(24), x.reshape(-1).shape());
        assertEquals(Shape.of(2, 1, 12), x.reshape(2, -1, 12).shape());
        assertEquals(Shape.scalar(), counted(1).reshape().shape());
        assertEquals(Shape.of(0, 5), Arranging.slice(x, 0, 0, 0).reshape(-1, 5).shape());
        assertSame(x.buffer(), x.reshape(24).buffer());
        assertNotSame(x, x.alias());
    }

    @Test
    void runningTotals() {
        Tensor x = of(Shape.of(2, 3), 1, 2, 3, 4, 0, 6);
        assertArrayEquals(
                new double[] {1, 3, 6, 4, 4, 10}, Scanning.cumulativeSum(x, 1).toDoubles());
        assertArrayEquals(
                new double[] {1, 2, 3, 5, 2, 9}, Scanning.cumulativeSum(x, 0).toDoubles());
        assertArrayEquals(
                new double[] {6, 5, 3, 10, 6, 6}, Scanning.reverseCumulativeSum(x, -1).toDoubles());
        assertArrayEquals(
                new double[] {1, 2, 6, 4, 0, 0}, Scanning.cumulativeProduct(x, 1).toDoubles());
        // d/dx of sum y: [1 + x1 + x1 x2, x0 + x0 x2, x0 x1].
        assertArrayEquals(
                new double[] {1 + 2 + 6, 1 + 3, 2, 1, 4 + 24, 0},
                Scanning.cumulativeProductGrad(x, 1, Tensor.full(device, Shape.of(2, 3), 1))
                        .toDoubles());
    }

    @Test
    void gatherScatterAndSort() {
        Tensor x = of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
        Tensor rows = Tensor.ofInts(device, Shape.of(4), 2, 0, 2, 1);
        assertArrayEquals(
                new double[] {5, 6, 1, 2, 5, 6, 3, 4}, Gathering.gatherRows(x, rows).toDoubles());
        assertArrayEquals(
                new double[] {2, 3, 6, 7, 4, 6, 0, 0},
                Arranging.slice(Gathering.scatterAddRows(counted(4, 2), rows, 4), 0, 0, 4)
                        .toDoubles());
        Tensor lanes = Tensor.ofInts(device, Shape.of(3, 1), 1, 0, 1);
        assertArrayEquals(new double[] {2, 3, 6}, Gathering.gather(x, 1, lanes).toDoubles());
        assertArrayEquals(
                new double[] {0, 1, 0, 2, 0, 0, 0, 3, 0},
                Gathering.scatterAdd(of(Shape.of(3, 1), 1, 2, 3), 1, lanes, 3).toDoubles());
        Sorting.Sorted sorted =
                Sorting.sort(of(Shape.of(4), 3, Double.NaN, -0.0, 0), SortKernels.Order.DESCENDING);
        assertArrayEquals(new double[] {Double.NaN, 3, -0.0, 0}, sorted.values().toDoubles());
        assertArrayEquals(new int[] {1, 0, 2, 3}, sorted.index().toInts());
        assertArrayEquals(
                new int[] {2, 3},
                Sorting.topK(of(Shape.of(4), 3, 9, -1, 2), SortKernels.Order.ASCENDING, 2)
                        .index()
                        .toInts());
    }

    @Test
    void softmaxOfRows() {
        Tensor x = of(Shape.of(2, 2), 0, Math.log(3), 1000, 1000);
        assertArrayEquals(new double[] {0.25, 0.75, 0.5, 0.5}, x.softmax().toDoubles(), 1e-12);
        assertArrayEquals(
                x.softmax().map(UnaryOp.LOG).toDoubles(), x.logSoftmax().toDoubles(), 1e-12);
    }
}
