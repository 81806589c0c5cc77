package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.GradientContract;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Conics against the inverse of the covariance they stand for, and their gradients. */
class ConicsTest extends GradientContract {
    ConicsTest() {
        super(Conics.class);
    }

    @Override
    protected void addCases() {
        gradient("Conics.rotated", x -> Conics.rotated(x[0], x[1]), normal(5, 2), normal(5));
        gradient(
                "Conics.rotated round",
                x -> Conics.rotated(x[0], x[1]),
                Tensor.full(device, Shape.of(3, 2), 0.5),
                normal(3));
        gradient(
                "Conics.rotated beyond the limits",
                x -> Conics.rotated(x[0], x[1]),
                normal(3, 2).add(20),
                normal(3));
        gradient("Conics.rotated none", x -> Conics.rotated(x[0], x[1]), normal(0, 2), normal(0));
        gradient("Conics.round", x -> Conics.round(x[0]), normal(5));
        addStretched();
    }

    private void addStretched() {
        gradient("Conics.stretched", x -> Conics.stretched(x[0], x[1]), normal(5), normal(5, 2));
        Tensor none = Tensor.zeros(device, Shape.of(5, 2));
        gradient("Conics.stretched round", x -> Conics.stretched(x[0], x[1]), normal(5), none);
        for (double stretch : new double[] {1e-5, 1e-4, 1e-2}) {
            gradient(
                    "Conics.stretched nearly round " + stretch,
                    x -> Conics.stretched(x[0], x[1]),
                    normal(5),
                    normal(5, 2).mul(stretch));
        }
        Tensor far = Tensor.of(device, Shape.of(3), 20, -20, 11.5);
        gradient(
                "Conics.stretched beyond the limits",
                x -> Conics.stretched(x[0], x[1]),
                far,
                normal(3, 2));
        gradient(
                "Conics.stretched none",
                x -> Conics.stretched(x[0], x[1]),
                normal(0),
                normal(0, 2));
    }

    @Test
    void conicTimesCovarianceIsOne() {
        double s0 = 3;
        double s1 = 0.5;
        double t = 0.7;
        Var conics =
                Conics.rotated(
                        Elementwise.log(constant(Shape.of(1, 2), s0, s1)),
                        constant(Shape.of(1), t));
        double[] conic = conics.value().toDoubles();
        double xx = s0 * s0 * Math.cos(t) * Math.cos(t) + s1 * s1 * Math.sin(t) * Math.sin(t);
        double xy = (s0 * s0 - s1 * s1) * Math.cos(t) * Math.sin(t);
        double yy = s0 * s0 * Math.sin(t) * Math.sin(t) + s1 * s1 * Math.cos(t) * Math.cos(t);
        assertEquals(1, conic[0] * xx + conic[1] * xy, 1e-12);
        assertEquals(0, conic[0] * xy + conic[1] * yy, 1e-12);
        assertEquals(0, conic[1] * xx + conic[2] * xy, 1e-12);
        assertEquals(1, conic[1] * xy + conic[2] * yy, 1e-12);
    }

    @Test
    void roundIsRotatedWithEqualScales() {
        Var round = Conics.round(constant(Shape.of(1), 0.3));
        Var rotated = Conics.rotated(constant(Shape.of(1, 2), 0.3, 0.3), constant(Shape.of(1), 2));
        Assertions.assertArrayEquals(rotated.value().toDoubles(), round.value().toDoubles(), 1e-12);
    }

    /** Deviations {@code exp(m +- r)}, at half the angle of (u, v). */
    @Test
    void stretchedIsRotatedWithTheSameDeviations() {
        double[][] cases = {{0.3, 0, 0}, {1, 0.7, 0}, {1, -0.7, 0}, {-1, 0.4, 1.1}, {2, -1, -1e-3}};
        for (double[] x : cases) {
            double r = Math.hypot(x[1], x[2]);
            Var logScales = constant(Shape.of(1, 2), x[0] + r, x[0] - r);
            Var angle = constant(Shape.of(1), Math.atan2(x[2], x[1]) / 2);
            double[] expected = Conics.rotated(logScales, angle).value().toDoubles();
            Var stretch = constant(Shape.of(1, 2), x[1], x[2]);
            double[] actual =
                    Conics.stretched(constant(Shape.of(1), x[0]), stretch).value().toDoubles();
            double tolerance = 1e-7 * (expected[0] + expected[2]);
            Assertions.assertArrayEquals(expected, actual, tolerance);
        }
    }

    /** Near round ones differences of numbers that are nearly one are divided by small ones. */
    @Test
    void stretchedInFloatIsNearlyWhatItIsInDouble() {
        double[] sizes = {0, 1e-6, 1e-4, 1e-3, 0.03, 1, 2.5};
        double[] stretches = new double[2 * sizes.length];
        double[] logScales = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            stretches[2 * i] = sizes[i] * 0.6;
            stretches[2 * i + 1] = -sizes[i] * 0.8;
            logScales[i] = i % 3 - 0.5;
        }
        double[][] expected = stretched(device, logScales, stretches);
        double[][] actual = stretched(Devices.cpu(), logScales, stretches);
        for (int i = 0; i < sizes.length; i++) {
            double precision = Math.exp(-2 * logScales[i] + 2 * sizes[i]);
            for (int k = 0; k < 3; k++) {
                assertEquals(expected[0][3 * i + k], actual[0][3 * i + k], 3e-6 * precision);
            }
            for (int k = 0; k < 2; k++) {
                assertEquals(expected[1][2 * i + k], actual[1][2 * i + k], 5e-3 * precision);
            }
        }
    }

    /** Conics, and the gradients of stretches when those of the conics are 1, 2 and 3. */
    private static double[][] stretched(Device on, double[] logScales, double[] stretches) {
        try (Scope scope = Scope.open()) {
            int n = logScales.length;
            Var stretch = Var.parameter(Tensor.of(on, Shape.of(n, 2), stretches));
            Var conics =
                    Conics.stretched(Var.constant(Tensor.of(on, Shape.of(n), logScales)), stretch);
            Var weights = Var.constant(Tensor.of(on, Shape.of(3), 1, 2, 3));
            return new double[][] {
                conics.value().toDoubles(),
                conics.mul(weights).sum().backward().of(stretch).toDoubles()
            };
        }
    }

    @Test
    void stretchedBeyondAllMeasureIsFiniteAndSoAreGradients() {
        try (Scope scope = Scope.open()) {
            Var stretches =
                    Var.parameter(
                            Tensor.of(Devices.cpu(), Shape.of(3, 2), 500, 0, 0, -80, 1e4, -1e4));
            Var logScales = Var.parameter(Tensor.of(Devices.cpu(), Shape.of(3), 0, -1000, 1000));
            Var conics = Conics.stretched(logScales, stretches);
            Gradients gradients = conics.sum().backward();
            for (Tensor t :
                    List.of(conics.value(), gradients.of(logScales), gradients.of(stretches))) {
                for (double value : t.toDoubles()) {
                    assertTrue(Double.isFinite(value), t + " has " + value);
                }
            }
        }
    }

    /** In float, as it is used. */
    @Test
    void conicsOfNoWidthAreFiniteAndSoAreGradients() {
        try (Scope scope = Scope.open()) {
            Shape two = Shape.of(2);
            Var logScales =
                    Var.parameter(
                            Tensor.of(Devices.cpu(), Shape.of(2, 2), -1000, -1000, 1000, 1000));
            Var angles = Var.parameter(Tensor.of(Devices.cpu(), two, 0.3, 0.4));
            Var conics = Conics.rotated(logScales, angles);
            double[] values = conics.value().toDoubles();
            for (int s = 0; s < 2; s++) {
                double det =
                        values[3 * s] * values[3 * s + 2] - values[3 * s + 1] * values[3 * s + 1];
                assertTrue(Double.isFinite(det) && det > 0, "determinant " + det);
            }
            for (double g : conics.sum().backward().of(logScales).toDoubles()) {
                assertEquals(0, g, 1e-30);
            }
        }
    }

    @Test
    void wrongShapesAreErrors() {
        Var two = constant(Shape.of(2), 0, 0);
        String message =
                Assertions.assertThrows(ShapeException.class, () -> Conics.rotated(two, two))
                        .getMessage();
        assertEquals("rotated: logScales must be [N, 2] and angles [N], are [2] and [2]", message);
        Var matrix = constant(Shape.of(1, 1), 0);
        Assertions.assertThrows(ShapeException.class, () -> Conics.round(matrix));
        Assertions.assertThrows(ShapeException.class, () -> Conics.rotated(two, matrix));
        Assertions.assertThrows(ShapeException.class, () -> Conics.stretched(matrix, matrix));
        message =
                Assertions.assertThrows(ShapeException.class, () -> Conics.stretched(two, two))
                        .getMessage();
        assertEquals(
                "stretched: logScales must be [N] and stretches [N, 2], are [2] and [2]", message);
    }

    private Var constant(Shape shape, double... values) {
        return Var.constant(Tensor.of(device, shape, values));
    }
}
