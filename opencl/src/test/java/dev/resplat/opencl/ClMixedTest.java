package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelCheck;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products whose operands are stored in half precision. */
class ClMixedTest {
    /** Of a half: 11 bits, the last of them rounded. */
    private static final double HALF_ULP = 0x1p-11;

    private static ClDevice mixed() {
        return OpenClUnderTest.mixed();
    }

    @Test
    void itIsFoundByItsNameOnly() {
        ClDevice device = mixed();
        assertEquals("opencl:0:mixed", device.name());
        assertTrue(device.isMixed());
        assertTrue(device.description().endsWith("half precision"), device.description());
        ClDevices devices = new ClDevices();
        assertTrue(devices.devices().stream().noneMatch(d -> d.name().contains("mixed")));
        assertEquals(Optional.empty(), devices.special("opencl:99:mixed"));
        assertEquals(Optional.empty(), devices.special("opencl:0:mix"));
    }

    /** As the product in double precision of operands that were rounded here. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1e-20, 3e4", "7e30, 1e-25", "3e-38, 1", "0, 1"})
    void productsAreThoseOfRoundedOperands(double sizeA, double sizeB) {
        int m = 37;
        int k = 83;
        int n = 29;
        double[] a = numbers(1, m * k, sizeA);
        double[] b = numbers(2, k * n, sizeB);
        double[] expected = new double[m * n];
        double[] x = rounded(a);
        double[] y = rounded(b);
        double largest = 0;
        for (int i = 0; i < m * n; i++) {
            for (int j = 0; j < k; j++) {
                expected[i] += x[i / n * k + j] * y[j * n + i % n];
            }
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        double[] product =
                values(
                        mixed(),
                        d ->
                                Tensor.of(d, Shape.of(m, k), a)
                                        .matmul(Tensor.of(d, Shape.of(k, n), b)));
        assertArrayEquals(expected, product, 2e-6 * largest);
    }

    /** Of very different magnitudes, as gradients are. */
    private static double[] numbers(int seed, int n, double size) {
        double[] values = KernelCheck.normal(seed, n);
        for (int i = 0; i < n; i++) {
            values[i] = (float) (values[i] * size * Math.pow(10, -(i % 9)));
        }
        return values;
    }

    /** As halves of which the largest is from 2^14 to 2^15, scaled back. */
    private static double[] rounded(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        double[] rounded = new double[values.length];
        if (largest < Float.MIN_NORMAL) {
            return rounded;
        }
        int up = Math.min(14 - Math.getExponent(largest), 120);
        for (int i = 0; i < values.length; i++) {
            double scaled = Math.scalb(values[i], up);
            // Halves have exponents from -14 on, and ten bits behind the first.
            double unit = Math.scalb(1.0, Math.max(Math.getExponent(scaled), -14) - 10);
            rounded[i] = Math.scalb(Math.rint(scaled / unit) * unit, -up);
        }
        return rounded;
    }

    @Test
    void aProductWithInfinityIsInfinite() {
        double[] a = {1, 2, Double.POSITIVE_INFINITY, 4};
        double[] product =
                values(
                        mixed(),
                        d ->
                                Tensor.of(d, Shape.of(2, 2), a)
                                        .matmul(Tensor.of(d, Shape.of(2, 1), 1, 2)));
        assertArrayEquals(new double[] {5, Double.POSITIVE_INFINITY}, product);
    }

    @Test
    void convolutionsAreAsNearAsHalvesAllow() {
        Window window = Window.of(3, 3).padding(1);
        near(d -> Convolving.conv2d(x(d, 1, 2, 9, 7, 12), x(d, 2, 3, 3, 12, 20), null, window, 1));
        near(
                d ->
                        Convolving.conv2dGradX(
                                x(d, 1, 2, 9, 7, 20),
                                x(d, 2, 3, 3, 12, 20),
                                Shape.of(2, 9, 7, 12),
                                window,
                                1));
        near(
                d ->
                        Convolving.conv2dGradWeight(
                                x(d, 1, 2, 9, 7, 12), x(d, 2, 2, 9, 7, 20), window, 1));
    }

    /** The difference is that of roundings, and there is one. */
    private static void near(Function<Device, Tensor> program) {
        double[] expected = values(new ReferenceDevice(), program);
        double[] actual = values(mixed(), program);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            size += expected[i] * expected[i];
        }
        double error = Math.sqrt(difference / size);
        assertTrue(error < 2 * HALF_ULP && error > HALF_ULP / 8, "relative error " + error);
    }

    private static Tensor x(Device d, int seed, int... dims) {
        return SmallPrograms.x(d, seed, dims);
    }

    private static double[] values(Device device, Function<Device, Tensor> program) {
        try (Scope scope = Scope.open()) {
            return program.apply(device).toDoubles();
        }
    }
}
