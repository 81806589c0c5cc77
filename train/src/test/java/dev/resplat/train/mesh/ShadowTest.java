package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowTest {
    private static final double[] ORIGIN = new double[3];
    private static final double[] UP = {0, 0, 1};
    private static final double[] BALL = {0.2, -0.1, 1.5};
    private static final MeshRenderer.Options UNSHADOWED =
            new MeshRenderer.Options(1, false, 4, 1e-3, false);

    private static Light sun(double... direction) {
        return new Light.Directional(
                MeshFixture.floats(MeshFixture.unit(direction)), new float[] {2, 2, 2});
    }

    private static MeshFixture floor(double size) {
        return new MeshFixture()
                .quad(ORIGIN, new double[] {size, 0, 0}, new double[] {0, size, 0}, 0);
    }

    private static List<Material> white(int count) {
        Material[] materials = new Material[count];
        Arrays.fill(materials, MeshFixture.lambert(0.8f, 0.8f, 0.8f));
        return List.of(materials);
    }

    // ---- Where shadows are -----------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theShadowOfABallIsWhereTheBallIsInTheWay(boolean far) {
        double[] away = {0.5, 0.3, -1};
        double[] lamp = {-0.8, 0.3, 4};
        Light light =
                far
                        ? sun(away)
                        : new Light.Point(MeshFixture.floats(lamp), new float[] {20, 20, 20});
        MeshScene scene = floor(20).sphere(BALL, 0.6, 60, 120, 1).scene(white(2), light);
        Camera camera =
                MeshFixture.look(
                        new double[] {4, -5, 6}, new double[] {0.8, 0.4, 0}, UP, 151, 121, 130);
        MeshImage image = new MeshRenderer(scene).render(camera, MeshFixture.SINGLE);
        double[] eye = camera.center();
        int dark = 0;
        int lit = 0;
        int near = 0;
        for (int pixel = 0; pixel < 151 * 121; pixel++) {
            if (image.materials()[pixel] != 0) {
                continue;
            }
            double[] there = camera.point(pixel % 151 + 0.5, pixel / 151 + 0.5, 1);
            double[] ray = MeshFixture.minus(there, eye);
            double[] point = MeshFixture.plus(eye, -eye[2] / ray[2], ray, 0, ray);
            double[] to =
                    far
                            ? MeshFixture.unit(new double[] {-away[0], -away[1], -away[2]})
                            : MeshFixture.unit(MeshFixture.minus(lamp, point));
            double[] ball = MeshFixture.minus(BALL, point);
            double along = MeshFixture.dot(ball, to);
            double apart = Math.sqrt(MeshFixture.dot(ball, ball) - along * along);
            if (Math.abs(apart - 0.6) < 2e-3) {
                near++;
                continue;
            }
            boolean black = image.colors()[3 * pixel] == 0;
            assertEquals(apart < 0.6, black, "at " + Arrays.toString(point));
            dark += black ? 1 : 0;
            lit += black ? 0 : 1;
        }
        assertTrue(dark > 150 && lit > 5000 && near < 50, dark + ", " + lit + ", " + near);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneSidedTrianglesHoldUpLightOnBothSides(boolean turned) {
        double[] u = {turned ? -1 : 1, 0, 0};
        MeshScene scene =
                floor(3).quad(new double[] {0, 0, 1}, u, new double[] {0, 1, 0}, 1)
                        .scene(white(2), sun(0, 0, -1));
        double[] eye = {2.5, 0, 0.8};
        double[] hidden =
                MeshFixture.seen(scene, eye, new double[] {0.5, 0, 0}, MeshFixture.SINGLE);
        double[] open = MeshFixture.seen(scene, eye, new double[] {1.5, 0, 0}, MeshFixture.SINGLE);
        assertEquals(0, hidden[0]);
        assertEquals(1.6 / Math.PI, open[0], 1e-4);
    }

    @Test
    void lightGoesThroughHoles() {
        int[] argb = {0xFFFFFFFF, 0x40FFFFFF, 0x40FFFFFF, 0xFFFFFFFF};
        Texture texture = Texture.of(2, 2, argb, Texture.Wrap.CLAMP, Texture.Wrap.CLAMP, true);
        MeshScene scene =
                floor(3).quad(
                                new double[] {0, 0, 1},
                                new double[] {1, 0, 0},
                                new double[] {0, 1, 0},
                                1)
                        .scene(
                                List.of(
                                        MeshFixture.lambert(0.8f, 0.8f, 0.8f),
                                        MeshFixture.painted(texture, 0.5f)),
                                sun(0, 0, -1));
        for (int i = 0; i < 4; i++) {
            // The first row of texels is that of larger y.
            double[] target = {i % 2 - 0.5, 0.5 - i / 2, 0};
            double[] eye = {target[0] + 2.5, target[1], 0.8};
            double[] seen = MeshFixture.seen(scene, eye, target, MeshFixture.SINGLE);
            assertEquals(i == 1 || i == 2 ? 1.6 / Math.PI : 0, seen[0], 1e-4, "texel " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.5", "1, 0.5", "0.999, 0.5", "0.9, 8", "1, 8"})
    void whatIsBehindALampHidesNothing(double height, double size) {
        // A ceiling that the lamp is a bit below, or in: that of triangles which shine as it does.
        MeshScene scene =
                floor(6).quad(
                                new double[] {0, 0, 1},
                                new double[] {0, size, 0},
                                new double[] {size, 0, 0},
                                1)
                        .scene(
                                white(2),
                                new Light.Area(
                                        new float[] {0, 0, (float) height},
                                        new float[] {0, 0.5f, 0},
                                        new float[] {0.5f, 0, 0},
                                        new float[] {1, 1, 1}));
        MeshRenderer renderer = new MeshRenderer(scene);
        Camera camera = MeshFixture.look(new double[] {4, 3, 0.7}, ORIGIN, UP, 40, 30, 50);
        assertArrayEquals(
                renderer.render(camera, UNSHADOWED).colors(),
                renderer.render(camera, MeshFixture.SINGLE).colors());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.99, 0.9999})
    void aSmallLampBelowACeilingShines(double height) {
        MeshScene scene =
                floor(20)
                        .quad(
                                new double[] {0, 0, 1},
                                new double[] {0, 20, 0},
                                new double[] {20, 0, 0},
                                1)
                        .scene(
                                white(2),
                                new Light.Point(
                                        new float[] {0, 0, (float) height}, new float[] {1, 1, 1}));
        double[] seen =
                MeshFixture.seen(scene, new double[] {1, 0, 0.5}, ORIGIN, MeshFixture.SINGLE);
        assertEquals(0.8 / Math.PI / (height * height), seen[0], 1e-3);
    }

    // ---- What has no shadow on itself ------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"6, 10", "9, 16", "24, 40", "80, 120"})
    void smoothBallsHaveNoShadowsOnTheirLitSide(int rings, int segments) {
        for (double scale : new double[] {0.01, 1, 300}) {
            MeshScene scene =
                    new MeshFixture()
                            .sphere(ORIGIN, scale, rings, segments, 0)
                            .scene(white(1), sun(-1, 0.4, -0.7));
            double[] eye = {2 * scale, -3 * scale, scale};
            Camera camera = MeshFixture.look(eye, ORIGIN, UP, 90, 90, 130);
            MeshRenderer renderer = new MeshRenderer(scene);
            MeshImage lit = renderer.render(camera, UNSHADOWED);
            MeshImage image = renderer.render(camera, MeshFixture.SINGLE);
            int compared = 0;
            for (int i = 0; i < lit.alpha().length; i++) {
                // Of 2 * 0.8 / pi: where the sun is more than six degrees above.
                if (MeshFixture.linear(lit, i)[0] > 0.1 * 1.6 / Math.PI) {
                    assertEquals(lit.colors()[3 * i], image.colors()[3 * i], "pixel " + i);
                    compared++;
                }
            }
            assertTrue(compared > 1000, "compared " + compared);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {60, 5, 0.5, 0.05})
    void planesHaveNoShadowsOnThemselves(double degrees) {
        double sine = Math.sin(Math.toRadians(degrees));
        double cosine = Math.cos(Math.toRadians(degrees));
        // Tilted, so that nothing is exact.
        double[] normal = MeshFixture.unit(new double[] {0.3, -0.2, 1});
        double[] u = MeshFixture.unit(MeshFixture.cross(normal, new double[] {0.1, 1, 0.3}));
        double[] v = MeshFixture.cross(normal, u);
        double[] to = MeshFixture.plus(new double[3], sine, normal, cosine, u);
        MeshFixture fixture = new MeshFixture();
        for (int i = 0; i < 400; i++) {
            // Tiles that share their borders but not their vertices.
            double[] center = MeshFixture.plus(ORIGIN, i % 20 * 10 - 95, u, i / 20 * 10 - 95, v);
            fixture.quad(
                    center,
                    MeshFixture.plus(ORIGIN, 5, u, 0, u),
                    MeshFixture.plus(ORIGIN, 5, v, 0, v),
                    0);
        }
        MeshScene scene = fixture.scene(white(1), sun(-to[0], -to[1], -to[2]));
        double[] eye = MeshFixture.plus(ORIGIN, 30, normal, 60, v);
        Camera camera = MeshFixture.look(eye, ORIGIN, UP, 120, 80, 100);
        MeshRenderer renderer = new MeshRenderer(scene);
        MeshImage image = renderer.render(camera, MeshFixture.SINGLE);
        assertArrayEquals(renderer.render(camera, UNSHADOWED).colors(), image.colors());
        int lit = 0;
        for (int i = 0; i < image.alpha().length; i++) {
            lit += image.colors()[3 * i] > 0 ? 1 : 0;
        }
        assertTrue(lit > 3000, "lit " + lit);
    }

    @Test
    void areaLightsHaveHalfShadowsAsWideAsTheyAre() {
        // An edge half way up: the half shadow is as wide as the lamp, light rising evenly in it.
        Light lamp =
                new Light.Area(
                        new float[] {0, 0, 10},
                        new float[] {0, 0.5f, 0},
                        new float[] {0.5f, 0, 0},
                        new float[] {40, 40, 40});
        MeshScene scene =
                floor(20)
                        .quad(
                                new double[] {-5, 0, 5},
                                new double[] {5, 0, 0},
                                new double[] {0, 5, 0},
                                1)
                        .scene(white(2), lamp);
        MeshRenderer.Options fine = new MeshRenderer.Options(1, true, 16, 1e-3, false);
        for (double x = -0.7; x <= 0.7; x += 0.1) {
            double[] target = {x, 0, 0};
            double[] eye = {x + 1, 0.5, 1};
            double[] seen = MeshFixture.seen(scene, eye, target, fine);
            double open = MeshFixture.seen(scene, eye, target, UNSHADOWED)[0];
            double expected = Math.max(0, Math.min(1, x + 0.5));
            assertEquals(expected, seen[0] / open, 0.5 / 16 + 0.02, "at " + x);
        }
    }
}
