package dev.resplat.train.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.image.Srgb;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AugmentationTest {
    private static final int WIDTH = 20;
    private static final int HEIGHT = 12;

    private static Draws draws(long number) {
        return new Draws(1, Draws.Purpose.AUGMENTATION, number);
    }

    private static Camera camera(double x, double turn) {
        double c = Math.cos(turn);
        double s = Math.sin(turn);
        double[] pose = {c, 0, -s, -x, 0, 1, 0, 0.1, s, 0, c, 0.2, 0, 0, 0, 1};
        return new Camera(WIDTH, HEIGHT, 18, 17, 9, 6.5, pose);
    }

    /** Three views; colours differ from pixel to pixel. */
    private static List<ViewPixels> views() {
        List<ViewPixels> views = new ArrayList<>();
        for (int v = 0; v < 3; v++) {
            float[] colors = new float[3 * WIDTH * HEIGHT];
            float[] depth = new float[WIDTH * HEIGHT];
            for (int i = 0; i < colors.length; i++) {
                colors[i] = 0.1f + 0.8f * (i * 37 % 101) / 101;
                depth[i / 3] = 1 + i % 7;
            }
            views.add(new ViewPixels(camera(0.4 * v, 0.2 * v), colors, null, null, depth));
        }
        return views;
    }

    private static Shots shots() {
        return new Shots(views(), 2, false);
    }

    @Test
    void aFlippedWorldIsSeenByFlippedCameras() {
        double[] place = {0.3, -0.2, 3};
        double[] mirrored = {-0.3, -0.2, 3};
        for (int v = 0; v < 3; v++) {
            Camera camera = camera(0.4 * v, 0.2 * v);
            Camera flipped = Flip.mirrored(camera);
            double[] seen = project(camera, place);
            double[] other = project(flipped, mirrored);
            assertEquals(WIDTH - seen[0], other[0], 1e-12);
            assertEquals(seen[1], other[1], 1e-12);
            assertEquals(seen[2], other[2], 1e-12);
        }
        Shots shots = shots();
        new Flip(1).apply(shots, draws(0));
        ViewPixels before = views().get(1);
        ViewPixels after = shots.view(1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int from = y * WIDTH + x;
                int to = y * WIDTH + WIDTH - 1 - x;
                assertEquals(before.depth()[from], after.depth()[to]);
                assertEquals(before.colors()[3 * from + 2], after.colors()[3 * to + 2]);
            }
        }
        new Flip(1).apply(shots, draws(0));
        assertArrayEquals(before.colors(), shots.colors(1));
        assertArrayEquals(before.camera().worldToCamera(), shots.camera(1).worldToCamera());
    }

    private static double[] project(Camera camera, double[] place) {
        double[] m = camera.worldToCamera();
        double[] p = new double[3];
        for (int i = 0; i < 3; i++) {
            p[i] = m[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                p[i] += m[4 * i + j] * place[j];
            }
        }
        return new double[] {
            camera.fx() * p[0] / p[2] + camera.cx(), camera.fy() * p[1] / p[2] + camera.cy(), p[2]
        };
    }

    @Test
    void posesOfContextAreWrongByAsMuchAsTheySay() {
        double turned = 0;
        double moved = 0;
        for (int number = 0; number < 2000; number++) {
            Shots shots = shots();
            new PoseNoise(1, 2, 0.1).apply(shots, draws(number));
            assertArrayEquals(
                    camera(0, 0).worldToCamera(), shots.camera(0).worldToCamera(), "the first");
            assertArrayEquals(
                    camera(0.8, 0.4).worldToCamera(), shots.camera(2).worldToCamera(), "a target");
            double[] before = camera(0.4, 0.2).worldToCamera();
            double[] after = shots.camera(1).worldToCamera();
            double trace = 0;
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    trace += before[4 * i + j] * after[4 * i + j];
                }
                double d = shots.camera(1).center()[i] - camera(0.4, 0.2).center()[i];
                moved += d * d / 3 / 2000;
            }
            double angle = Math.toDegrees(Math.acos(Math.min(1, (trace - 1) / 2)));
            turned += angle * angle / 3 / 2000;
        }
        assertEquals(2, Math.sqrt(turned), 0.1);
        assertEquals(0.1, Math.sqrt(moved), 0.005);
    }

    @Test
    void linearLightAndBackIsTheSame() {
        float[] colors = new float[10_001];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = i / 10_000f;
        }
        float[] light = colors.clone();
        Srgb.decode(light);
        assertEquals(0.21404114, light[5000], 1e-6);
        assertEquals(0.0331047667, light[2000], 1e-6);
        assertEquals(1, light[10_000]);
        Srgb.encode(light);
        assertArrayEquals(colors, light, 2e-6f);
        float[] beyond = {-0.5f, 2, Float.NaN};
        Srgb.encode(beyond);
        assertEquals(0, beyond[0]);
        assertEquals(1, beyond[1]);
    }

    @Test
    void exposureIsAGainInLinearLightThatViewsMayHaveOfTheirOwn() {
        Shots shots = shots();
        new Exposure(1, 1, 0).apply(shots, draws(3));
        double gain = shots.colors(0)[5] / views().get(0).colors()[5];
        assertTrue(gain >= 0.5 && gain <= 2 && Math.abs(gain - 1) > 1e-3, "gain " + gain);
        for (int v = 0; v < 3; v++) {
            float[] before = views().get(v).colors();
            for (int i = 0; i < before.length; i++) {
                assertEquals(gain * before[i], shots.colors(v)[i], 1e-5);
            }
        }
        Shots apart = shots();
        new Exposure(1, 0, 1).apply(apart, draws(3));
        double first = apart.colors(0)[5] / views().get(0).colors()[5];
        double second = apart.colors(1)[5] / views().get(1).colors()[5];
        assertTrue(Math.abs(first - second) > 0.01);
        assertArrayEquals(views().get(2).colors(), apart.colors(2), "targets stay");
    }

    @Test
    void whiteBalanceTintsAndKeepsGreyAsBright() {
        Shots shots = shots();
        Arrays.fill(shots.colors(0), 0.5f);
        new WhiteBalance(1, 0.5, 0).apply(shots, draws(8));
        float[] grey = shots.colors(0);
        assertEquals(0.5, 0.2126 * grey[0] + 0.7152 * grey[1] + 0.0722 * grey[2], 1e-6);
        assertTrue(Math.abs(grey[0] - grey[1]) > 1e-3);
        assertEquals(grey[0] / 0.5, shots.colors(2)[0] / views().get(2).colors()[0], 1e-5);
    }

    @Test
    void noiseHasTheVarianceOfItsFormula() {
        for (float signal : new float[] {0, 0.2f, 0.8f}) {
            float[] light = new float[300_000];
            Arrays.fill(light, signal);
            SensorNoise.add(light, 0.01f, 0.002f, 77);
            double mean = 0;
            double squares = 0;
            for (float value : light) {
                mean += (value - signal) / light.length;
                squares += (value - signal) * (double) (value - signal) / light.length;
            }
            double variance = 0.01 * signal + 0.002;
            assertEquals(0, mean, 4 * Math.sqrt(variance / light.length));
            assertEquals(variance, squares, 0.015 * variance);
        }
        double sum = 0;
        double fourth = 0;
        for (int i = 0; i < 65536; i++) {
            sum += Normals.of(i);
            fourth += Math.pow(Normals.of(i), 4) / 65536;
        }
        assertEquals(0, sum, 0.1);
        assertEquals(3, fourth, 0.01);
        assertEquals(1.959964, Normals.of((int) (0.975 * 65536)), 1e-3);
        assertEquals(-2.575829, Normals.of((int) (0.005 * 65536)), 2e-3);
    }

    @Test
    void noiseOfViewsIsIndependentAndTargetsAreClean() {
        Shots shots = shots();
        new SensorNoise(1, 1e-3, 1e-3, 1e-3, 1e-3).apply(shots, draws(4));
        double dot = 0;
        double square = 0;
        for (int i = 0; i < shots.colors(0).length; i++) {
            double a = shots.colors(0)[i] - views().get(0).colors()[i];
            double b = shots.colors(1)[i] - views().get(1).colors()[i];
            dot += a * b;
            square += a * a;
        }
        assertTrue(square > 0.1);
        assertTrue(Math.abs(dot) < 0.15 * square, dot + " of " + square);
        assertArrayEquals(views().get(2).colors(), shots.colors(2));
    }

    @Test
    void blurSpreadsAPointByItsWidthAndLosesNothing() {
        int size = 41;
        float[] point = new float[3 * size * size];
        point[3 * (20 * size + 20) + 1] = 1;
        float[] round = point.clone();
        Blur.gaussian(round, size, 2);
        assertArrayEquals(new double[] {1, 4, 4}, moments(round, size), 0.06);
        float[] line = point.clone();
        Blur.motion(line, size, 9, Math.PI / 2);
        double[] moments = moments(line, size);
        assertEquals(1, moments[0], 1e-5);
        assertEquals(0, moments[1], 1e-5);
        // Of a line of length L: L^2 / 12, here from points with an interpolation each.
        assertEquals(81 / 12.0, moments[2], 1);
        float[] sharp = point.clone();
        Blur.gaussian(sharp, size, 0);
        Blur.motion(sharp, size, 0, 1);
        assertArrayEquals(point, sharp);
        float[] flat = new float[3 * size * size];
        Arrays.fill(flat, 0.3f);
        Blur.gaussian(flat, size, 3);
        Blur.motion(flat, size, 7, 0.7);
        for (float value : flat) {
            assertEquals(0.3f, value, 1e-6);
        }
    }

    private static double[] moments(float[] light, int size) {
        double[] moments = new double[3];
        for (int i = 0; i < size * size; i++) {
            double value = light[3 * i + 1];
            moments[0] += value;
            moments[1] += value * (i % size - 20) * (i % size - 20);
            moments[2] += value * (i / size - 20) * (i / size - 20);
        }
        return moments;
    }

    @Test
    void jpegIsTheSameEveryTimeAndWorseAtLowQuality() {
        float[] good = picture();
        float[] again = picture();
        float[] bad = picture();
        JpegArtefacts.pass(good, 32, 0.95f);
        JpegArtefacts.pass(again, 32, 0.95f);
        JpegArtefacts.pass(bad, 32, 0.1f);
        assertArrayEquals(good, again);
        double small = error(good, picture());
        double large = error(bad, picture());
        assertTrue(small > 0 && small < 2e-3, "error " + small);
        assertTrue(large > 3 * small, small + " and " + large);
    }

    private static float[] picture() {
        float[] colors = new float[3 * 32 * 32];
        for (int i = 0; i < colors.length; i++) {
            int x = i / 3 % 32;
            int y = i / 96;
            colors[i] = (float) (0.5 + 0.4 * Math.sin(0.01 * x * y + 0.2 * (i % 3)));
        }
        return colors;
    }

    private static double error(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]) / a.length;
        }
        return sum;
    }

    @Test
    void viewsAgreeAboutTheLightOfAPlace() {
        double worst = 0;
        double spread = 0;
        for (int number = 0; number < 20; number++) {
            // Two cameras, and one place that is a pixel of each.
            double[] place = {0.5, 0.2, 3};
            List<ViewPixels> views = new ArrayList<>();
            int[] pixels = new int[2];
            for (int v = 0; v < 2; v++) {
                Camera camera = camera(0.4 * v, 0.3 * v);
                double[] seen = project(camera, place);
                pixels[v] = (int) seen[1] * WIDTH + (int) seen[0];
                camera =
                        new Camera(
                                WIDTH,
                                HEIGHT,
                                camera.fx(),
                                camera.fy(),
                                camera.cx() + (int) seen[0] + 0.5 - seen[0],
                                camera.cy() + (int) seen[1] + 0.5 - seen[1],
                                camera.worldToCamera());
                float[] colors = new float[3 * WIDTH * HEIGHT];
                float[] depth = new float[WIDTH * HEIGHT];
                Arrays.fill(colors, 0.5f);
                Arrays.fill(depth, (float) seen[2]);
                views.add(new ViewPixels(camera, colors, null, null, depth));
            }
            Shots shots = new Shots(views, 1, false);
            new Lighting(1, 1, 0.5).apply(shots, draws(number));
            for (int c = 0; c < 3; c++) {
                float a = shots.colors(0)[3 * pixels[0] + c];
                float b = shots.colors(1)[3 * pixels[1] + c];
                worst = Math.max(worst, Math.abs(a - b));
                float corner = shots.colors(0)[c];
                spread = Math.max(spread, Math.abs(a - corner));
                assertTrue(a >= 0.25 && a <= 1);
            }
        }
        assertTrue(worst < 1e-5, "views differ by " + worst);
        assertTrue(spread > 0.05, "places differ by " + spread);
    }

    @Test
    void anotherUnitOfLengthMovesCamerasAndDepthsAlikeAndLeavesPixels() {
        List<ViewPixels> before = views();
        List<ViewPixels> after = views();
        Shots shots = new Shots(after, 2, false);
        new WorldScale(1, 2).apply(shots, new Draws(3, Draws.Purpose.AUGMENTATION, 1));
        double factor = Double.NaN;
        for (int i = 0; i < before.size(); i++) {
            ViewPixels was = before.get(i);
            ViewPixels is = shots.views().get(i);
            for (int k = 0; k < 3; k++) {
                double ratio = is.camera().center()[k] / was.camera().center()[k];
                if (Math.abs(was.camera().center()[k]) > 1e-3) {
                    factor = Double.isNaN(factor) ? ratio : factor;
                    assertEquals(factor, ratio, 1e-6);
                }
            }
            assertEquals(was.depth()[5] * factor, is.depth()[5], 1e-5);
            assertArrayEquals(was.colors(), is.colors());
        }
        assertTrue(factor >= 0.5 && factor <= 2 && factor != 1, "factor " + factor);
    }

    @Test
    void oneAugmentationMoreLeavesTheOthersAsTheyAre() {
        AugmentationConfig none = AugmentationConfig.NONE;
        AugmentationConfig exposure =
                new AugmentationConfig(
                        false,
                        none.flip(),
                        none.poses(),
                        none.lighting(),
                        none.blur(),
                        new Exposure(1, 0.5, 0),
                        none.noise(),
                        none.whiteBalance(),
                        none.jpeg(),
                        none.scale());
        AugmentationConfig both =
                new AugmentationConfig(
                        false,
                        new Flip(1),
                        none.poses(),
                        none.lighting(),
                        none.blur(),
                        new Exposure(1, 0.5, 0),
                        none.noise(),
                        none.whiteBalance(),
                        none.jpeg(),
                        none.scale());
        float[] one = new Augmenter(exposure, 5).apply(views(), 2, 9).get(0).colors();
        float[] two = new Augmenter(both, 5).apply(views(), 2, 9).get(0).colors();
        assertEquals(one[0], two[3 * (WIDTH - 1)]);
        assertFalse(Math.abs(one[0] - views().get(0).colors()[0]) < 1e-4);
        List<ViewPixels> views = views();
        List<ViewPixels> same = new Augmenter(none, 5).apply(views, 2, 9);
        assertNotSame(views, same);
        assertArrayEquals(views().get(1).colors(), same.get(1).colors());
    }
}
