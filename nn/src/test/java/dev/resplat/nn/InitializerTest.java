package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InitializerTest {
    private static final Shape LINEAR = Shape.of(250, 200);
    private static final Shape CONVOLUTION = Shape.of(3, 3, 64, 96);
    private static final double NONE = Double.POSITIVE_INFINITY;

    private final Device reference = GradientCheck.device();
    private final Device cpu = new CpuDevice(2);
    private final List<DynamicTest> cases = new ArrayList<>();

    private double[] make(Device device, Initializer initializer, Shape shape) {
        try (Scope scope = Scope.open()) {
            return initializer.make(new RandomStream(11), device, shape).toDoubles();
        } finally {
            assertEquals(0, device.bytesInUse());
        }
    }

    /** Adds a case: mean zero, this variance, and nothing beyond the bound. */
    private void spread(
            String name, Initializer initializer, Shape shape, double variance, double bound) {
        cases.add(
                DynamicTest.dynamicTest(
                        name + " " + shape,
                        () -> {
                            double[] values = make(reference, initializer, shape);
                            double n = values.length;
                            double mean = DoubleStream.of(values).sum() / n;
                            double squares = DoubleStream.of(values).map(v -> v * v).sum() / n;
                            double largest = DoubleStream.of(values).map(Math::abs).max().orElse(0);
                            // Five standard errors.
                            assertEquals(0, mean, 5 * Math.sqrt(variance / n));
                            assertEquals(variance, squares, 5 * variance * Math.sqrt(2 / n));
                            assertTrue(largest <= bound, largest + " > " + bound);
                            if (bound < NONE) {
                                assertTrue(largest > 0.999 * bound, largest + " << " + bound);
                            }
                            assertArrayEquals(
                                    values, make(cpu, initializer, shape), 1e-6 * largest);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> everyInitializerHasItsVarianceAndTheSameNumbersOnEveryDevice() {
        spread("normal", Initializer.normal(0.5), LINEAR, 0.25, NONE);
        spread("uniform", Initializer.uniform(0.3), LINEAR, 0.09 / 3, 0.3);
        // For z normal, E min(|z|, 2)^2 = P(|z| < 2) - 4 phi(2) + 4 P(|z| > 2).
        spread("clampedNormal", Initializer.clampedNormal(0.02), LINEAR, 4e-4 * 0.92054, 0.04);

        spread("xavierUniform", Initializer.xavierUniform(), LINEAR, 2.0 / 450, root(6.0 / 450));
        spread("xavierNormal", Initializer.xavierNormal(), LINEAR, 2.0 / 450, NONE);
        spread("kaimingUniform", Initializer.kaimingUniform(), LINEAR, 2.0 / 250, root(6.0 / 250));
        spread("kaimingNormal", Initializer.kaimingNormal(), LINEAR, 2.0 / 250, NONE);
        spread("uniformFanIn", Initializer.uniformFanIn(), LINEAR, 1.0 / 750, root(1.0 / 250));

        int in = 9 * 64;
        int out = 9 * 96;
        double both = in + out;
        spread("xavierNormal", Initializer.xavierNormal(), CONVOLUTION, 2 / both, NONE);
        spread("kaimingNormal", Initializer.kaimingNormal(), CONVOLUTION, 2.0 / in, NONE);
        return cases.stream();
    }

    private static double root(double x) {
        // The bound itself is rounded when numbers are scaled to it.
        return Math.sqrt(x) * (1 + 1e-12);
    }

    @Test
    void theClampTouchesOneInTwentyTwo() {
        double[] values = make(reference, Initializer.clampedNormal(1), LINEAR);
        double clamped = DoubleStream.of(values).filter(v -> Math.abs(v) == 2).count();
        assertEquals(0.0455, clamped / values.length, 0.005);
    }

    @Test
    void constantsAreConstant() {
        assertArrayEquals(
                new double[] {3, 3}, make(reference, Initializer.constant(3), Shape.of(2)));
        assertArrayEquals(new double[4], make(cpu, Initializer.zeros(), Shape.of(2, 2)));
    }

    @Test
    void fansOfUnusualShapes() {
        assertEquals(1, Initializer.fanIn(Shape.of(7)));
        assertEquals(7, Initializer.fanOut(Shape.of(7)));
        assertEquals(1, Initializer.fanIn(Shape.of(0, 3)));
        make(reference, Initializer.xavierUniform(), Shape.of(0, 3));
        make(reference, Initializer.kaimingNormal(), Shape.of(5));
    }

    @Test
    void aLinearLayerBeginsAsInPyTorch() {
        try (Scope scope = Scope.open()) {
            Linear linear = new Linear(new RandomStream(3), reference, 400, 300);
            for (double[] values :
                    List.of(
                            linear.weight().value().toDoubles(),
                            linear.bias().value().toDoubles())) {
                double largest = DoubleStream.of(values).map(Math::abs).max().orElse(0);
                assertTrue(largest <= root(1.0 / 400) && largest > 0.9 * root(1.0 / 400));
            }
            Linear plain =
                    new Linear(new RandomStream(3), reference, 4, 3, Initializer.kaimingUniform());
            assertArrayEquals(new double[3], plain.bias().value().toDoubles());
        }
    }
}
