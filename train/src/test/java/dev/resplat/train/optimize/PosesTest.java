package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import org.junit.jupiter.api.Test;

/** Poses that are learned. */
class PosesTest {
    private static final double[] POSE =
            Poses.moved(
                    new double[] {0.4, -0.3, 0.7, 1, 2, 3},
                    new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});

    @Test
    void aTwistLeavesAPoseRigid() {
        double[] moved = Poses.moved(new double[] {1.2, -0.5, 0.3, 5, 6, 7}, POSE);
        // refuses what is not a rotation and a translation
        new Camera(10, 10, 10, 10, 5, 5, moved);
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += moved[4 * i + k] * moved[4 * i + k];
            }
            assertEquals(1, sum, 1e-12);
        }
        assertArrayEquals(POSE, Poses.moved(new double[6], POSE), 1e-15);
    }

    @Test
    void theGradientIsThatOfTheTwist() {
        double[] g = new double[16];
        for (int i = 0; i < 12; i++) {
            g[i] = Math.sin(3 * i + 1);
        }
        double[] actual = Poses.twistGrad(POSE, g);
        double e = 1e-6;
        for (int k = 0; k < 6; k++) {
            double[] w = new double[6];
            w[k] = e;
            double above = dot(g, Poses.moved(w, POSE));
            w[k] = -e;
            double below = dot(g, Poses.moved(w, POSE));
            assertEquals((above - below) / (2 * e), actual[k], 1e-6);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** A point that is to appear elsewhere pulls its camera there, and no other camera. */
    @Test
    void aCameraFindsItsPlace() {
        Poses poses = new Poses(2, 0.01);
        Camera file = new Camera(10, 10, 10, 10, 5, 5, POSE);
        double[] wanted = Poses.moved(new double[] {0.02, 0.01, -0.03, 0.05, -0.04, 0.02}, POSE);
        double first = 0;
        double last = 0;
        for (int step = 0; step < 400; step++) {
            double[] now = poses.moved(1, file).worldToCamera();
            double[] g = new double[16];
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                g[i] = 2 * (now[i] - wanted[i]);
                sum += (now[i] - wanted[i]) * (now[i] - wanted[i]);
            }
            first = step == 0 ? sum : first;
            last = sum;
            poses.learn(1, now, g, 1 - step / 400.0);
        }
        assertTrue(last < 1e-4 * first, first + " became " + last);
        assertArrayEquals(POSE, poses.moved(0, file).worldToCamera());
    }
}
