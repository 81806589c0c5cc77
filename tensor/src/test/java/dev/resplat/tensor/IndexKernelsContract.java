package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every implementation of {@link IndexKernels} must do. */
public abstract class IndexKernelsContract extends DeviceContract {
    /** Extents around a vector of 16 lanes, odd ones, empty ones, and enough for many threads. */
    public static List<int[]> shapes() {
        return List.of(
                new int[] {},
                new int[] {1},
                new int[] {0, 3},
                new int[] {15},
                new int[] {17},
                new int[] {50_021},
                new int[] {1, 7},
                new int[] {16, 16},
                new int[] {17, 15},
                new int[] {31, 33},
                new int[] {257, 129},
                new int[] {2, 20_011},
                new int[] {20_011, 3},
                new int[] {3, 5, 7},
                new int[] {16, 1, 17},
                new int[] {7001, 3, 4},
                new int[] {23, 31, 47},
                new int[] {2, 3, 4, 5},
                new int[] {5, 17, 16, 33});
    }

    @ParameterizedTest
    @MethodSource("shapes")
    public void permutedAxesAgree(int[] dims) {
        for (int[] order : permutations(dims.length)) {
            String what = "permute " + Arrays.toString(dims) + " by " + Arrays.toString(order);
            checkBits(what, d -> Arranging.permute(normal(d, 1, dims), order));
            check(what, 0, d -> Arranging.permute(counted(d, dims), order));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    public void slicesFlipsAndConcatenationsAgree(int[] dims) {
        for (int axis = 0; axis < dims.length; axis++) {
            int a = axis;
            int middle = dims[a] / 3;
            String what = Arrays.toString(dims) + " along axis " + a;
            checkBits(
                    "slice " + what, d -> Arranging.slice(normal(d, 2, dims), a, middle, dims[a]));
            checkBits("flip " + what, d -> Arranging.flip(normal(d, 3, dims), a));
            check("flip int32 " + what, 0, d -> Arranging.flip(counted(d, dims), a));
            checkBits(
                    "concat " + what,
                    d -> {
                        Tensor x = normal(d, 4, dims);
                        return Arranging.concat(
                                a, x, Arranging.slice(x, a, 0, middle), Arranging.flip(x, a));
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    public void repetitionsAgree(int[] dims) {
        Shape target = Shape.of(dims);
        // Each bit of the mask says whether an axis of the source has extent one.
        for (int mask = 0; mask < 1 << dims.length; mask++) {
            int[] source = dims.clone();
            for (int axis = 0; axis < dims.length; axis++) {
                source[axis] = (mask >> axis & 1) == 1 ? 1 : dims[axis];
            }
            String what = "broadcast " + Arrays.toString(source) + " to " + target;
            checkBits(what, d -> Arranging.broadcastTo(normal(d, 5, source), target));
        }
    }

    /** Views that no tensor operation makes: gaps, steps back in both, repeated sources. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 1, 2",
        "1, -1, 3",
        "-1, 1, -1",
        "0, 1, 1",
        "0, 0, -2",
        "40, 1, 0",
        "2, 80, 3"
    })
    public void anyStridesAgree(int xRow, int xColumn, int yGap) {
        int[] dims = {6, 37, 29};
        int[] yStrides = {37 * 29 * 4, 29 * 4, yGap == 0 ? 1 : yGap};
        int yStart = yStrides[2] < 0 ? 29 * 4 : 0;
        int[] xStrides = {3, xRow, xColumn};
        int xStart = 100;
        int n = 6 * 37 * 29 * 4 + 200;
        checkBits(
                "copy",
                d -> {
                    Tensor x = normal(d, 6, n);
                    Tensor y = Tensor.of(d, Shape.of(n), new float[n]);
                    d.kernels(IndexKernels.class)
                            .copy(
                                    x.buffer(),
                                    new IndexKernels.View(xStart, xStrides),
                                    y.buffer(),
                                    new IndexKernels.View(yStart, yStrides),
                                    dims);
                    return y;
                });
    }

    /** n rows to choose from, k choices, width. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "5, 0, 3",
        "3, 7, 0",
        "7, 17, 15",
        "7, 16, 16",
        "100, 33, 17",
        "11, 30011, 1",
        "20011, 50021, 1",
        "997, 20011, 3",
        "4001, 10007, 4",
        "1, 20011, 2",
        "997, 5003, 16",
        "97, 2003, 31",
        "97, 2003, 48",
        "3, 1009, 64",
        "499, 211, 256",
        "2, 67, 1031"
    })
    public void rowsAgree(int n, int k, int width) {
        int[] index = indices(n + k, k, n);
        checkBits(
                "gatherRows", d -> Gathering.gatherRows(normal(d, 7, n, width), ints(d, index, k)));
        check("int32", 0, d -> Gathering.gatherRows(counted(d, n, width), ints(d, index, k)));
        float[] x = normals(8, k * width);
        Tensor sums =
                Gathering.scatterAddRows(
                        Tensor.of(device(), Shape.of(k, width), x), ints(device(), index, k), n);
        assertArrayEquals(sumsInOrder(x, index, 1, n, k, width, 0), sums.toFloats());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "0, 3, 5, 2",
        "2, 3, 0, 2",
        "2, 3, 5, 0",
        "3, 5, 7, 2",
        "1, 16, 17, 15",
        "17, 15, 16, 1",
        "3001, 7, 11, 1",
        "1, 5, 40009, 1",
        "1, 1009, 1013, 37",
        "4, 31, 33, 257",
        "1, 3, 5, 20011",
        "2, 5, 20011, 3"
    })
    public void elementsAgree(int outer, int n, int k, int inner) {
        int[] index = indices(n * 31L + k, outer * k * inner, n);
        checkBits(
                "gather",
                d ->
                        Gathering.gather(
                                normal(d, 9, outer, n, inner), 1, ints(d, index, outer, k, inner)));
        check(
                "int32",
                0,
                d ->
                        Gathering.gather(
                                counted(d, outer, n, inner), 1, ints(d, index, outer, k, inner)));
        float[] x = normals(10, index.length);
        Tensor sums =
                Gathering.scatterAdd(
                        Tensor.of(device(), Shape.of(outer, k, inner), x),
                        1,
                        ints(device(), index, outer, k, inner),
                        n);
        assertArrayEquals(sumsInOrder(x, index, outer, n, k, inner, 1), sums.toFloats());
    }

    /** The sums in float, in the order of the source, bit for bit; rows share one index. */
    private static float[] sumsInOrder(
            float[] x, int[] index, int outer, int n, int k, int inner, int perLane) {
        float[] y = new float[outer * n * inner];
        for (int o = 0; o < outer; o++) {
            for (int j = 0; j < k; j++) {
                for (int i = 0; i < inner; i++) {
                    int at = (o * k + j) * inner + i;
                    int place = index[perLane == 1 ? at : j];
                    y[(o * n + place) * inner + i] += x[at];
                }
            }
        }
        return y;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 50_021})
    public void indicesCountUp(int n) {
        int[] expected = new int[n];
        Arrays.setAll(expected, i -> i);
        assertArrayEquals(expected, Gathering.indices(device(), n).toInts());
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "10, 9", "50021, 50020", "50021, 3"})
    public void indicesOutOfRangeAreNamed(int k, int position) {
        for (int wrong : new int[] {-1, 5, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            int[] index = new int[k];
            index[position] = wrong;
            Tensor rows = ints(device(), index, k);
            Tensor lanes = ints(device(), index, 1, k, 1);
            Tensor x = normal(device(), 11, 5, 2);
            Tensor g = normal(device(), 12, k, 2);
            outOfRange(wrong, "gatherRows", () -> Gathering.gatherRows(x, rows));
            outOfRange(wrong, "scatterAddRows", () -> Gathering.scatterAddRows(g, rows, 5));
            outOfRange(
                    wrong,
                    "gather",
                    () -> Gathering.gather(normal(device(), 1, 1, 5, 1), 1, lanes));
            outOfRange(
                    wrong,
                    "scatterAdd",
                    () -> Gathering.scatterAdd(normal(device(), 1, 1, k, 1), 1, lanes, 5));
        }
        // The device is none the worse for it.
        rowsAgree(997, 20_011, 3);
    }

    private static void outOfRange(int index, String op, Executable executable) {
        String message = assertThrows(IndexOutOfBoundsException.class, executable).getMessage();
        assertTrue(message.contains(op + ":") && message.contains(" " + index + " "), message);
    }

    @Test
    public void zeroRowsAllowNoIndex() {
        Tensor index = ints(device(), new int[] {0}, 1);
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Gathering.gatherRows(normal(device(), 1, 0, 2), index).toFloats());
    }

    private static Tensor ints(Device device, int[] values, int... dims) {
        return Tensor.ofInts(device, Shape.of(dims), values);
    }

    /** 0, 1, 2, ... as int32. */
    private static Tensor counted(Device device, int... dims) {
        int[] values = new int[Shape.of(dims).size()];
        Arrays.setAll(values, i -> i);
        return Tensor.ofInts(device, Shape.of(dims), values);
    }

    private static List<int[]> permutations(int rank) {
        List<int[]> all = List.of(new int[0]);
        for (int next = 0; next < rank; next++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] order : all) {
                for (int at = 0; at <= next; at++) {
                    int[] grown = Arrays.copyOf(order, next + 1);
                    System.arraycopy(order, at, grown, at + 1, next - at);
                    grown[at] = next;
                    longer.add(grown);
                }
            }
            all = longer;
        }
        return all;
    }
}
