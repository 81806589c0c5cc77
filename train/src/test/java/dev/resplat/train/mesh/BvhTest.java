package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.data.Draws;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether something is in the way, against looking at each triangle in double. */
class BvhTest {
    private static final List<Material> WHITE = List.of(MeshFixture.lambert(1, 1, 1));

    private static MeshScene soup(int count, Draws draws, float spread, float size) {
        MeshFixture fixture = new MeshFixture();
        for (int t = 0; t < count; t++) {
            double[] at =
                    MeshFixture.plus(
                            new double[3],
                            spread * draws.uniform(),
                            MeshFixture.direction(draws),
                            0,
                            new double[3]);
            double[][] corners = new double[3][];
            for (int i = 0; i < 3; i++) {
                double[] way = MeshFixture.direction(draws);
                corners[i] = MeshFixture.plus(at, draws.logRange(0.05f * size, size), way, 0, way);
            }
            if (t % 10 == 3) {
                corners[2] = corners[t % 20 == 3 ? 1 : 0];
            }
            fixture.triangle(corners[0], corners[1], corners[2], 0);
        }
        return fixture.scene(WHITE);
    }

    /** 1 if something is in the way, -1 if not, 0 if rounding decides. */
    private static int blocked(Mesh mesh, float[] o, float[] d, double reach) {
        int result = -1;
        double[] from = {o[0], o[1], o[2]};
        double[] way = {d[0], d[1], d[2]};
        for (int t = 0; t < mesh.triangleCount(); t++) {
            double[] p = corner(mesh, t, 0);
            double[] e1 = MeshFixture.minus(corner(mesh, t, 1), p);
            double[] e2 = MeshFixture.minus(corner(mesh, t, 2), p);
            double[] n = MeshFixture.cross(e1, e2);
            double det = -MeshFixture.dot(n, way);
            double flat = Math.sqrt(MeshFixture.dot(n, n) * MeshFixture.dot(way, way));
            double[] s = MeshFixture.minus(from, p);
            if (Math.abs(det) < 1e-3 * flat || flat == 0) {
                // Along the triangle: blocks if it passes closely at all.
                if (flat > 0
                        && Math.abs(MeshFixture.dot(s, n))
                                < 1e-2 * Math.sqrt(MeshFixture.dot(n, n))) {
                    result = result == 1 ? 1 : 0;
                }
                continue;
            }
            double[] q = MeshFixture.cross(s, way);
            double b1 = MeshFixture.dot(e2, q) / det;
            double b2 = -MeshFixture.dot(e1, q) / det;
            double z = MeshFixture.dot(s, n) / det;
            double inside = Math.min(Math.min(b1, b2), 1 - b1 - b2);
            double within = Math.min(z, reach - z);
            if (inside > 1e-3 && within > 1e-4) {
                return 1;
            }
            if (inside > -1e-3 && within > -1e-4) {
                result = 0;
            }
        }
        return result;
    }

    private static double[] corner(Mesh mesh, int t, int corner) {
        int at = 3 * mesh.triangles()[3 * t + corner];
        float[] p = mesh.positions();
        return new double[] {p[at], p[at + 1], p[at + 2]};
    }

    private static int[] assertBlocks(MeshScene scene, Draws draws, int rays, float spread) {
        Bvh bvh = new Bvh(scene);
        int[] counts = new int[3];
        Mesh mesh = scene.mesh();
        for (int i = 0; i < rays; i++) {
            float[] o = new float[3];
            float[] d = MeshFixture.floats(MeshFixture.direction(draws));
            for (int axis = 0; axis < 3; axis++) {
                o[axis] = draws.range(-spread, spread);
            }
            if (i % 2 == 0 && mesh.triangleCount() > 0) {
                // Towards a triangle that is one, as rays at random meet little.
                int t = draws.below(mesh.triangleCount());
                t -= t % 10 == 3 ? 1 : 0;
                double[] at = corner(mesh, t, 0);
                at =
                        MeshFixture.plus(
                                at,
                                0.3,
                                MeshFixture.minus(corner(mesh, t, 1), at),
                                0.3,
                                MeshFixture.minus(corner(mesh, t, 2), at));
                double[] from = {o[0], o[1], o[2]};
                d = MeshFixture.floats(MeshFixture.unit(MeshFixture.minus(at, from)));
            }
            float reach = i % 3 == 0 ? Float.MAX_VALUE : draws.range(0.1f, 2 * spread);
            int expected = blocked(mesh, o, d, reach);
            counts[expected + 1]++;
            if (expected != 0) {
                boolean blocks = bvh.blocker(o[0], o[1], o[2], d[0], d[1], d[2], reach, -1) >= 0;
                assertEquals(expected > 0, blocks, "ray " + i);
            }
        }
        return counts;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 60, 700})
    void raysMeetWhatIsInTheirWay(int count) {
        for (int seed = 0; seed < 3; seed++) {
            Draws draws = new Draws(seed, Draws.Purpose.NOISE, 50 + count);
            MeshScene scene = soup(count, draws, 3, count > 100 ? 0.5f : 2);
            int[] counts = assertBlocks(scene, draws, 3000, 4);
            assertTrue(counts[0] > 300, counts[0] + " free");
            assertTrue(counts[2] > (count == 0 ? -1 : 300), counts[2] + " blocked");
            assertTrue(counts[1] < 600, counts[1] + " doubtful");
        }
    }

    @Test
    void raysAlongAxesInThePlanesOfBoxes() {
        // Boxes of a grid of cubes: rays begin in the planes of their sides, and run in them.
        MeshFixture fixture = new MeshFixture();
        for (int i = 0; i < 64; i++) {
            double[] at = {i % 4, i / 4 % 4, i / 16};
            double[][] unit = {{0.25, 0, 0}, {0, 0.25, 0}, {0, 0, 0.25}};
            for (int axis = 0; axis < 3; axis++) {
                double[] u = unit[(axis + 1) % 3];
                double[] v = unit[(axis + 2) % 3];
                fixture.quad(MeshFixture.plus(at, 1, unit[axis], 0, u), u, v, 0);
                fixture.quad(MeshFixture.plus(at, -1, unit[axis], 0, u), v, u, 0);
            }
        }
        MeshScene scene = fixture.scene(WHITE);
        Bvh bvh = new Bvh(scene);
        int blocked = 0;
        for (int i = 0; i < 6 * 9 * 9; i++) {
            int axis = i % 3;
            float sign = i / 3 % 2 * 2 - 1;
            float[] o = new float[3];
            // From one side of the grid in steps of a quarter, or half an eighth beside.
            o[axis] = sign > 0 ? -0.25f : 3.25f;
            o[(axis + 1) % 3] = i / 6 % 9 * 0.125f;
            o[(axis + 2) % 3] = i / 54 * 0.125f;
            for (float zero : new float[] {0f, -0f, 1e-40f, Float.MIN_VALUE}) {
                float[] d = {zero, zero, zero};
                d[axis] = sign;
                // The far sides of the first cube, or the next cubes, if it passes through them.
                float across = o[(axis + 1) % 3];
                float along = o[(axis + 2) % 3];
                boolean in = inside(across) && inside(along);
                boolean out = outside(across) || outside(along);
                // Diagonals of sides are hit from one of both triangles at the latest.
                boolean blocks = bvh.blocker(o[0], o[1], o[2], d[0], d[1], d[2], 10, -1) >= 0;
                String ray = "axis " + axis + " from " + across + ", " + along + " by " + zero;
                if (in) {
                    assertTrue(blocks, ray);
                    blocked++;
                } else if (out) {
                    assertFalse(blocks, ray);
                }
            }
        }
        assertTrue(blocked > 300, "blocked " + blocked);
    }

    private static boolean inside(float at) {
        return Math.abs(at - Math.round(at)) < 0.25f;
    }

    private static boolean outside(float at) {
        return Math.abs(at - Math.round(at)) > 0.25f;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 300, 20000})
    void manyTrianglesInOnePlaceAreDividedAnyway(int count) {
        MeshFixture fixture = new MeshFixture();
        double[] p = {0, 0, 1};
        int first = fixture.vertex(p, new double[] {0, 0, 1}, 0, 0);
        fixture.vertex(new double[] {1, 0, 1}, new double[] {0, 0, 1}, 0, 0);
        fixture.vertex(new double[] {0, 1, 1}, new double[] {0, 0, 1}, 0, 0);
        for (int i = 0; i < count; i++) {
            fixture.triangle(first, first + 1, first + 2, 0);
        }
        Bvh bvh = new Bvh(fixture.scene(WHITE));
        assertTrue(bvh.blocker(0.2f, 0.2f, 0, 0, 0, 1, 2, -1) >= 0);
        assertFalse(bvh.blocker(0.2f, 0.2f, 0, 0, 0, 1, 0.9f, -1) >= 0);
        assertFalse(bvh.blocker(0.2f, 0.2f, 2, 0, 0, 1, 9, -1) >= 0);
        assertFalse(bvh.blocker(0.7f, 0.7f, 0, 0, 0, 1, 9, -1) >= 0);
        assertTrue(bvh.blocker(0.2f, 0.2f, 3, 0, 0, -1, Float.MAX_VALUE, -1) >= 0);
    }

    @Test
    void trianglesOfAllSizesDoNotGoDeeperThanTheStack() {
        // Each a thousandth of the one before: each cut takes off one.
        MeshFixture fixture = new MeshFixture();
        for (int i = 0; i < 120; i++) {
            double at = Math.pow(2, -i);
            for (int copy = 0; copy < 40; copy++) {
                double[] p = {at, 0, 0};
                fixture.triangle(p, new double[] {at, at, 0}, new double[] {at, 0, at}, 0);
            }
        }
        Bvh bvh = new Bvh(fixture.scene(WHITE));
        assertTrue(bvh.blocker(-1, 0.01f, 0.01f, 1, 0, 0, 9, -1) >= 0);
        assertFalse(bvh.blocker(-1, 0.6f, 0.6f, 1, 0, 0, 9, -1) >= 0);
        assertTrue(bvh.blocker(-1, 1e-9f, 1e-9f, 1, 0, 0, 1.001f, -1) >= 0);
        assertFalse(bvh.blocker(-1, -1, 1e-9f, 1, 0, 0, 9, -1) >= 0);
    }

    @Test
    void aSceneOfOneTriangleOrNoneHasADiagonal() {
        assertEquals(0, new Bvh(new MeshFixture().scene(List.of())).diagonal());
        MeshScene one =
                new MeshFixture()
                        .triangle(
                                new double[] {0, 0, 0},
                                new double[] {3, 0, 0},
                                new double[] {0, 4, 0},
                                0)
                        .scene(WHITE);
        assertEquals(5, new Bvh(one).diagonal(), 1e-6);
    }
}
