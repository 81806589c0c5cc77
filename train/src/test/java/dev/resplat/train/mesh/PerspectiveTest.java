package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.mesh.Texture.Wrap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texture coordinates and how they change from pixel to pixel, as rays have them. */
class PerspectiveTest {
    /** Faces all surfaces with normals along z: white reflects a radiance of one. */
    private static final Light SUN =
            new Light.Directional(
                    new float[] {0, 0, -1}, MeshFixture.floats(Math.PI, Math.PI, Math.PI));

    private static final MeshRenderer.Options PLAIN =
            new MeshRenderer.Options(1, false, 4, 1e-3, false);

    private static MeshScene scene(Texture texture, Draws draws) {
        // A surface that is bent at its diagonal, seen at an angle.
        MeshFixture fixture = new MeshFixture();
        double[] normal = {0, 0, 1};
        for (int i = 0; i < 4; i++) {
            double[] p = {
                i % 2 * 4 - 2 + draws.range(-0.3f, 0.3f),
                i / 2 * 9 - 1 + draws.range(-0.3f, 0.3f),
                draws.range(-0.2f, 0.2f)
            };
            fixture.vertex(p, normal, 0.1 + 0.5 * (i % 2), 0.2 + 0.6 * (i / 2));
        }
        fixture.triangle(0, 1, 3, 0).triangle(0, 3, 2, 0);
        return fixture.scene(List.of(MeshFixture.painted(texture, 0)), SUN);
    }

    private static Camera camera(Draws draws, int width, int height) {
        double[] eye = {draws.range(-1, 1), -3, draws.range(0.8f, 1.6f)};
        Camera camera =
                MeshFixture.look(
                        eye,
                        new double[] {0, 2, 0},
                        new double[] {0.2, 0, 1},
                        width,
                        height,
                        width);
        return new Camera(
                width,
                height,
                width,
                0.8 * width,
                0.6 * width,
                0.3 * height,
                camera.worldToCamera());
    }

    @Test
    void aTextureOfItsOwnCoordinates() {
        int[] argb = new int[256 * 256];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0xFF000000 | i % 256 << 16 | i / 256 << 8;
        }
        Texture texture = Texture.of(256, 256, argb, Wrap.CLAMP, Wrap.CLAMP, false);
        int compared = 0;
        for (int seed = 0; seed < 4; seed++) {
            Draws draws = new Draws(seed, Draws.Purpose.NOISE, 11);
            MeshScene scene = scene(texture, draws);
            Camera whole = camera(draws, 1200, 900);
            // Where a pixel is smaller than a texel.
            Camera camera = whole.cropped(500, 250, 140, 90);
            MeshImage image = new MeshRenderer(scene).render(camera, PLAIN);
            RayCaster ray = new RayCaster(scene, camera.center(), 1e-3);
            for (int pixel = 0; pixel < 140 * 90; pixel++) {
                double x = pixel % 140 + 0.5;
                double y = pixel / 140 + 0.5;
                ray.cast(camera, x, y);
                if (ray.triangle < 0 || ray.doubtful) {
                    continue;
                }
                double u = ray.mixed(scene.mesh().uvs(), 2, 0);
                double v = ray.mixed(scene.mesh().uvs(), 2, 1);
                ray.cast(camera, x, y + 1);
                if (ray.triangle < 0
                        || Math.abs(ray.mixed(scene.mesh().uvs(), 2, 1) - v) > 0.9 / 256) {
                    continue;
                }
                double[] color = MeshFixture.linear(image, pixel);
                assertEquals((256 * u - 0.5) / 255, color[0], 1e-4);
                assertEquals((256 * v - 0.5) / 255, color[1], 1e-4);
                compared++;
            }
        }
        assertTrue(compared > 5000, "pixels " + compared);
    }

    @Test
    void footprintsAreTheDerivativesOfCoordinates() {
        int[] argb = new int[128 * 128];
        Draws texels = new Draws(1, Draws.Purpose.NOISE, 12);
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0xFF000000 | texels.below(1 << 24);
        }
        Texture texture = Texture.of(128, 128, argb, Wrap.REPEAT, Wrap.MIRROR, true);
        for (int samples = 1; samples <= 3; samples += 2) {
            Draws draws = new Draws(samples, Draws.Purpose.NOISE, 13);
            MeshScene scene = scene(texture, draws);
            Camera camera = camera(draws, 60, 45);
            MeshRenderer.Options options = new MeshRenderer.Options(samples, false, 4, 1e-3, false);
            MeshImage image = new MeshRenderer(scene).render(camera, options);
            int compared = 0;
            for (int pixel = 0; pixel < 60 * 45; pixel++) {
                compared += matches(scene, camera, image, pixel, texture) ? 1 : 0;
            }
            assertTrue(compared > 500, "pixels " + compared);
        }
    }

    /** Compares a pixel that sees one triangle with the texture at differences of coordinates. */
    private static boolean matches(
            MeshScene scene, Camera camera, MeshImage image, int pixel, Texture texture) {
        RayCaster ray = new RayCaster(scene, camera.center(), 1e-3);
        double x = pixel % camera.width() + 0.5;
        double y = pixel / camera.width() + 0.5;
        double h = 1e-4;
        double[][] places = {
            {0, 0},
            {-h, 0},
            {h, 0},
            {0, -h},
            {0, h},
            {0.5, 0.5},
            {-0.5, 0.5},
            {0.5, -0.5},
            {-0.5, -0.5}
        };
        double[][] uv = new double[places.length][2];
        int triangle = -1;
        for (int i = 0; i < places.length; i++) {
            ray.cast(camera, x + places[i][0], y + places[i][1]);
            if (ray.triangle < 0 || ray.doubtful || i > 0 && ray.triangle != triangle) {
                return false;
            }
            triangle = ray.triangle;
            uv[i][0] = ray.mixed(scene.mesh().uvs(), 2, 0);
            uv[i][1] = ray.mixed(scene.mesh().uvs(), 2, 1);
        }
        float[] color = new float[3];
        texture.sample(
                (float) uv[0][0],
                (float) uv[0][1],
                (float) ((uv[2][0] - uv[1][0]) / (2 * h)),
                (float) ((uv[2][1] - uv[1][1]) / (2 * h)),
                (float) ((uv[4][0] - uv[3][0]) / (2 * h)),
                (float) ((uv[4][1] - uv[3][1]) / (2 * h)),
                color);
        double[] seen = MeshFixture.linear(image, pixel);
        for (int c = 0; c < 3; c++) {
            assertEquals(color[c], seen[c], 1e-3, "at " + x + ", " + y);
        }
        return true;
    }
}
