package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.SortKernels.Order;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every implementation of {@link SortKernels} must do: the very order of the reference. */
@SuppressWarnings("try")
public abstract class SortKernelsContract extends DeviceContract {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.NaN,
        -Float.NaN,
        Float.intBitsToFloat(0xFFC00001),
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1,
        -1
    };

    /** Inputs that sorting algorithms treat differently. */
    enum Data {
        RANDOM,
        FEW_VALUES,
        EQUAL,
        ASCENDING,
        DESCENDING,
        SPECIAL_VALUES;

        float[] make(int rows, int n) {
            float[] x = DeviceContract.normals(n, rows * n);
            int[] choice = DeviceContract.indices(n, rows * n, SPECIAL.length);
            for (int i = 0; i < x.length; i++) {
                x[i] =
                        switch (this) {
                            case RANDOM -> x[i] * (i % 3 == 0 ? 1e-30f : 1e10f);
                            case FEW_VALUES -> Math.round(x[i]);
                            case EQUAL -> 7;
                            case ASCENDING, DESCENDING -> x[i];
                            case SPECIAL_VALUES -> SPECIAL[choice[i]];
                        };
            }
            if (this == ASCENDING || this == DESCENDING) {
                Arrays.sort(x);
            }
            for (int i = 0; this == DESCENDING && i < x.length; i++) {
                x[i] = -x[i];
            }
            return x;
        }
    }

    /** Around vectors and powers of two, and enough for several threads. */
    @ParameterizedTest
    @CsvSource({
        "0, 5",
        "3, 0",
        "1, 1",
        "4, 2",
        "5, 3",
        "3, 15",
        "3, 16",
        "700, 17",
        "2, 31",
        "2, 33",
        "100, 100",
        "3, 127",
        "3, 128",
        "3, 129",
        "2, 255",
        "2, 257",
        "11, 1023",
        "3, 1024",
        "3, 1025",
        "5, 4097",
        "1, 70001"
    })
    public void ordersAgree(int rows, int n) {
        for (Data data : Data.values()) {
            for (Order order : Order.values()) {
                String what = data + " " + order + " [" + rows + ", " + n + "]";
                checkSorted(what, data.make(rows, n), rows, n, x -> Sorting.sort(x, order));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 2",
        "3, 5, 0",
        "3, 5, 5",
        "1, 1, 1",
        "300, 33, 2",
        "50, 200, 7",
        "10, 1000, 1",
        "10, 1000, 50",
        "10, 1000, 70",
        "10, 1000, 999",
        "1, 30011, 1500",
        "1, 80021, 3",
        "1, 80021, 4500",
        "1, 70021, 40000"
    })
    public void firstOnesAgree(int rows, int n, int k) {
        for (Data data : Data.values()) {
            for (Order order : Order.values()) {
                String what = data + " " + order + " " + k + " of [" + rows + ", " + n + "]";
                checkSorted(what, data.make(rows, n), rows, n, x -> Sorting.topK(x, order, k));
            }
        }
    }

    /** The reference sorts once; its index tells the values too. */
    private void checkSorted(
            String what, float[] x, int rows, int n, Function<Tensor, Sorting.Sorted> program) {
        try (Scope scope = Scope.open()) {
            int[] expected = program.apply(of(reference(), rows, n, x)).index().toInts();
            Sorting.Sorted actual = program.apply(of(device(), rows, n, x));
            assertArrayEquals(expected, actual.index().toInts(), what);
            float[] values = actual.values().toFloats();
            assertEquals(expected.length, values.length, what);
            int k = actual.index().shape().dim(-1);
            for (int i = 0; i < values.length; i++) {
                float value = x[i / k * n + expected[i]];
                assertEquals(Float.floatToIntBits(value), Float.floatToIntBits(values[i]), what);
            }
        }
    }

    /** Keys that differ only in the lowest, middle or highest bits. */
    @ParameterizedTest
    @EnumSource(Order.class)
    public void everyBitCounts(Order order) {
        float[] x = new float[3 * 32];
        for (int bit = 0; bit < 32; bit++) {
            x[bit] = Float.intBitsToFloat(1 << bit);
            x[32 + bit] = Float.intBitsToFloat(0x3F800000 ^ 1 << bit);
            x[64 + bit] = Float.intBitsToFloat(0xBF800000 ^ 1 << bit);
        }
        float[] tiled = new float[50 * x.length];
        for (int i = 0; i < tiled.length; i++) {
            tiled[i] = x[i % x.length];
        }
        check("short", 0, d -> Sorting.sort(of(d, 3, 32, x), order).index());
        check("long", 0, d -> Sorting.sort(of(d, 1, tiled.length, tiled), order).index());
    }

    private static Tensor of(Device device, int rows, int n, float[] x) {
        return Tensor.of(device, Shape.of(rows, n), x);
    }
}
