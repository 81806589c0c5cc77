package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pixel centre inside a surface is in one of its triangles: none is missed or drawn twice. */
class CoverageTest {
    private static final int SIZE = 25;
    private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    /** Depth of a vertex of a grid. */
    private interface Depth {
        double of(int column, int row);
    }

    /**
     * A grid whose vertices appear at {@code first + step i} pixels, each cell cut along a
     * diagonal.
     */
    private static Mesh grid(
            Camera camera, int cells, double first, double step, boolean falling, Depth depth) {
        MeshFixture fixture = new MeshFixture();
        for (int row = 0; row <= cells; row++) {
            for (int column = 0; column <= cells; column++) {
                double z = depth.of(column, row);
                double x = (first + step * column - camera.cx()) / camera.fx() * z;
                double y = (first + step * row - camera.cy()) / camera.fy() * z;
                fixture.vertex(new double[] {x, y, z}, new double[] {0, 0, -1}, 0, 0);
            }
        }
        for (int row = 0; row < cells; row++) {
            for (int column = 0; column < cells; column++) {
                int a = row * (cells + 1) + column;
                int b = a + 1;
                int c = a + cells + 1;
                int d = c + 1;
                // As the camera sees them, clockwise and counter-clockwise in turn.
                if (falling) {
                    fixture.triangle(a, b, d, 0).triangle(a, c, d, 0);
                } else {
                    fixture.triangle(a, b, c, 0).triangle(b, c, d, 0);
                }
            }
        }
        return fixture.mesh();
    }

    private static Material bothSides() {
        return MeshFixture.material(new float[3], new Material.Phong(new float[3], 1), true);
    }

    /** How many of a mesh's triangles cover each pixel, each being drawn alone. */
    private static int[] layers(Mesh mesh, Camera camera) {
        int[] layers = new int[camera.width() * camera.height()];
        for (int t = 0; t < mesh.triangleCount(); t++) {
            int[] corners = {
                mesh.triangles()[3 * t], mesh.triangles()[3 * t + 1], mesh.triangles()[3 * t + 2]
            };
            Mesh one =
                    new Mesh(mesh.positions(), mesh.normals(), mesh.uvs(), corners, new int[] {0});
            MeshScene scene =
                    new MeshScene(one, List.of(bothSides()), List.of(), MeshFixture.dark());
            MeshImage image = new MeshRenderer(scene).render(camera, MeshFixture.SINGLE);
            for (int i = 0; i < layers.length; i++) {
                layers[i] += image.materials()[i] == 0 ? 1 : 0;
            }
        }
        return layers;
    }

    private static void assertOneLayer(int[] layers, double first, double last) {
        int inside = 0;
        for (int i = 0; i < layers.length; i++) {
            double x = i % SIZE + 0.5;
            double y = i / SIZE + 0.5;
            boolean within = x > first && y > first && x < last && y < last;
            boolean without = x < first || y < first || x > last || y > last;
            if (within) {
                assertEquals(1, layers[i], "at " + x + ", " + y);
                inside++;
            } else if (without) {
                assertEquals(0, layers[i], "outside at " + x + ", " + y);
            } else {
                assertTrue(layers[i] <= 1, "on the border at " + x + ", " + y);
            }
        }
        assertTrue(inside > 200, inside + " pixels inside");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "2, true", "2, false", "3, true", "4, false"})
    void verticesAndEdgesOnPixelCentres(int step, boolean falling) {
        Camera camera = new Camera(SIZE, SIZE, 16, 32, 12.5, 11.5, IDENTITY);
        int cells = 20 / step;
        Mesh mesh = grid(camera, cells, 2.5, step, falling, (column, row) -> 1);
        assertOneLayer(layers(mesh, camera), 2.5, 2.5 + step * cells);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void verticesOnPixelCentresAtManyDepths(boolean falling) {
        Camera camera = new Camera(SIZE, SIZE, 16, 32, 12.5, 11.5, IDENTITY);
        Depth depth = (column, row) -> 1 + (column * 7 + row * 5) % 11 / 8.0;
        Mesh mesh = grid(camera, 10, 2.5, 2, falling, depth);
        assertOneLayer(layers(mesh, camera), 2.5, 22.5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void diagonalsThroughPixelCentresWhereNothingIsExact(boolean falling) {
        // Vertices are between pixel centres, diagonals go through them but for rounding.
        Camera camera = new Camera(SIZE, SIZE, 17.3, 17.3, 12.1, 12.1, IDENTITY);
        Depth depth = (column, row) -> 1.7 + 0.37 * Math.sin(column + 2.0 * row);
        Mesh mesh = grid(camera, 10, 2.2, 2, falling, depth);
        assertOneLayer(layers(mesh, camera), 2.2, 22.2);
    }

    @Test
    void fansAroundAnyPoint() {
        Camera camera = new Camera(SIZE, SIZE, 23.7, 19.1, 3.3, 17.9, IDENTITY);
        for (int fan = 0; fan < 20; fan++) {
            Draws draws = new Draws(5, Draws.Purpose.NOISE, fan);
            MeshFixture fixture = new MeshFixture();
            int middle = spot(fixture, camera, draws, 12.5, 12.5, 6);
            int sides = 5 + draws.below(9);
            int first = middle + 1;
            for (int i = 0; i < sides; i++) {
                double azimuth = 2 * Math.PI * i / sides;
                double u = 12.5 + 40 * Math.cos(azimuth);
                spot(fixture, camera, draws, u, 12.5 + 40 * Math.sin(azimuth), 0);
            }
            for (int i = 0; i < sides; i++) {
                fixture.triangle(middle, first + i, first + (i + 1) % sides, 0);
            }
            assertOneLayer(layers(fixture.mesh(), camera), 0, SIZE);
        }
    }

    private static int spot(
            MeshFixture fixture, Camera camera, Draws draws, double u, double v, float jitter) {
        double z = draws.range(0.5f, 4);
        double[] at =
                camera.point(u + draws.range(-jitter, jitter), v + draws.range(-jitter, jitter), z);
        return fixture.vertex(at, new double[] {0, 0, -1}, 0, 0);
    }

    @Test
    void triangleOnOneSideIsSeenFromWhereItIsCounterClockwise() {
        Camera camera = new Camera(SIZE, SIZE, 16, 16, 12.5, 12.5, IDENTITY);
        double[] p = {-0.5, 0.5, 1};
        double[] q = {0.5, 0.5, 1};
        double[] r = {0, -0.5, 1};
        // The camera's y goes down: from the lower left to the lower right to the top.
        MeshScene front =
                new MeshFixture().triangle(p, q, r, 0).scene(List.of(MeshFixture.lambert(1, 1, 1)));
        MeshScene back =
                new MeshFixture().triangle(p, r, q, 0).scene(List.of(MeshFixture.lambert(1, 1, 1)));
        int middle = SIZE / 2 * SIZE + SIZE / 2;
        assertEquals(1, new MeshRenderer(front).render(camera, MeshFixture.SINGLE).alpha()[middle]);
        for (float alpha : new MeshRenderer(back).render(camera, MeshFixture.SINGLE).alpha()) {
            assertEquals(0, alpha);
        }
    }
}
