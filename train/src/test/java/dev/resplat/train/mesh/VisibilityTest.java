package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen is what rays through the middles of pixels hit first, cast one by one in double. */
class VisibilityTest {
    /** What soups are made of. */
    private enum Soup {
        /** Of about the size of the image and smaller, in front of the camera. */
        ORDINARY,
        /** Also behind the camera, and through its plane. */
        AROUND,
        /** Through the near plane. */
        NEAR,
        /** Of a thousand kilometres, where the camera sees metres. */
        HUGE,
        /** About as large as a pixel. */
        TINY,
        /** Hundreds of times as long as wide. */
        SLIVERS,
        /** Planes that go almost through the camera. */
        EDGE_ON,
        /** Two or three corners are one, or on a line; others are in order. */
        DEGENERATE;

        int count() {
            return this == TINY || this == SLIVERS || this == EDGE_ON ? 500 : 120;
        }

        double[][] triangle(Draws draws) {
            double far = this == NEAR ? draws.range(-0.02f, 0.06f) : draws.range(2, 9);
            double size =
                    switch (this) {
                        case HUGE -> draws.logRange(1, 1e6f);
                        case TINY -> 0.15;
                        case NEAR -> 0.1;
                        default -> draws.logRange(0.1f, 5);
                    };
            double spread = this == NEAR ? 0.05 : this == TINY || this == EDGE_ON ? 1 : 3;
            double[] middle = {draws.range(-1, 1) * spread, draws.range(-1, 1) * spread, far};
            if (this == AROUND) {
                middle[2] = draws.range(-4, 4);
            }
            double[][] corners = new double[3][];
            for (int i = 0; i < 3; i++) {
                double[] way = MeshFixture.direction(draws);
                corners[i] = MeshFixture.plus(middle, size * draws.uniform(), way, 0, way);
            }
            double[] side = MeshFixture.minus(corners[1], corners[0]);
            double part = draws.uniform();
            switch (this) {
                case SLIVERS ->
                        corners[2] =
                                MeshFixture.plus(
                                        corners[0],
                                        part,
                                        side,
                                        3e-3,
                                        MeshFixture.minus(corners[2], corners[0]));
                case EDGE_ON ->
                        corners[2] =
                                MeshFixture.plus(
                                        corners[0],
                                        0.7,
                                        corners[1],
                                        2e-2,
                                        MeshFixture.minus(corners[2], corners[0]));
                case DEGENERATE -> {
                    switch (draws.below(4)) {
                        case 0 -> corners[2] = corners[1];
                        case 1 -> corners[1] = corners[0];
                        case 2 -> corners[2] = MeshFixture.plus(corners[0], 0.5, side, 0, side);
                        default -> {}
                    }
                }
                default -> {}
            }
            return corners;
        }
    }

    private static Camera camera(Draws draws, int width, int height) {
        double fx = draws.range(0.5f, 2) * width;
        double fy = draws.range(0.5f, 2) * width;
        double[] eye = {draws.range(-1, 1), draws.range(-1, 1), draws.range(-1, 1)};
        double[] ahead = MeshFixture.direction(draws);
        Camera at =
                MeshFixture.look(
                        eye,
                        MeshFixture.plus(eye, 1, ahead, 0, ahead),
                        MeshFixture.direction(draws),
                        width,
                        height,
                        1);
        double cx = draws.range(-0.2f, 1.2f) * width;
        double cy = draws.range(-0.2f, 1.2f) * height;
        return new Camera(width, height, fx, fy, cx, cy, at.worldToCamera());
    }

    /** Triangles in front of a camera, each with a material of its own; some have two sides. */
    private static MeshScene soup(Soup soup, Camera camera, Draws draws, int count) {
        MeshFixture fixture = new MeshFixture();
        List<Material> materials = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            double[][] corners = soup.triangle(draws);
            for (double[] corner : corners) {
                double u = camera.fx() * corner[0] / corner[2] + camera.cx();
                double v = camera.fy() * corner[1] / corner[2] + camera.cy();
                System.arraycopy(camera.point(u, v, corner[2]), 0, corner, 0, 3);
            }
            fixture.triangle(corners[0], corners[1], corners[2], t);
            materials.add(
                    MeshFixture.material(
                            new float[3], new Material.Phong(new float[3], 1), draws.chance(0.7)));
        }
        return fixture.scene(materials);
    }

    private static int assertSeen(MeshScene scene, Camera camera, MeshRenderer.Options options) {
        MeshImage image = new MeshRenderer(scene).render(camera, options);
        RayCaster ray = new RayCaster(scene, camera.center(), options.near());
        int hits = 0;
        int doubtful = 0;
        for (int row = 0; row < camera.height(); row++) {
            for (int column = 0; column < camera.width(); column++) {
                ray.cast(camera, column + 0.5, row + 0.5);
                if (ray.doubtful) {
                    doubtful++;
                    continue;
                }
                int pixel = row * camera.width() + column;
                String where = "at %d, %d of %s".formatted(column, row, camera);
                assertEquals(ray.triangle, image.materials()[pixel], where);
                double depth = ray.triangle < 0 ? 0 : ray.depth;
                assertEquals(depth, image.depth()[pixel], 1e-6 * depth, where);
                hits += ray.triangle < 0 ? 0 : 1;
            }
        }
        assertTrue(doubtful <= 2 + camera.width() * camera.height() / 50, doubtful + " doubtful");
        return hits;
    }

    @ParameterizedTest
    @EnumSource
    void seesWhatRaysHit(Soup soup) {
        int hits = 0;
        for (int seed = 0; seed < 4; seed++) {
            Draws draws = new Draws(seed, Draws.Purpose.NOISE, soup.ordinal());
            Camera camera = camera(draws, 33 + 2 * seed, 31);
            MeshScene scene = soup(soup, camera, draws, soup.count());
            double near = soup == Soup.NEAR ? 0.02 : 1e-3;
            hits += assertSeen(scene, camera, new MeshRenderer.Options(1, true, 4, near, true));
        }
        assertTrue(hits > (soup == Soup.SLIVERS ? 20 : 100), soup + " hit " + hits);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void theMiddleOfManySamplesIsTheMiddleOfThePixel(int samples) {
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 100 + samples);
        Camera camera = camera(draws, 33, 29);
        MeshScene scene = soup(Soup.ORDINARY, camera, draws, 100);
        int hits =
                assertSeen(scene, camera, new MeshRenderer.Options(samples, true, 4, 1e-3, false));
        assertTrue(hits > 100, "hits " + hits);
    }

    @Test
    void imagesOfOnePixelRowOrColumn() {
        int hits = 0;
        int[][] sizes = {{1, 1}, {1, 17}, {23, 1}, {2, 3}};
        for (int i = 0; i < 40; i++) {
            Draws draws = new Draws(2, Draws.Purpose.NOISE, i);
            int[] size = sizes[i % sizes.length];
            Camera camera = camera(draws, size[0], size[1]);
            hits += assertSeen(soup(Soup.AROUND, camera, draws, 20), camera, MeshFixture.SINGLE);
        }
        assertTrue(hits > 15, "hits " + hits);
    }

    @Test
    void nothingIsSeenOfAnEmptyMesh() {
        Camera camera =
                MeshFixture.look(
                        new double[] {0, 0, 5}, new double[3], new double[] {0, 1, 0}, 7, 5, 9);
        Environment grey =
                Environment.uniform(new float[] {1, 1, 1}, new float[] {0.2f, 0.4f, 0.6f});
        MeshScene scene =
                new MeshScene(
                        new MeshFixture().mesh(),
                        List.of(),
                        List.of(new Light.Point(new float[3], new float[] {1, 1, 1})),
                        grey);
        MeshImage image = new MeshRenderer(scene).render(camera, MeshRenderer.Options.DEFAULT);
        for (int pixel = 0; pixel < 35; pixel++) {
            assertEquals(-1, image.materials()[pixel]);
            assertEquals(0, image.alpha()[pixel]);
            assertEquals(0, image.depth()[pixel]);
            assertEquals(0.4f, image.colors()[3 * pixel + 1], 1e-5f);
            assertEquals(0, image.normals()[3 * pixel + 2]);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void trianglesThatAreNowhereAreLeftOut(float nowhere) {
        Draws draws = new Draws(3, Draws.Purpose.NOISE, 0);
        Camera camera = camera(draws, 31, 27);
        MeshScene scene = soup(Soup.ORDINARY, camera, draws, 90);
        Mesh mesh = scene.mesh();
        float[] positions = mesh.positions().clone();
        float[] without = mesh.positions().clone();
        for (int t = 0; t < 90; t += 3) {
            // One coordinate of one corner, each in turn.
            positions[9 * t + t / 3 % 9] = nowhere;
            for (int i = 0; i < 9; i++) {
                without[9 * t + i] = 0;
            }
        }
        Light sun = new Light.Directional(new float[] {0, 0, 1}, new float[] {2, 2, 2});
        List<Light> lights = List.of(sun);
        MeshRenderer broken = new MeshRenderer(with(scene, positions, lights));
        MeshRenderer whole = new MeshRenderer(with(scene, without, lights));
        MeshImage image = broken.render(camera, MeshRenderer.Options.DEFAULT);
        MeshImage expected = whole.render(camera, MeshRenderer.Options.DEFAULT);
        assertArrayEquals(expected.materials(), image.materials());
        assertArrayEquals(expected.depth(), image.depth());
        assertArrayEquals(expected.colors(), image.colors());
        assertTrue(Arrays.stream(image.materials()).filter(m -> m >= 0).count() > 100);
    }

    private static MeshScene with(MeshScene scene, float[] positions, List<Light> lights) {
        Mesh mesh = scene.mesh();
        List<Material> white = new ArrayList<>();
        for (int i = 0; i < scene.materials().size(); i++) {
            white.add(
                    MeshFixture.material(
                            new float[] {0.8f, 0.8f, 0.8f},
                            new Material.Phong(new float[3], 1),
                            true));
        }
        Mesh moved =
                new Mesh(positions, mesh.normals(), mesh.uvs(), mesh.triangles(), mesh.materials());
        return new MeshScene(moved, white, lights, scene.environment());
    }
}
