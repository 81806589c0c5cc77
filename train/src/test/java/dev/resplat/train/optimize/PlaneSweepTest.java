package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Philox;
import dev.resplat.train.optimize.PlaneSweep.Photo;
import dev.resplat.train.scene.PointCloud;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Depths of a scene that is known: a textured wall on the left, another farther away on the right
 * with a bare place in its middle.
 */
final class PlaneSweepTest {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 90;
    private static final double NEAR = 4;
    private static final double FAR = 6;
    private static final double[] ORIGIN = {0, 0, 5};
    private static final float[] BARE = {0.9f, 0.1f, 0.2f};

    /** Smooth random levels, with cells of a size of the world. */
    private static double texture(double x, double y, double cell, long seed) {
        double u = x / cell + 1000;
        double v = y / cell + 1000;
        int i = (int) u;
        int j = (int) v;
        double s = u - i;
        double t = v - j;
        s *= s * (3 - 2 * s);
        t *= t * (3 - 2 * t);
        double above = level(i, j, seed) + s * (level(i + 1, j, seed) - level(i, j, seed));
        double below =
                level(i, j + 1, seed) + s * (level(i + 1, j + 1, seed) - level(i, j + 1, seed));
        return above + t * (below - above);
    }

    private static double level(int i, int j, long seed) {
        int[] block = new int[4];
        Philox.block(block, seed, i, j);
        return Philox.uniform(block[0]);
    }

    private static boolean isBare(double x, double y) {
        return x > 0.8 && x < 2 && Math.abs(y) < 0.6;
    }

    /** What is seen along a ray from a place, or at its hit. */
    private static void color(double[] from, double[] ray, float[] to, int at) {
        double t = (NEAR - from[2]) / ray[2];
        boolean near = from[0] + t * ray[0] < 0;
        t = near ? t : (FAR - from[2]) / ray[2];
        double x = from[0] + t * ray[0];
        double y = from[1] + t * ray[1];
        for (int c = 0; c < 3; c++) {
            to[at + c] =
                    !near && isBare(x, y)
                            ? BARE[c]
                            : (float) texture(x, y, near ? 0.16 : 0.24, 3 + c + (near ? 10 : 0));
        }
    }

    /** From a place on a bow, looking at the origin. */
    private static Photo photo(double x, double y) {
        double angle = Math.atan2(x, ORIGIN[2]);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double[] m = {cos, 0, sin, -cos * x, 0, 1, 0, -y, -sin, 0, cos, sin * x, 0, 0, 0, 1};
        Camera camera = new Camera(WIDTH, HEIGHT, 110, 105, 61, 44, m);
        float[] colors = new float[3 * WIDTH * HEIGHT];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            double u = (i % WIDTH + 0.5 - camera.cx()) / camera.fx();
            double v = (i / WIDTH + 0.5 - camera.cy()) / camera.fy();
            double[] ray = {cos * u - sin, v, sin * u + cos};
            color(new double[] {x, y, 0}, ray, colors, 3 * i);
        }
        return new Photo(camera, colors);
    }

    private static List<Photo> photos() {
        List<Photo> photos = new ArrayList<>();
        double[][] places = {{-0.7, 0.1}, {-0.35, -0.1}, {0, 0.15}, {0.35, -0.1}, {0.7, 0}};
        for (double[] place : places) {
            photos.add(photo(place[0], place[1]));
        }
        return photos;
    }

    private static boolean isBare(PointCloud points, int i) {
        float[] c = points.colors();
        return c[3 * i] == BARE[0] && c[3 * i + 1] == BARE[1] && c[3 * i + 2] == BARE[2];
    }

    @Test
    void depthsAreThoseOfTheWalls() {
        PointCloud points = PlaneSweep.points(photos(), ORIGIN, 400, 1);
        assertEquals(400, points.count());
        double[] errors = new double[points.count()];
        double[] bareErrors = new double[points.count()];
        int textured = 0;
        int bare = 0;
        int wrong = 0;
        for (int i = 0; i < points.count(); i++) {
            double x = points.positions()[3 * i];
            double z = points.positions()[3 * i + 2];
            if (isBare(points, i)) {
                bareErrors[bare++] = Math.abs(z - FAR) / FAR;
            } else if (x < -0.5 || x > 0.1) {
                // between them are places that both walls may have
                double expected = x < 0 ? NEAR : FAR;
                double error = Math.abs(z - expected) / expected;
                errors[textured++] = error;
                wrong += error > 0.03 ? 1 : 0;
            }
        }
        Arrays.sort(errors, 0, textured);
        Arrays.sort(bareErrors, 0, bare);
        String found =
                "%d of %d wrong, median error %.5f; %d bare, median error %.5f, of nine tenths %.5f"
                        .formatted(
                                wrong,
                                textured,
                                errors[textured / 2],
                                bare,
                                bareErrors[bare / 2],
                                bareErrors[9 * bare / 10]);
        assertTrue(textured > 250 && bare >= 5, found);
        // a bare place is as far as what is beside it
        assertTrue(bareErrors[bare / 2] < 0.01 && bareErrors[9 * bare / 10] < 0.1, found);
        assertTrue(errors[textured / 2] < 0.01, found);
        assertTrue(wrong <= 0.1 * textured, found);
    }

    @Test
    void pointsHaveTheColorsOfTheirPlaces() {
        PointCloud points = PlaneSweep.points(photos(), ORIGIN, 300, 2);
        double sum = 0;
        float[] expected = new float[3];
        for (int i = 0; i < points.count(); i++) {
            float[] p = points.positions();
            // the color of the point as a camera in the middle sees it
            double[] ray = {p[3 * i], p[3 * i + 1], p[3 * i + 2]};
            color(new double[3], ray, expected, 0);
            for (int c = 0; c < 3; c++) {
                sum += Math.abs(expected[c] - points.colors()[3 * i + c]);
            }
        }
        double mean = sum / (3 * points.count());
        assertTrue(mean < 0.05, "mean difference of colours " + mean);
    }

    @Test
    void theSameSeedFindsTheSame() {
        List<Photo> photos = photos();
        PointCloud first = PlaneSweep.points(photos, ORIGIN, 60, 5);
        PointCloud second = PlaneSweep.points(photos, ORIGIN, 60, 5);
        assertArrayEquals(first.positions(), second.positions());
        assertArrayEquals(first.colors(), second.colors());
        PointCloud other = PlaneSweep.points(photos, ORIGIN, 60, 6);
        assertFalse(Arrays.equals(first.positions(), other.positions()));
    }

    @Test
    void withoutAnotherPhotographOrTextureNothingIsFound() {
        List<Photo> one = photos().subList(0, 1);
        assertEquals(0, PlaneSweep.points(one, ORIGIN, 50, 1).count());
        List<Photo> grey = new ArrayList<>();
        for (Photo photo : photos()) {
            float[] colors = new float[photo.colors().length];
            Arrays.fill(colors, 0.5f);
            grey.add(new Photo(photo.camera(), colors));
        }
        assertEquals(0, PlaneSweep.points(grey, ORIGIN, 50, 1).count());
    }
}
