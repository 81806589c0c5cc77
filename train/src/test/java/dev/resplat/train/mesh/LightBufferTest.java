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
            LightBuffer buffer = LightBuffer.of(new Bvh(scene), direction).orElseThrow();
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
                int found = buffer.blocker(o[0], o[1], o[2], hint);
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

    @Test
    void trianglesThatCoverEverythingAreLeftToTheTree() {
        MeshFixture stack = new MeshFixture();
        for (int i = 0; i < 40; i++) {
            stack.triangle(
                    new double[] {0, 0, i}, new double[] {1, 0, i}, new double[] {0, 1, i}, 0);
        }
        MeshScene scene = stack.scene(List.of(MeshFixture.lambert(1, 1, 1)));
        assertTrue(LightBuffer.of(new Bvh(scene), new float[] {0, 0, -1}).isEmpty());
        assertTrue(LightBuffer.of(new Bvh(scene), new float[] {1, 0, 0}).isPresent());
        MeshScene none = new MeshFixture().scene(List.of());
        assertTrue(LightBuffer.of(new Bvh(none), new float[] {0, 0, -1}).isEmpty());
    }

    @Test
    void pointsOutsideOfTheGridAreLit() {
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 2);
        MeshScene scene = BvhTest.soup(40, draws, 0.5f, 0.3f);
        for (float[] direction : new float[][] {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}}) {
            LightBuffer buffer = LightBuffer.of(new Bvh(scene), direction).orElseThrow();
            float far = 50;
            assertEquals(
                    -1,
                    buffer.blocker(
                            -far * direction[0], -far * direction[1], -far * direction[2], -1),
                    "nothing is before what the light has not met");
            assertEquals(-1, buffer.blocker(far, far, far, -1), "nothing is beside all");
        }
    }
}
