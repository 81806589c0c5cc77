package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Normals that shade: interpolated, of both sides, and bent by maps. */
class NormalTest {
    private static final double[] ORIGIN = new double[3];

    private static Material bumpy(int red, int green, int blue) {
        int[] argb = {0xFF000000 | red << 16 | green << 8 | blue};
        Texture map = Texture.of(1, 1, argb, Texture.Wrap.REPEAT, Texture.Wrap.REPEAT, false);
        return new Material(
                "bumpy",
                new float[] {1, 1, 1},
                Optional.empty(),
                new Material.Phong(new float[3], 1),
                Optional.of(map),
                new float[3],
                true,
                0);
    }

    private static double[] normal(MeshScene scene, double[] eye, double[] target, double[] up) {
        Camera camera = MeshFixture.look(eye, target, up, 1, 1, 1000);
        MeshImage image = new MeshRenderer(scene).render(camera, MeshFixture.SINGLE);
        float[] n = image.normals();
        return new double[] {n[0], n[1], n[2]};
    }

    private static void assertAre(double[] expected, double[] actual, double tolerance) {
        for (int i = 0; i < 3; i++) {
            assertEquals(expected[i], actual[i], tolerance, "axis " + i);
        }
    }

    /** Texture coordinates along the sides, mirrored in each way, and turned a quarter. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 1",
        "-1, 0, 0, 1",
        "1, 0, 0, -1",
        "-1, 0, 0, -1",
        "0, 1, -1, 0",
        "0, 1, 1, 0",
        "0, -3, 2, 0"
    })
    void mapsBendNormalsAlongThePicture(double uRight, double uUp, double vRight, double vUp) {
        for (int i = 0; i < 10; i++) {
            Draws draws = new Draws(i, Draws.Purpose.NOISE, 30);
            double[] right = MeshFixture.direction(draws);
            double[] up = MeshFixture.unit(MeshFixture.cross(right, MeshFixture.direction(draws)));
            double[] out = MeshFixture.cross(right, up);
            // The corners at -1 and 1 along right and up; u and v grow as they say.
            MeshFixture fixture = new MeshFixture();
            for (int corner = 0; corner < 4; corner++) {
                double x = corner % 2 * 2 - 1;
                double y = corner / 2 * 2 - 1;
                fixture.vertex(
                        MeshFixture.plus(ORIGIN, x, right, y, up),
                        out,
                        uRight * x + uUp * y,
                        vRight * x + vUp * y);
            }
            fixture.triangle(0, 1, 3, 0).triangle(0, 3, 2, 0);
            int red = 60 + draws.below(190);
            int green = 60 + draws.below(190);
            int blue = 140 + draws.below(110);
            MeshScene scene = fixture.scene(List.of(bumpy(red, green, blue)));
            // Red along u, green against v, blue outwards.
            double[] alongU = MeshFixture.unit(MeshFixture.plus(ORIGIN, uRight, right, uUp, up));
            double[] againstV =
                    MeshFixture.unit(MeshFixture.plus(ORIGIN, -vRight, right, -vUp, up));
            double[] bent =
                    MeshFixture.plus(ORIGIN, red / 127.5 - 1, alongU, green / 127.5 - 1, againstV);
            bent = MeshFixture.unit(MeshFixture.plus(bent, blue / 127.5 - 1, out, 0, out));
            double[] target = MeshFixture.plus(ORIGIN, 0.2, right, 0.3, up);
            double[] front = MeshFixture.plus(target, 3, out, 0.5, right);
            double[] back = MeshFixture.plus(target, -3, out, 0.5, right);
            assertAre(bent, normal(scene, front, target, up), 1e-5);
            // A surface has one shape: where the front goes up the back goes down.
            double[] turned = {-bent[0], -bent[1], -bent[2]};
            assertAre(turned, normal(scene, back, target, up), 1e-5);
        }
    }

    @Test
    void normalsBetweenVerticesAreMixedAndOfUnitLength() {
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 31);
        MeshFixture fixture = new MeshFixture();
        for (int i = 0; i < 3; i++) {
            double[] n = MeshFixture.unit(new double[] {draws.range(-1, 1), draws.range(-1, 1), 1});
            double[] p = {i == 1 ? 2 : -1, i == 2 ? 2 : -1, draws.range(-1, 1)};
            fixture.vertex(p, n, 0, 0);
        }
        Material both =
                MeshFixture.material(new float[3], new Material.Phong(new float[3], 1), true);
        MeshScene scene = fixture.triangle(0, 1, 2, 0).scene(List.of(both));
        for (int side = -1; side <= 1; side += 2) {
            Camera camera =
                    MeshFixture.look(
                            new double[] {0.5, 0.2, 4 * side},
                            ORIGIN,
                            new double[] {0, 1, 0},
                            41,
                            31,
                            30);
            MeshImage image = new MeshRenderer(scene).render(camera, MeshFixture.SINGLE);
            RayCaster ray = new RayCaster(scene, camera.center(), 1e-3);
            int compared = 0;
            for (int pixel = 0; pixel < 41 * 31; pixel++) {
                ray.cast(camera, pixel % 41 + 0.5, pixel / 41 + 0.5);
                if (ray.triangle < 0 || ray.doubtful) {
                    continue;
                }
                double[] mixed = new double[3];
                for (int i = 0; i < 3; i++) {
                    mixed[i] = side * ray.mixed(scene.mesh().normals(), 3, i);
                }
                mixed = MeshFixture.unit(mixed);
                for (int i = 0; i < 3; i++) {
                    assertEquals(mixed[i], image.normals()[3 * pixel + i], 2e-6);
                }
                compared++;
            }
            assertTrue(compared > 200, "compared " + compared);
        }
    }

    @Test
    void mapsWithoutAPictureOnTheTriangleBendNothing() {
        // All corners at one place of the texture.
        MeshFixture fixture = new MeshFixture();
        for (int i = 0; i < 3; i++) {
            double[] p = {i == 1 ? 2 : -1, i == 2 ? 2 : -1, 0};
            fixture.vertex(p, new double[] {0, 0, 1}, 0.5, 0.5);
        }
        MeshScene scene = fixture.triangle(0, 1, 2, 0).scene(List.of(bumpy(250, 100, 150)));
        double[] seen = normal(scene, new double[] {0, 0, 3}, ORIGIN, new double[] {0, 1, 0});
        assertAre(new double[] {0, 0, 1}, seen, 1e-6);
    }

    @Test
    void roughnessIsGreenAndMetallicIsBlue() {
        int[] argb = {0xFF80C040};
        Texture both = Texture.of(1, 1, argb, Texture.Wrap.CLAMP, Texture.Wrap.CLAMP, false);
        float roughness = 0.9f * 0xC0 / 255;
        float metallic = 0.8f * 0x40 / 255;
        double[][] seen = new double[2][];
        for (int i = 0; i < 2; i++) {
            Material.Reflection reflection =
                    i == 0
                            ? new Material.MetallicRoughness(0.8f, 0.9f, Optional.of(both))
                            : new Material.MetallicRoughness(metallic, roughness, Optional.empty());
            Material material =
                    MeshFixture.material(new float[] {0.7f, 0.4f, 0.1f}, reflection, false);
            MeshScene scene =
                    new MeshFixture()
                            .quad(ORIGIN, new double[] {1, 0, 0}, new double[] {0, 1, 0}, 0)
                            .scene(
                                    List.of(material),
                                    new Light.Directional(
                                            new float[] {-0.6f, 0, -0.8f}, new float[] {1, 1, 1}));
            seen[i] = MeshFixture.seen(scene, new double[] {-1, 0, 2}, ORIGIN, MeshFixture.SINGLE);
        }
        assertAre(seen[1], seen[0], 1e-5);
    }
}
