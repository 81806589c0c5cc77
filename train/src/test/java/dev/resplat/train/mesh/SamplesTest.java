package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several samples per pixel, and the same bits in all ways of drawing. */
class SamplesTest {
    private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final float[] BEHIND = {0.25f, 0.5f, 0.75f};

    private static Material glowing(float... radiance) {
        return new Material(
                "lamp",
                new float[3],
                Optional.empty(),
                new Material.Phong(new float[3], 1),
                Optional.empty(),
                radiance,
                true,
                0);
    }

    private static double decode(double v) {
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static MeshRenderer.Options samples(int samples) {
        return new MeshRenderer.Options(samples, true, 4, 1e-3, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 8})
    void pixelsAreTheMeanOfTheirSamples(int samples) {
        Camera camera = new Camera(21, 15, 20, 18, 9.3, 8.1, IDENTITY);
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 60 + samples);
        MeshFixture fixture = new MeshFixture();
        for (int t = 0; t < 4; t++) {
            double[][] p = new double[3][];
            for (int i = 0; i < 3; i++) {
                p[i] = camera.point(draws.range(-5, 26), draws.range(-5, 20), draws.range(2, 4));
            }
            fixture.triangle(p[0], p[1], p[2], t);
        }
        List<Material> colors =
                List.of(
                        glowing(0.9f, 0, 0),
                        glowing(0, 0.8f, 0.1f),
                        glowing(0.3f, 0.3f, 0.9f),
                        glowing(0.02f, 0.01f, 0.5f));
        MeshScene scene =
                new MeshScene(
                        fixture.mesh(),
                        colors,
                        List.of(),
                        Environment.uniform(new float[3], BEHIND));
        MeshImage image = new MeshRenderer(scene).render(camera, samples(samples));
        RayCaster ray = new RayCaster(scene, camera.center(), 1e-3);
        int partly = 0;
        for (int pixel = 0; pixel < 21 * 15; pixel++) {
            double[] sum = new double[3];
            int covered = 0;
            boolean doubtful = false;
            for (int i = 0; i < samples * samples; i++) {
                double x = pixel % 21 + (i % samples + 0.5) / samples;
                double y = pixel / 21 + (i / samples + 0.5) / samples;
                ray.cast(camera, x, y);
                doubtful |= ray.doubtful;
                covered += ray.triangle < 0 ? 0 : 1;
                for (int c = 0; c < 3; c++) {
                    sum[c] +=
                            ray.triangle < 0
                                    ? decode(BEHIND[c])
                                    : colors.get(ray.triangle).emission()[c];
                }
            }
            if (doubtful) {
                continue;
            }
            double count = samples * samples;
            assertEquals(covered / count, image.alpha()[pixel], 1e-6);
            double[] seen = MeshFixture.linear(image, pixel);
            for (int c = 0; c < 3; c++) {
                assertEquals(sum[c] / count, seen[c], 3e-5);
            }
            partly += covered > 0 && covered < count ? 1 : 0;
        }
        assertTrue(partly > (samples == 1 ? -1 : 20), "at edges " + partly);
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "4, 0.25", "5, 0.4", "8, 0.625"})
    void alphaIsTheShareThatIsCovered(int samples, double share) {
        // The edge is between samples: the share is exact.
        Camera camera = new Camera(3, 3, 1, 1, 0, 0, IDENTITY);
        MeshScene scene =
                new MeshFixture()
                        .quad(
                                new double[] {1 + share / 2, 1.5, 1},
                                new double[] {share / 2, 0, 0},
                                new double[] {0, -9, 0},
                                0)
                        .scene(List.of(glowing(1, 1, 1)));
        MeshImage image = new MeshRenderer(scene).render(camera, samples(samples));
        for (int row = 0; row < 3; row++) {
            assertEquals(0, image.alpha()[3 * row]);
            assertEquals(share, image.alpha()[3 * row + 1], 1e-6);
            assertEquals(0, image.alpha()[3 * row + 2]);
            assertEquals(share, MeshFixture.linear(image, 3 * row + 1)[1], 2e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void depthIsAtTheMiddleOfThePixel(int samples) {
        // A floor up to the horizon, which is between rows: no depth is behind the camera.
        double[] eye = {0, 0, 1};
        double[] up = {0, 0, 1};
        MeshScene scene =
                new MeshFixture()
                        .quad(
                                new double[3],
                                new double[] {3000, 0, 0},
                                new double[] {0, 3000, 0},
                                0)
                        .scene(List.of(glowing(1, 1, 1)));
        Camera level = MeshFixture.look(eye, new double[] {0, 5, 1}, up, 9, 40, 30);
        double[] m = level.worldToCamera();
        for (double horizon : new double[] {20, 20.3, 20.5, 20.52, 20.6, 20.9}) {
            Camera camera = new Camera(9, 40, 30, 30, 4.5, horizon, m);
            MeshImage image = new MeshRenderer(scene).render(camera, samples(samples));
            for (int pixel = 0; pixel < 9 * 40; pixel++) {
                double y = pixel / 9 + 0.5;
                double depth = 30 / (y - horizon);
                String where = "row " + y + ", horizon " + horizon;
                if (depth > 0 && depth < 2900) {
                    assertEquals(depth, image.depth()[pixel], 1e-5 * depth, where);
                } else if (image.materials()[pixel] < 0) {
                    assertEquals(0, image.depth()[pixel]);
                } else {
                    float seen = image.depth()[pixel];
                    assertTrue(seen > 30 && seen <= 3000.01, where + " has depth " + seen);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void trianglesAreShadedWhereTheirSamplesAre(int samples) {
        // Bent about its middle, and covering the right of the middle pixel: its normal says where.
        Camera camera = new Camera(3, 3, 1, 1, 0, 0, IDENTITY);
        MeshFixture fixture = new MeshFixture();
        for (int i = 0; i < 4; i++) {
            double[] p = {i % 2 == 0 ? 1.4 : 3.4, i / 2 * 18 - 7, 1};
            double[] normal = {i % 2 == 0 ? -0.6 : 0.6, 0, -0.8};
            fixture.vertex(p, normal, 0, 0);
        }
        MeshScene scene =
                fixture.triangle(0, 1, 3, 0).triangle(0, 3, 2, 0).scene(List.of(glowing(1, 1, 1)));
        MeshImage image = new MeshRenderer(scene).render(camera, samples(samples));
        double sum = 0;
        int count = 0;
        for (int i = 0; i < samples; i++) {
            double x = 1 + (i + 0.5) / samples;
            sum += x > 1.4 ? x : 0;
            count += x > 1.4 ? 1 : 0;
        }
        double slope = image.normals()[3 * 4] / -image.normals()[3 * 4 + 2];
        assertEquals(0.75 * (sum / count - 2.4), slope, 1e-5);
    }

    // ---- The same bits ---------------------------------------------------------------------

    /** Of all that can be drawn. */
    private static MeshScene everything() {
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 70);
        int[] argb = new int[24 * 20];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = draws.below(1 << 24) | (draws.chance(0.8) ? 0xFF : 0x20) << 24;
        }
        Texture texture = Texture.of(24, 20, argb, Texture.Wrap.REPEAT, Texture.Wrap.MIRROR, true);
        Texture data = Texture.of(24, 20, argb, Texture.Wrap.REPEAT, Texture.Wrap.CLAMP, false);
        Material holes = MeshFixture.painted(texture, 0.5f);
        Material metal =
                new Material(
                        "metal",
                        new float[] {0.9f, 0.8f, 0.7f},
                        Optional.of(texture),
                        new Material.MetallicRoughness(1, 1, Optional.of(data)),
                        Optional.of(data),
                        new float[3],
                        true,
                        0);
        MeshFixture fixture =
                new MeshFixture()
                        .quad(new double[3], new double[] {4, 0, 0}, new double[] {0, 4, 0}, 0)
                        .sphere(new double[] {0, 0, 1.5}, 1, 20, 30, 1)
                        .quad(
                                new double[] {1, -1, 2},
                                new double[] {1, 0, 0.3},
                                new double[] {0, 1, 0},
                                2);
        for (int t = 0; t < 9000; t++) {
            double[][] p = new double[3][];
            double[] at = {draws.range(-3, 3), draws.range(-3, 3), draws.range(0, 1)};
            for (int i = 0; i < 3; i++) {
                double[] way = MeshFixture.direction(draws);
                p[i] = MeshFixture.plus(at, 0.1, way, 0, way);
            }
            fixture.triangle(p[0], p[1], p[2], t % 3);
        }
        Environment sky =
                Environment.of(
                        new float[] {0, 0, 1},
                        16,
                        (x, y, z, out) -> {
                            out[0] = 0.3f + 0.2f * x;
                            out[1] = 0.3f + 0.2f * y;
                            out[2] = 0.5f;
                        },
                        Optional.empty());
        List<Light> lights =
                List.of(
                        new Light.Directional(
                                new float[] {0.6f, 0, -0.8f}, new float[] {1, 0.9f, 0.8f}),
                        new Light.Point(new float[] {2, 2, 3}, new float[] {3, 3, 4}),
                        new Light.Area(
                                new float[] {-2, 0, 4},
                                new float[] {0, 0.5f, 0},
                                new float[] {0.5f, 0, 0},
                                new float[] {5, 4, 3}));
        return new MeshScene(
                fixture.mesh(),
                List.of(Material.plain("floor", BEHIND, 0, 0.5f), metal, holes),
                lights,
                sky);
    }

    private static void assertSame(MeshImage expected, MeshImage image) {
        assertArrayEquals(expected.colors(), image.colors());
        assertArrayEquals(expected.alpha(), image.alpha());
        assertArrayEquals(expected.depth(), image.depth());
        assertArrayEquals(expected.normals(), image.normals());
        assertArrayEquals(expected.materials(), image.materials());
    }

    @Test
    void theSameBitsByAnyNumberOfThreads() throws Exception {
        MeshScene scene = everything();
        Camera camera =
                MeshFixture.look(
                        new double[] {5, -4, 3},
                        new double[] {0, 0, 1},
                        new double[] {0, 0, 1},
                        50,
                        37,
                        60);
        MeshRenderer renderer = new MeshRenderer(scene);
        MeshImage expected = renderer.render(camera, samples(2));
        MeshRenderer.Options parallel = new MeshRenderer.Options(2, true, 4, 1e-3, true);
        assertSame(expected, renderer.render(camera, samples(2)));
        assertSame(expected, renderer.render(camera, parallel));
        for (int threads = 1; threads <= 3; threads++) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            try {
                MeshImage image =
                        pool.submit(() -> new MeshRenderer(scene).render(camera, parallel)).get();
                assertSame(expected, image);
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void optionsHaveLimits() {
        assertThrows(IllegalArgumentException.class, () -> samples(0));
        assertThrows(IllegalArgumentException.class, () -> samples(9));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MeshRenderer.Options(1, true, 17, 1e-3, true));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MeshRenderer.Options(1, true, 4, 0, true));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MeshRenderer.Options(1, true, 4, Double.NaN, true));
    }
}
