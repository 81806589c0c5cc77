package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static final double[] ORIGIN = new double[3];
    private static final float[] UP = MeshFixture.floats(MeshFixture.unit(new double[] {1, 2, -1}));

    /** Smooth, of other colours in each direction. */
    private static void smooth(float x, float y, float z, float[] out) {
        out[0] = 0.5f + 0.4f * x;
        out[1] = 0.5f + 0.3f * y * z;
        out[2] = 0.3f + 0.2f * z - 0.1f * x * y;
    }

    private static MeshScene floor(Material material, Environment environment) {
        Mesh mesh =
                new MeshFixture()
                        .quad(ORIGIN, new double[] {5, 0, 0}, new double[] {0, 5, 0}, 0)
                        .mesh();
        return new MeshScene(mesh, List.of(material), List.of(), environment);
    }

    private static Environment grey(float radiance) {
        return Environment.uniform(
                new float[] {radiance, radiance, radiance}, new float[] {0, 0, 0});
    }

    // ---- What surfaces reflect -------------------------------------------------------------

    @Test
    void whiteInAnEvenLightIsAsBrightAsTheLight() {
        double[] eye = {1, 0, 1};
        double[] seen =
                MeshFixture.seen(
                        floor(MeshFixture.lambert(1, 1, 1), grey(0.6f)),
                        eye,
                        ORIGIN,
                        MeshFixture.SINGLE);
        assertEquals(0.6, seen[0], 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0.3, 0.25", "0.7, 0.5", "0.2, 1"})
    void metalInAnEvenLightReflectsItsShare(float roughness, double aside) {
        double[] eye = MeshFixture.unit(new double[] {aside, 0, 1});
        Material metal = Material.plain("metal", new float[] {1, 0.6f, 0.2f}, 1, roughness);
        double[] seen = MeshFixture.seen(floor(metal, grey(0.5f)), eye, ORIGIN, MeshFixture.SINGLE);
        double scale = Ggx.scale((float) eye[2], roughness);
        double bias = Ggx.bias((float) eye[2], roughness);
        assertEquals(0.5 * (scale + bias), seen[0], 2e-4);
        assertEquals(0.5 * (0.6 * scale + bias), seen[1], 2e-4);
        assertTrue(seen[0] < 0.505);
    }

    @Test
    void noSurfaceIsBrighterThanAnEvenLight() {
        for (float metallic = 0; metallic <= 1; metallic += 0.5f) {
            for (float roughness = 0; roughness <= 1; roughness += 0.25f) {
                Material white =
                        Material.plain("white", new float[] {1, 1, 1}, metallic, roughness);
                double[] eye = {2, 0, 0.2};
                double[] seen =
                        MeshFixture.seen(floor(white, grey(0.5f)), eye, ORIGIN, MeshFixture.SINGLE);
                assertTrue(seen[1] < 0.502 && seen[1] > 0.15, "reflects " + seen[1]);
            }
        }
    }

    /** What a white surface reflects of a sky: the integral over it, divided by pi. */
    private static double[] integral(Environment.Sky sky, double[] n) {
        int steps = 120;
        double[] sum = new double[3];
        float[] color = new float[3];
        for (int i = 0; i < steps * 2 * steps; i++) {
            double polar = Math.PI * (i / (2 * steps) + 0.5) / steps;
            double azimuth = Math.PI * (i % (2 * steps) + 0.5) / steps;
            double[] d = {
                Math.sin(polar) * Math.cos(azimuth),
                Math.sin(polar) * Math.sin(azimuth),
                Math.cos(polar)
            };
            double weight =
                    Math.max(0, MeshFixture.dot(n, d))
                            * Math.sin(polar)
                            * Math.PI
                            / (steps * steps);
            sky.radiance((float) d[0], (float) d[1], (float) d[2], color);
            for (int c = 0; c < 3; c++) {
                sum[c] += weight * color[c];
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 64})
    void diffuseSurfacesAverageTheSky(int height) {
        Environment.Sky lamp =
                (x, y, z, out) -> {
                    // Red as the cosine to a side; green a half of the sky; blue smooth.
                    out[0] = Math.max(0, 0.6f * x + 0.8f * z);
                    out[1] = y > 0 ? 1 : 0;
                    out[2] = 0.5f + 0.5f * z;
                };
        Environment painted = Environment.of(UP, height, lamp, Optional.empty());
        EnvironmentLight light = new EnvironmentLight(painted);
        // Nine harmonics leave out a part of edges; few rows are smoothed before.
        double allowed = height == 2 ? 0.2 : 0.04;
        double smooth = height == 2 ? 0.15 : 0.01;
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 41);
        for (int i = 0; i < 40; i++) {
            double[] n = MeshFixture.direction(draws);
            double[] expected = integral(lamp, n);
            float[] out = new float[3];
            light.diffuse((float) n[0], (float) n[1], (float) n[2], new float[9], out);
            assertEquals(expected[0], out[0], allowed);
            assertEquals(expected[1], out[1], 1.5 * allowed);
            assertEquals(expected[2], out[2], smooth);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 128})
    void mirrorsShowTheSkyEverywhere(int height) {
        EnvironmentLight light =
                new EnvironmentLight(
                        Environment.of(UP, height, EnvironmentTest::smooth, Optional.empty()));
        Draws draws = new Draws(2, Draws.Purpose.NOISE, 42);
        double allowed = height == 16 ? 0.03 : 0.005;
        for (int i = 0; i < 2000; i++) {
            double[] d = MeshFixture.direction(draws);
            if (i % 4 > 0) {
                // Close to the planes where the map is folded, and to its corners.
                d[i % 4 - 1] *= 1e-4;
                d[i % 3] *= i % 5 == 0 ? 1e-4 : 1;
                d = MeshFixture.unit(d);
            }
            float[] expected = new float[3];
            smooth((float) d[0], (float) d[1], (float) d[2], expected);
            float[] out = new float[3];
            light.specular((float) d[0], (float) d[1], (float) d[2], 0, out);
            for (int c = 0; c < 3; c++) {
                assertEquals(
                        expected[c], out[c], allowed, "direction " + List.of(d[0], d[1], d[2]));
            }
        }
    }

    @Test
    void aRoughMetalMixesTheSky() {
        // The lobe is symmetric around the mirrored direction: of a linear sky its middle stays.
        Environment.Sky linear =
                (x, y, z, out) -> {
                    out[0] = 0.5f + 0.5f * x;
                    out[1] = z > 0 ? 1 : 0;
                    out[2] = 0.7f;
                };
        EnvironmentLight light =
                new EnvironmentLight(Environment.of(UP, 64, linear, Optional.empty()));
        float[] out = new float[3];
        double before = 1;
        for (float roughness = 0; roughness <= 1; roughness += 0.25f) {
            light.specular(1, 0, 0, roughness, out);
            assertTrue(out[0] < before + 1e-3, "a peak falls");
            assertEquals(0.5, out[1], 0.04, "half of the sky");
            assertEquals(0.7, out[2], 1e-3, "an even sky");
            before = out[0];
            light.specular(0, 1, 0, roughness, out);
            assertEquals(0.5, out[0], 0.02, "a slope");
        }
        // D(N.H) N.L over the hemisphere is N.L / pi where roughness is 1: 2/3 is the mean of N.L.
        assertEquals(0.5 + 0.5 * 2 / 3, before, 0.01);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 64})
    void mirrorsAndPixelsShowTheSamePicture(int height) {
        // Of two halves: to the right and to the left of the middle.
        float[] picture = new float[6 * height * height];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = i / 3 % (2 * height) < height ? 0.2f : 0.8f;
        }
        Environment environment =
                new Environment(new float[] {0, 0, 1}, picture, height, Optional.empty());
        EnvironmentLight light = new EnvironmentLight(environment);
        float[] behind = new float[3];
        float[] mirrored = new float[3];
        for (int side = -1; side <= 1; side += 2) {
            // Ahead is x, right is -y.
            light.behind(0.1f, -side, 0.1f, behind);
            light.specular(0.0995f, -0.995f * side, 0.0995f, 0, mirrored);
            assertEquals(side > 0 ? 0.8 : 0.2, behind[0], 0.03);
            assertEquals(behind[0], mirrored[0], 0.05);
            light.diffuse(0, -side, 0, new float[9], mirrored);
            assertEquals(side > 0 ? 0.75 : 0.25, mirrored[0], 0.1);
        }
    }

    // ---- What is behind --------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {64, 128})
    void pixelsWithoutTrianglesShowThePicture(int height) {
        Environment environment =
                Environment.of(UP, height, EnvironmentTest::smooth, Optional.empty());
        MeshScene scene =
                new MeshScene(new MeshFixture().mesh(), List.of(), List.of(), environment);
        Draws draws = new Draws(3, Draws.Purpose.NOISE, 43);
        for (int view = 0; view < 12; view++) {
            double[] ahead = MeshFixture.direction(draws);
            Camera camera =
                    MeshFixture.look(ahead, ORIGIN, MeshFixture.direction(draws), 23, 17, 9);
            MeshImage image = new MeshRenderer(scene).render(camera, MeshFixture.SINGLE);
            for (int pixel = 0; pixel < 23 * 17; pixel++) {
                double[] there = camera.point(pixel % 23 + 0.5, pixel / 23 + 0.5, 1);
                double[] d = MeshFixture.unit(MeshFixture.minus(there, camera.center()));
                float[] expected = new float[3];
                smooth((float) d[0], (float) d[1], (float) d[2], expected);
                double[] seen = MeshFixture.linear(image, pixel);
                for (int c = 0; c < 3; c++) {
                    // Half a row is left out at the poles.
                    assertEquals(expected[c], seen[c], 1.0 / height);
                }
            }
        }
    }

    @Test
    void theMiddleOfThePictureIsAhead() {
        // Up is z: ahead is x, and right, as seen from within, -y.
        float[] picture = new float[6 * 8 * 8];
        for (int column = 0; column < 16; column++) {
            for (int row = 0; row < 8; row++) {
                picture[3 * (row * 16 + column)] = column;
                picture[3 * (row * 16 + column) + 1] = row;
            }
        }
        Panorama panorama =
                new Panorama(new Environment(new float[] {0, 0, 1}, picture, 8, Optional.empty()));
        assertLooksUp(panorama, new double[] {1, 0, 0}, 7.5, 3.5);
        assertLooksUp(panorama, new double[] {0, -1, 0}, 11.5, 3.5);
        assertLooksUp(panorama, new double[] {0, 1, 0}, 3.5, 3.5);
        assertLooksUp(panorama, new double[] {1, 0, 1}, 7.5, 1.5);
        assertLooksUp(panorama, new double[] {1, -1, -Math.sqrt(2)}, 9.5, 5.5);
        // Over the sides: between the last column and the first.
        assertLooksUp(panorama, new double[] {-3, 0, 0}, 7.5, 3.5);
    }

    private static void assertLooksUp(Panorama panorama, double[] d, double column, double row) {
        float[] out = new float[3];
        panorama.radiance((float) d[0], (float) d[1], (float) d[2], out);
        assertEquals(column, out[0], 1e-3);
        assertEquals(row, out[1], 1e-3);
    }

    @Test
    void anglesAreThoseOfTheArcTangent() {
        Draws draws = new Draws(4, Draws.Purpose.NOISE, 44);
        for (int i = 0; i < 20000; i++) {
            float y = draws.range(-1, 1) * draws.logRange(1e-6f, 1e6f);
            float x = draws.range(-1, 1) * draws.logRange(1e-6f, 1e6f);
            assertEquals(Math.atan2(y, x), Panorama.angle(y, x), 1.3e-5, y + ", " + x);
        }
        for (int y = -1; y <= 1; y++) {
            for (int x = -1; x <= 1; x++) {
                assertEquals(Math.atan2(y, x), Panorama.angle(y, x), 1.3e-5);
            }
        }
    }

    @Test
    void theTexelsOfAnOctahedronCoverTheSphere() {
        Octahedron map = new Octahedron(32, (x, y, z, out) -> out[0] = x + 2 * y + 3 * z);
        double sum = 0;
        float[] direction = new float[4];
        for (int i = 0; i < 32 * 32; i++) {
            map.direction(i % 32, i / 32, direction);
            sum += direction[3];
            float[] out = new float[3];
            float[] place = new float[2];
            Octahedron.place(direction[0], direction[1], direction[2], place);
            map.add(place[0], place[1], 2, out);
            double value = direction[0] + 2 * direction[1] + 3 * direction[2];
            assertEquals(2 * value, out[0], 1e-4, "the middle of a texel is the texel");
        }
        assertEquals(4 * Math.PI, sum, 0.02);
    }

    @Test
    void whereAnOctahedronIsFoldedItGoesOn() {
        Octahedron map = new Octahedron(8, EnvironmentTest::smooth);
        Draws draws = new Draws(5, Draws.Purpose.NOISE, 45);
        for (int i = 0; i < 300; i++) {
            // On both sides of one of the three planes.
            float[][] seen = new float[2][3];
            double[] d = MeshFixture.direction(draws);
            for (int side = 0; side < 2; side++) {
                d[i % 3] = side == 0 ? 1e-6 : -1e-6;
                float[] place = new float[2];
                Octahedron.place((float) d[0], (float) d[1], (float) d[2], place);
                map.add(place[0], place[1], 1, seen[side]);
            }
            assertArrayEquals(seen[0], seen[1], 2e-5f, "axis " + i % 3);
        }
    }

    @Test
    void picturesAreTwiceAsWideAsHigh() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Environment(UP, new float[23], 2, Optional.empty()));
        float[][] axes = Environment.axes(UP);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double dot = 0;
                for (int k = 0; k < 3; k++) {
                    dot += axes[i][k] * axes[j][k];
                }
                assertEquals(i == j ? 1 : 0, dot, 1e-6);
            }
        }
        assertArrayEquals(UP, axes[2]);
    }
}
