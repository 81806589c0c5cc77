package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.tensor.Philox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turned harmonics against what defines them. */
class HarmonicsRotationTest {
    private static final double EXACT = 1e-12;
    private static final int CASES = 20;

    private final int[] block = new int[4];
    private final double[] pair = new double[2];
    private int drawn;

    private double normal() {
        Philox.block(block, 5, 0, drawn++);
        Philox.normals(block, 0, pair);
        return pair[0];
    }

    private double[] normals(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = normal();
        }
        return values;
    }

    private double[] direction() {
        double[] d = normals(3);
        double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        return new double[] {d[0] / length, d[1] / length, d[2] / length};
    }

    /** Columns from Gram and Schmidt: the third is the cross product of the others. */
    private double[] rotation() {
        double[] a = direction();
        double[] v = normals(3);
        double dot = v[0] * a[0] + v[1] * a[1] + v[2] * a[2];
        double[] b = {v[0] - dot * a[0], v[1] - dot * a[1], v[2] - dot * a[2]};
        double length = Math.sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2]);
        for (int i = 0; i < 3; i++) {
            b[i] /= length;
        }
        double[] c = {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
        return new double[] {a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]};
    }

    private static double[] product(double[] a, double[] b, int n) {
        double[] c = new double[a.length];
        for (int i = 0; i < a.length / n; i++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < b.length / n; j++) {
                    c[i * (b.length / n) + j] += a[i * n + k] * b[k * (b.length / n) + j];
                }
            }
        }
        return c;
    }

    private static double[] apply(double[] m, double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < x.length; k++) {
                y[i] += m[i * x.length + k] * x[k];
            }
        }
        return y;
    }

    private static double[] transposed(double[] m, int n) {
        double[] t = new double[m.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                t[j * n + i] = m[i * n + j];
            }
        }
        return t;
    }

    private static double[] identity(int n) {
        double[] m = new double[n * n];
        for (int i = 0; i < n; i++) {
            m[i * n + i] = 1;
        }
        return m;
    }

    private static double sum(int degree, double[] d, double[] c) {
        double[] terms = new double[c.length];
        Harmonics.terms(degree, d[0], d[1], d[2], terms);
        double sum = 0;
        for (int k = 0; k < c.length; k++) {
            sum += terms[k] * c[k];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void whatIsTurnedLooksTheSameFromTheTurnedDirection(int degree) {
        for (int i = 0; i < CASES; i++) {
            double[] r = rotation();
            double[] c = normals(Splats3d.terms(degree));
            double[] turned = apply(HarmonicsRotation.matrix(degree, r), c);
            for (int j = 0; j < CASES; j++) {
                double[] d = direction();
                assertEquals(sum(degree, d, c), sum(degree, apply(r, d), turned), EXACT);
            }
        }
    }

    @Test
    void turningTwiceIsTurningByTheProduct() {
        int n = Splats3d.terms(4);
        for (int i = 0; i < CASES; i++) {
            double[] a = rotation();
            double[] b = rotation();
            double[] both = HarmonicsRotation.matrix(4, product(a, b, 3));
            double[] one = HarmonicsRotation.matrix(4, a);
            double[] other = HarmonicsRotation.matrix(4, b);
            assertArrayEquals(product(one, other, n), both, EXACT);
        }
    }

    @Test
    void turningBackIsTheTransposedMatrix() {
        int n = Splats3d.terms(4);
        for (int i = 0; i < CASES; i++) {
            double[] r = rotation();
            double[] m = HarmonicsRotation.matrix(4, r);
            assertArrayEquals(identity(n), product(m, transposed(m, n), n), EXACT);
            double[] back = HarmonicsRotation.matrix(4, transposed(r, 3));
            assertArrayEquals(transposed(m, n), back, EXACT);
        }
    }

    @Test
    void notTurningChangesNothing() {
        double[] m = HarmonicsRotation.matrix(4, identity(3));
        assertArrayEquals(identity(Splats3d.terms(4)), m, EXACT);
    }

    @Test
    void degreesDoNotMix() {
        double[] m = HarmonicsRotation.matrix(4, rotation());
        int n = Splats3d.terms(4);
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                if ((int) Math.sqrt(j) != (int) Math.sqrt(k)) {
                    assertEquals(0, m[j * n + k]);
                }
            }
        }
    }

    /** Terms of degree 1 are -y, z and -x: a quarter turn about z takes x to y, and y to -x. */
    @Test
    void aQuarterTurnAboutZTakesXToY() {
        double[] m = HarmonicsRotation.matrix(1, new double[] {0, -1, 0, 1, 0, 0, 0, 0, 1});
        double[] expected = {1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0};
        assertArrayEquals(expected, m, EXACT);
    }

    @Test
    void whatIsNoRotationIsAnError() {
        double[] mirror = {-1, 0, 0, 0, 1, 0, 0, 0, 1};
        double[] larger = {1.1, 0, 0, 0, 1.1, 0, 0, 0, 1.1};
        double[] nan = {Double.NaN, 0, 0, 0, 1, 0, 0, 0, 1};
        for (double[] r : new double[][] {mirror, larger, nan, new double[4]}) {
            assertThrows(IllegalArgumentException.class, () -> HarmonicsRotation.matrix(2, r));
        }
        assertThrows(
                IllegalArgumentException.class, () -> HarmonicsRotation.matrix(5, identity(3)));
    }
}
