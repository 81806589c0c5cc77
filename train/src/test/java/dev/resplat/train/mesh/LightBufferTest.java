package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.data.Draws;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points in the light of a sun, against every triangle one by one. */
class LightBufferTest {
    private static final List<double[]> DIRECTIONS =
            List.of(
                    new double[] {0, 0, -1},
                    new double[] {0, 1, 0},
                    new double[] {-1, 0, 0},
                    new double[] {0.6, 0, -0.8},
                    new double[] {-0.3, 0.5, -0.4},
                    new double[] {0.9, -0.1, 0.02});

    @ParameterizedTest
    @ValueSource(ints = {60, 700, 3000})
    void pointsAreHiddenBehindWhatTheLightMeetsFirst(int count) {
        for (int i = 0; i < DIRECTIONS.size(); i++) {
            Draws draws = new Draws(i, Draws.Purpose.NOISE, 90 + count);
            float size = count < 100 ? 0.6f : 0.2f;
            MeshScene scene = BvhTest.soup(count, draws, 3, size);
            float[] direction = MeshFixture.floats(MeshFixture.unit(DIRECTIONS.get(i)));
            LightBuffer buffer = LightBuffer.along(new Bvh(scene), direction).orElseThrow();
            float[] back = {-direction[0], -direction[1], -direction[2]};
            int[] counts = new int[3];
            int hint = -1;
            for (int point = 0; point < 4000; point++) {
                float[] o = new float[3];
                for (int axis = 0; axis < 3; axis++) {
                    o[axis] = draws.range(-3.3f, 3.3f);
                }
                if (point % 3 == 0) {
                    behindATriangle(scene.mesh(), direction, draws, o);
                }
                int expected = BvhTest.blocked(scene.mesh(), o, back, Float.MAX_VALUE);
                counts[expected + 1]++;
                int found =
                        buffer.blocker(
                                o[0], o[1], o[2], back[0], back[1], back[2], Float.MAX_VALUE, hint);
                if (expected != 0) {
                    assertEquals(expected > 0, found >= 0, "point " + point);
                }
                hint = point % 2 == 0 ? found : -1;
            }
            assertTrue(counts[0] > 200, counts[0] + " lit");
            assertTrue(counts[2] > 200, counts[2] + " hidden");
            assertTrue(counts[1] < 400, counts[1] + " doubtful");
        }
    }

    /** Moves a point to where a triangle hides it. */
    private static void behindATriangle(Mesh mesh, float[] direction, Draws draws, float[] o) {
        int t = draws.below(mesh.triangleCount() / 10) * 10;
        float far = draws.range(0.01f, 2);
        for (int axis = 0; axis < 3; axis++) {
            float middle = 0;
            for (int corner = 0; corner < 3; corner++) {
                middle += mesh.positions()[3 * mesh.triangles()[3 * t + corner] + axis] / 3;
            }
            o[axis] = middle + far * direction[axis];
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 700, 3000})
    void pointsAreHiddenFromALamp(int count) {
        for (int i = 0; i < 6; i++) {
            Draws draws = new Draws(i, Draws.Purpose.NOISE, 190 + count);
            MeshScene scene = BvhTest.soup(count, draws, 3, count < 100 ? 0.8f : 0.3f);
            // Within the triangles, and far from them.
            float[] lamp = new float[3];
            for (int axis = 0; axis < 3; axis++) {
                lamp[axis] = (i < 4 ? 1 : 9) * draws.range(-1, 1);
            }
            LightBuffer buffer = LightBuffer.from(new Bvh(scene), lamp).orElseThrow();
            int[] counts = new int[3];
            int hint = -1;
            for (int point = 0; point < 4000; point++) {
                float[] o = new float[3];
                float[] to = new float[3];
                for (int axis = 0; axis < 3; axis++) {
                    o[axis] = draws.range(-3.3f, 3.3f);
                }
                if (point % 3 == 0) {
                    float[] away = MeshFixture.floats(MeshFixture.direction(draws));
                    behindATriangle(scene.mesh(), away, draws, o);
                }
                for (int axis = 0; axis < 3; axis++) {
                    to[axis] = lamp[axis] - o[axis];
                }
                int expected = BvhTest.blocked(scene.mesh(), o, to, 1);
                counts[expected + 1]++;
                int found = buffer.blocker(o[0], o[1], o[2], to[0], to[1], to[2], 1, hint);
                if (expected != 0) {
                    assertEquals(expected > 0, found >= 0, "lamp " + i + ", point " + point);
                }
                hint = point % 2 == 0 ? found : -1;
            }
            assertTrue(counts[0] > 100, counts[0] + " lit");
            assertTrue(counts[2] > 100, counts[2] + " hidden");
            assertTrue(counts[1] < 600, counts[1] + " doubtful");
        }
    }

    private static int blocker(LightBuffer buffer, float[] along, float x, float y, float z) {
        return buffer.blocker(x, y, z, -along[0], -along[1], -along[2], Float.MAX_VALUE, -1);
    }

    @Test
    void trianglesThatCoverEverythingAreLeftToTheTree() {
        MeshFixture stack = new MeshFixture();
        for (int i = 0; i < 40; i++) {
            stack.triangle(
                    new double[] {0, 0, i}, new double[] {1, 0, i}, new double[] {0, 1, i}, 0);
        }
        MeshScene scene = stack.scene(List.of(MeshFixture.lambert(1, 1, 1)));
        assertTrue(LightBuffer.along(new Bvh(scene), new float[] {0, 0, -1}).isEmpty());
        assertTrue(LightBuffer.along(new Bvh(scene), new float[] {1, 0, 0}).isPresent());
        MeshScene none = new MeshFixture().scene(List.of());
        assertTrue(LightBuffer.along(new Bvh(none), new float[] {0, 0, -1}).isEmpty());
    }

    @Test
    void pointsOutsideOfTheGridAreLit() {
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 2);
        MeshScene scene = BvhTest.soup(40, draws, 0.5f, 0.3f);
        for (float[] direction : new float[][] {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}}) {
            LightBuffer buffer = LightBuffer.along(new Bvh(scene), direction).orElseThrow();
            float far = 50;
            assertEquals(
                    -1,
                    blocker(
                            buffer,
                            direction,
                            -far * direction[0],
                            -far * direction[1],
                            -far * direction[2]),
                    "nothing is before what the light has not met");
            assertEquals(-1, blocker(buffer, direction, far, far, far), "nothing is beside all");
        }
    }
}
