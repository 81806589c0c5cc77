package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.HarmonicsRotation;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import org.junit.jupiter.api.Test;

/** Colours of published coefficients, as the authors' renderer computes them. */
class PublishedNumbersTest {
    private static final int DEGREE = 4;
    private static final int TERMS = Splats3d.terms(DEGREE);
    private static final int NUMBERS = 9 + 3 * TERMS;
    private static final int RENDERED = 16;

    private static float[] random(int count, long seed) {
        try (Scope scope = Scope.open()) {
            return new RandomStream(seed).normal(new CpuDevice(1), Shape.of(count)).toFloats();
        }
    }

    /** What the authors render: z, x, y for x, y, z, and nothing beyond degree 3. */
    private static double theirs(double[] c, double x, double y, double z) {
        double[] terms = new double[TERMS];
        Harmonics.terms(DEGREE, z, x, y, terms);
        return dot(c, terms, RENDERED);
    }

    private static double ours(double[] c, double x, double y, double z) {
        double[] terms = new double[TERMS];
        Harmonics.terms(DEGREE, x, y, z, terms);
        return dot(c, terms, TERMS);
    }

    private static double dot(double[] a, double[] b, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] coefficients(float[] numbers, int surface, int color) {
        double[] c = new double[TERMS];
        for (int k = 0; k < TERMS; k++) {
            c[k] = numbers[surface * NUMBERS + 9 + color * TERMS + k];
        }
        return c;
    }

    private static double[] direction(int i) {
        float[] d = random(3, 90 + i);
        double length =
                Math.sqrt((double) d[0] * d[0] + (double) d[1] * d[1] + (double) d[2] * d[2]);
        return new double[] {d[0] / length, d[1] / length, d[2] / length};
    }

    @Test
    void coloursAreThoseOfTheAuthorsRenderer() {
        float[] published = random(2 * NUMBERS, 1);
        float[] turned =
                PublishedNumbers.turned(HostArray.of(published, 2 * NUMBERS), 2).toFloats();
        for (int surface = 0; surface < 2; surface++) {
            for (int k = 0; k < 5; k++) {
                assertEquals(published[surface * NUMBERS + k], turned[surface * NUMBERS + k]);
            }
            for (int color = 0; color < 3; color++) {
                double[] before = coefficients(published, surface, color);
                double[] after = coefficients(turned, surface, color);
                for (int k = RENDERED; k < TERMS; k++) {
                    assertNotEquals(0, before[k]);
                    assertEquals(0, after[k]);
                }
                for (int i = 0; i < 20; i++) {
                    double[] d = direction(i);
                    assertEquals(
                            theirs(before, d[0], d[1], d[2]), ours(after, d[0], d[1], d[2]), 1e-5);
                }
            }
        }
    }

    @Test
    void everyRowOfWeightsIsTurnedLikeTheBias() {
        float[] rows = random(3 * NUMBERS, 2);
        float[] turned = PublishedNumbers.turned(HostArray.of(rows, 3, NUMBERS), 1).toFloats();
        for (int row = 0; row < 3; row++) {
            float[] one = new float[NUMBERS];
            System.arraycopy(rows, row * NUMBERS, one, 0, NUMBERS);
            float[] expected = PublishedNumbers.turned(HostArray.of(one, NUMBERS), 1).toFloats();
            float[] actual = new float[NUMBERS];
            System.arraycopy(turned, row * NUMBERS, actual, 0, NUMBERS);
            assertArrayEquals(expected, actual);
        }
    }

    /**
     * The authors turn coefficients by e3nn's matrices, whose harmonics are {@code Y(B d)} with the
     * B below: those of degree 1 are x, y and z. Their colours are ours for a camera with the
     * rotation N R N.
     */
    @Test
    void turnedCamerasAreSeenAsTheAuthorsSeeThemUpToASign() {
        double[] b = {0, 0, -1, -1, 0, 0, 0, 1, 0};
        double[] n = {-1, 0, 0, 0, 1, 0, 0, 0, -1};
        double[] r = rotation(0.6, -0.3, 0.9);
        double[] e3nn = HarmonicsRotation.matrix(DEGREE, product(product(b, r), transposed(b)));
        for (int i = 0; i < 9; i++) {
            assertEquals(r[i], e3nn[(1 + i / 3) * TERMS + 1 + i % 3], 1e-12);
        }
        float[] numbers = random(NUMBERS, 3);
        double[] published = coefficients(numbers, 0, 0);
        double[] inWorld = new double[TERMS];
        for (int j = 0; j < TERMS; j++) {
            for (int k = 0; k < TERMS; k++) {
                inWorld[j] += e3nn[j * TERMS + k] * published[k];
            }
        }
        float[] turned = PublishedNumbers.turned(HostArray.of(numbers, NUMBERS), 1).toFloats();
        double[] seen = product(product(n, r), n);
        for (int i = 0; i < 20; i++) {
            double[] d = direction(i);
            double[] local = new double[3];
            for (int j = 0; j < 3; j++) {
                local[j] = seen[j] * d[0] + seen[3 + j] * d[1] + seen[6 + j] * d[2];
            }
            assertEquals(
                    theirs(inWorld, d[0], d[1], d[2]),
                    ours(coefficients(turned, 0, 0), local[0], local[1], local[2]),
                    1e-5);
        }
        double[] yaw = rotation(0, 0.7, 0);
        assertArrayEquals(yaw, product(product(n, yaw), n), 1e-15);
    }

    /** About x, then y, then z. */
    private static double[] rotation(double x, double y, double z) {
        double[] aboutX = {1, 0, 0, 0, Math.cos(x), -Math.sin(x), 0, Math.sin(x), Math.cos(x)};
        double[] aboutY = {Math.cos(y), 0, Math.sin(y), 0, 1, 0, -Math.sin(y), 0, Math.cos(y)};
        double[] aboutZ = {Math.cos(z), -Math.sin(z), 0, Math.sin(z), Math.cos(z), 0, 0, 0, 1};
        return product(aboutZ, product(aboutY, aboutX));
    }

    private static double[] product(double[] a, double[] b) {
        double[] c = new double[9];
        for (int i = 0; i < 9; i++) {
            for (int k = 0; k < 3; k++) {
                c[i] += a[i / 3 * 3 + k] * b[3 * k + i % 3];
            }
        }
        return c;
    }

    private static double[] transposed(double[] a) {
        return new double[] {a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]};
    }
}
