package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.splat.Camera;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Triangles that share edges have no gaps, even where rays go exactly through edges. */
final class SheetTest {
    private static final int CELLS = 64;
    private static final int SIZE = 128;

    /** A floor at z = 0 and above it, at z = 1, a sheet that is larger than what is seen below. */
    private static MeshScene scene(float[] toLight) {
        int across = CELLS + 1;
        float[] positions = new float[3 * (across * across + 4)];
        float[] normals = new float[positions.length];
        int[] triangles = new int[3 * (2 * CELLS * CELLS + 2)];
        for (int i = 0; i < across * across; i++) {
            // The places above the middles of pixels, seen from the light.
            positions[3 * i] = (i % across - CELLS / 2) / 16f + toLight[0] / toLight[2];
            positions[3 * i + 1] = (i / across - CELLS / 2) / 16f + toLight[1] / toLight[2];
            positions[3 * i + 2] = 1;
        }
        for (int i = 0; i < 4; i++) {
            int at = 3 * (across * across + i);
            positions[at] = i == 0 || i == 3 ? -4 : 4;
            positions[at + 1] = i < 2 ? -4 : 4;
        }
        for (int i = 2; i < normals.length; i += 3) {
            normals[i] = 1;
        }
        int next = 0;
        for (int cell = 0; cell < CELLS * CELLS; cell++) {
            int corner = cell / CELLS * across + cell % CELLS;
            int[] corners = {
                corner,
                corner + 1,
                corner + across + 1,
                corner,
                corner + across + 1,
                corner + across
            };
            System.arraycopy(corners, 0, triangles, next, 6);
            next += 6;
        }
        int floor = across * across;
        int[] corners = {floor, floor + 1, floor + 2, floor, floor + 2, floor + 3};
        System.arraycopy(corners, 0, triangles, next, 6);
        Mesh mesh =
                new Mesh(
                        positions,
                        normals,
                        new float[2 * positions.length / 3],
                        triangles,
                        new int[triangles.length / 3]);
        float[] down = {-toLight[0], -toLight[1], -toLight[2]};
        return new MeshScene(
                mesh,
                List.of(Material.plain("grey", new float[] {0.5f, 0.5f, 0.5f}, 0, 1)),
                List.of(new Light.Directional(down, new float[] {3, 3, 3})),
                Environment.uniform(new float[3], new float[3]));
    }

    /** Looks down at the floor; middles of pixels are at multiples of 1/64. */
    private static Camera from(double height) {
        double[] pose = {1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, height, 0, 0, 0, 1};
        double focal = 64 * 0.5;
        return new Camera(SIZE, SIZE, focal, focal, SIZE / 2 + 0.5, SIZE / 2 + 0.5, pose);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.25, 0.125", "0.3, -0.2", "-0.7, 0.45", "0.011, 0.73"})
    void shadowsHaveNoGaps(float x, float y) {
        float length = (float) Math.sqrt(x * x + y * y + 1);
        MeshScene scene = scene(new float[] {x / length, y / length, 1 / length});
        var options = new MeshRenderer.Options(1, true, 1, 1e-3, false);
        // Below the sheet: from 0.5 above the floor.
        MeshImage image = new MeshRenderer(scene).render(from(0.5), options);
        int lit = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            assertEquals(0.5, image.depth()[i], 1e-6);
            lit += image.colors()[3 * i] > 0 ? 1 : 0;
        }
        assertEquals(0, lit, "pixels in the shadow are lit");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.3, -0.2", "-0.7, 0.45"})
    void sheetsHaveNoGaps(float x, float y) {
        MeshScene scene = scene(new float[] {x, y, 1});
        var options = new MeshRenderer.Options(1, false, 1, 1e-3, false);
        MeshImage image = new MeshRenderer(scene).render(from(1.5), options);
        for (int i = 0; i < SIZE * SIZE; i++) {
            assertEquals(0.5, image.depth()[i], 1e-6);
        }
    }
}
