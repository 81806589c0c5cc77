package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two Java columns of the table against each other. */
class UnaryOpTest {
    private static final double STEP = 1e-6;

    /** On both sides of zero, far from it, and away from integers, where some functions jump. */
    private static final double[] POINTS = {
        -9.1, -4.2, -3.4, -2.6, -1.7, -1.3, -0.7, -0.3, -0.1, 0.1, 0.3, 0.7, 1.3, 1.7, 2.6, 3.4,
        4.2, 9.1
    };

    @ParameterizedTest
    @EnumSource(UnaryOp.class)
    void theSlopeIsTheDerivativeEverywhere(UnaryOp op) {
        int defined = 0;
        for (double x : POINTS) {
            double y = op.apply(x);
            if (Double.isFinite(y)) {
                defined++;
                double numeric = (op.apply(x + STEP) - op.apply(x - STEP)) / (2 * STEP);
                double slope = op.slope(x, y);
                double tolerance = 1e-6 * Math.abs(numeric) + 1e-15 * Math.abs(y) / STEP + 1e-12;
                assertEquals(numeric, slope, tolerance, op + " at " + x);
            }
        }
        assertTrue(defined >= POINTS.length / 2, op + " is defined at " + defined + " points only");
    }
}
