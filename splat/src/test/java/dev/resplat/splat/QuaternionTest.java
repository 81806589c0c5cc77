package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quaternions against rotation matrices, which are multiplied without them. */
class QuaternionTest {
    private static final double[] SOME = {0.3, -1.2, 0.5};

    /** {@code a b}, of {@code [rows, n]} and {@code [n, columns]}. */
    private static double[] product(double[] a, double[] b, int n) {
        int rows = a.length / n;
        int columns = b.length / n;
        double[] c = new double[rows * columns];
        for (int i = 0; i < c.length; i++) {
            for (int k = 0; k < n; k++) {
                c[i] += a[i / columns * n + k] * b[k * columns + i % columns];
            }
        }
        return c;
    }

    private static double[] numbers(Quaternion q) {
        return new double[] {q.w(), q.x(), q.y(), q.z()};
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 0.7",
        "0, 1, 0, 3.1",
        "0, 0, 1, -2.9",
        "0.6, 0, 0.8, 3.14159",
        "0, -1, 0, 1e-9"
    })
    void itTurnsAboutAnAxisAsRodriguesSays(double x, double y, double z, double angle) {
        double s = Math.sin(angle / 2);
        Quaternion q = new Quaternion(Math.cos(angle / 2), s * x, s * y, s * z);
        double[] axis = {x, y, z};
        double[] cross = {
            y * SOME[2] - z * SOME[1], z * SOME[0] - x * SOME[2], x * SOME[1] - y * SOME[0]
        };
        double along = x * SOME[0] + y * SOME[1] + z * SOME[2];
        double[] turned = new double[3];
        for (int i = 0; i < 3; i++) {
            turned[i] =
                    Math.cos(angle) * SOME[i]
                            + Math.sin(angle) * cross[i]
                            + (1 - Math.cos(angle)) * along * axis[i];
        }
        assertArrayEquals(turned, q.turn(SOME), 1e-14);
        assertArrayEquals(turned, product(q.matrix(), SOME, 3), 1e-14);
        assertArrayEquals(SOME, q.conjugate().turn(turned), 1e-14);
    }

    @Test
    void itIsThatOfAMatrixWhicheverFormulaGivesIt() {
        double[][] turns = {
            {1, 0, 0, 0, 1, 0, 0, 0, 1},
            {1, 0, 0, 0, -1, 0, 0, 0, -1},
            {-1, 0, 0, 0, 1, 0, 0, 0, -1},
            {-1, 0, 0, 0, -1, 0, 0, 0, 1},
            {0, 1, 0, 0, 0, 1, 1, 0, 0},
            {0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1},
            {1, 0, 0, 0, -0.6, -0.8, 0, 0.8, -0.6},
            {-0.6, 0, 0.8, 0, 1, 0, -0.8, 0, -0.6},
            {-0.6, -0.8, 0, 0.8, -0.6, 0, 0, 0, 1}
        };
        for (double[] r : turns) {
            double[] pose = {
                r[0], r[1], r[2], 5, r[3], r[4], r[5], 6, r[6], r[7], r[8], 7, 0, 0, 0, 1
            };
            assertArrayEquals(r, Quaternion.of(r).matrix(), 1e-12);
            assertEquals(Quaternion.of(r), Quaternion.ofPose(pose));
            assertEquals(1, Quaternion.of(r).square(), 1e-15);
        }
    }

    @Test
    void aProductTurnsAsOneAfterTheOther() {
        Quaternion first = new Quaternion(0.3, -0.4, 0.8, 0.1).unit();
        Quaternion second = new Quaternion(-0.7, 0.2, 0.5, -0.9).unit();
        Quaternion both = second.times(first);
        assertArrayEquals(product(second.matrix(), first.matrix(), 3), both.matrix(), 1e-15);
        assertArrayEquals(second.turn(first.turn(SOME)), both.turn(SOME), 1e-15);
    }

    @Test
    void aFactorIsAProductOfRows() {
        Quaternion left = new Quaternion(0.3, -0.4, 0.8, 0.1);
        Quaternion right = new Quaternion(-0.7, 0.2, 0.5, -0.9);
        assertArrayEquals(
                numbers(left.times(right)), product(numbers(right), left.factor(), 4), 1e-15);
    }

    @Test
    void whatIsTurnedDoesNotDependOnTheLength() {
        Quaternion q = new Quaternion(1, -2, 3, 0.5);
        assertArrayEquals(q.unit().turn(SOME), q.turn(SOME), 1e-14);
        assertArrayEquals(SOME, new Quaternion(0, 0, 0, 0).turn(SOME));
    }

    @Test
    void whatIsNoRotationIsRefused() {
        double[][] none = {
            new double[8],
            new double[9],
            {1, 0, 0, 0, 1, 0, 0, 0, -1},
            {1, 0, 0, 0, 1, 0, 0, 0, 1.00001},
            {1, 0, 0, 0, Double.NaN, 0, 0, 0, 1}
        };
        for (double[] r : none) {
            Exception e =
                    assertThrows(IllegalArgumentException.class, () -> RotationMatrix.require(r));
            assertTrue(e.getMessage().contains("rotation"), e.getMessage());
        }
        RotationMatrix.require(new double[] {0, 0, 1, 1, 0, 0, 0, 1, 0});
    }
}
