package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.GradientContract;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
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
    }

    private Var constant(Shape shape, double... values) {
        return Var.constant(Tensor.of(device, shape, values));
    }
}
