package dev.resplat.train.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Mesh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SceneLibraryTest {
    private static final SceneLibrary LIBRARY = new SceneLibrary(7, config());

    static LibraryConfig config(String... changes) {
        return Config.named("library").with(List.of(changes)).as(LibraryConfig.class);
    }

    private static Plan plan(Kind kind, int i) {
        return new Plan(
                kind, Lighting.values()[i % 5], Finish.values()[i % 4], Rig.values()[i % 3]);
    }

    private static long checksum(LibraryScene scene) {
        CRC32 sum = new CRC32();
        Mesh mesh = scene.scene().mesh();
        for (float[] values : List.of(mesh.positions(), mesh.normals(), mesh.uvs())) {
            for (float value : values) {
                add(sum, Float.floatToIntBits(value));
            }
        }
        for (int i : mesh.triangles()) {
            add(sum, i);
        }
        for (int i : mesh.materials()) {
            add(sum, i);
        }
        for (Camera camera : scene.cameras(5, 64, 48)) {
            for (double value : camera.worldToCamera()) {
                add(sum, Float.floatToIntBits((float) value));
            }
        }
        return sum.getValue();
    }

    private static void add(CRC32 sum, int bits) {
        for (int shift = 0; shift < 32; shift += 8) {
            sum.update(bits >>> shift);
        }
    }

    /** Where this fails on some machine only, something depends on its arithmetic. */
    @Test
    void geometryAndCamerasAreThoseOfOtherMachines() {
        CRC32 sum = new CRC32();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < 6; i++) {
                add(sum, (int) checksum(LIBRARY.scene(i, plan(kind, i))));
            }
        }
        assertEquals(
                CHECKSUM,
                sum.getValue(),
                () ->
                        "0x%x: if scenes were changed on purpose, SceneLibrary.VERSION changes, too"
                                .formatted(sum.getValue()));
    }

    private static final long CHECKSUM = 0xa711fd34L;

    @Test
    void aNumberIsASceneOnAnyThread() {
        long[] expected =
                IntStream.range(0, 12).mapToLong(i -> checksum(LIBRARY.scene(i))).toArray();
        SceneLibrary other = new SceneLibrary(7, config());
        long[] parallel =
                IntStream.range(0, 12)
                        .parallel()
                        .mapToLong(i -> checksum(other.scene(i)))
                        .toArray();
        assertArrayEquals(expected, parallel);
        assertFalse(expected[0] == expected[1]);
        assertFalse(expected[0] == checksum(new SceneLibrary(8, config()).scene(0)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void scenesHaveThousandsOfTriangles(Kind kind) {
        for (int i = 0; i < 30; i++) {
            int count = LIBRARY.scene(i, plan(kind, i)).scene().mesh().triangleCount();
            assertTrue(count >= 1000 && count <= 9000, kind + " " + i + " has " + count);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void normalsAreUnitVectorsAndTrianglesHaveAreas(Kind kind) {
        for (int i = 0; i < 4; i++) {
            Mesh mesh = LIBRARY.scene(i, plan(kind, i)).scene().mesh();
            for (int v = 0; v < mesh.normals().length; v += 3) {
                float x = mesh.normals()[v];
                float y = mesh.normals()[v + 1];
                float z = mesh.normals()[v + 2];
                assertEquals(1, x * x + y * y + z * z, 1e-3);
            }
            for (float value : mesh.positions()) {
                assertTrue(Math.abs(value) < 200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void camerasKeepAwayFromEverything(Kind kind) {
        for (int i = 0; i < 9; i++) {
            LibraryScene scene = LIBRARY.scene(100 + i, plan(kind, i));
            for (Camera camera : scene.cameras(37, 64, 64)) {
                double distance = distance(scene.scene().mesh(), camera.center());
                int number = i;
                assertTrue(
                        distance > 0.29,
                        () -> "%s %d, %s: %s".formatted(kind, number, scene.plan(), distance));
            }
        }
    }

    private static double distance(Mesh mesh, double[] point) {
        double least = Double.MAX_VALUE;
        for (int t = 0; t < mesh.triangleCount(); t++) {
            least = Math.min(least, Meshes.distance(point, Meshes.corners(mesh, t)));
        }
        return least;
    }

    /** Neighbours of a walk look at the same things, and the whole of it goes somewhere. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aWalkIsSmooth(Kind kind) {
        double whole = 0;
        for (int i = 0; i < 8; i++) {
            Plan plan = new Plan(kind, Lighting.SUN, Finish.MIXED, Rig.WALK);
            List<Camera> cameras = LIBRARY.scene(i, plan).cameras(100, 64, 64);
            for (int k = 1; k < cameras.size(); k++) {
                double[] a = cameras.get(k - 1).center();
                double[] b = cameras.get(k).center();
                double step = Math.sqrt(Meshes.dot(Meshes.minus(a, b), Meshes.minus(a, b)));
                assertTrue(step < 0.25, "a step of " + step);
                double cosine = Meshes.dot(cameras.get(k - 1).forward(), cameras.get(k).forward());
                assertTrue(cosine > Math.cos(0.05), "a turn of " + Math.acos(cosine));
            }
            double[] way = Meshes.minus(cameras.get(99).center(), cameras.get(0).center());
            whole += Math.sqrt(Meshes.dot(way, way)) / 8;
        }
        assertTrue(whole > 0.3, "a mean way of " + whole);
    }

    @Test
    void fieldsOfViewAreThoseOfVideos() {
        for (int i = 0; i < 20; i++) {
            Camera camera = LIBRARY.scene(i).cameras(1, 160, 90).get(0);
            double degrees = Math.toDegrees(2 * Math.atan(45 / camera.fy()));
            assertTrue(degrees >= 50 && degrees <= 75, "a field of " + degrees);
        }
    }

    @Test
    void weightsDecideWhatScenesAre() {
        SceneLibrary rooms =
                new SceneLibrary(
                        1,
                        config(
                                "kind.objects=0",
                                "kind.street=0",
                                "kind.terrain=0",
                                "finish.smooth=12",
                                "lighting.sun=0"));
        int smooth = 0;
        for (int i = 0; i < 400; i++) {
            Plan plan = rooms.plan(i);
            assertEquals(Kind.ROOM, plan.kind());
            assertFalse(plan.lighting() == Lighting.SUN);
            smooth += plan.finish() == Finish.SMOOTH ? 1 : 0;
        }
        // Of 2 + 4 + 12 + 1.
        assertEquals(12 / 19.0, smooth / 400.0, 0.08);
    }

    @Test
    void weightsThatAreAllZeroAreAMistake() {
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () -> config("rig.walk=0", "rig.orbit=0", "rig.random=0"));
        assertTrue(mistake.getMessage().contains("walk"), mistake.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void materialsFitTheFinish(Kind kind) {
        for (int i = 0; i < 12; i++) {
            for (Finish finish : Finish.values()) {
                Plan plan = new Plan(kind, Lighting.AREA, finish, Rig.RANDOM);
                LibraryScene scene = LIBRARY.scene(i, plan);
                List<SceneAnnotation.MaterialNote> materials =
                        scene.annotation(scene.cameras(1, 8, 8)).materials();
                long smooth = materials.stream().filter(m -> m.roughness() <= 0.3).count();
                long metal =
                        materials.stream()
                                .filter(m -> m.roughness() <= 0.3 && m.metallic() == 1)
                                .count();
                boolean rough =
                        materials.stream().allMatch(m -> m.roughness() >= 0.6 && m.metallic() == 0);
                assertEquals(finish == Finish.ROUGH, rough, kind + " " + finish);
                assertTrue(finish != Finish.SMOOTH || smooth >= 3, kind + " is not smooth");
                assertTrue(finish != Finish.REFLECTIVE || metal >= 3, kind + " is no metal");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void lightsFitTheLighting(Kind kind) {
        Map<Lighting, Class<?>> expected = new HashMap<>();
        expected.put(Lighting.SUN, Light.Directional.class);
        expected.put(Lighting.LAMPS, Light.Point.class);
        expected.put(Lighting.AREA, Light.Area.class);
        for (int i = 0; i < 12; i++) {
            for (Lighting lighting : Lighting.values()) {
                Plan plan = new Plan(kind, lighting, Finish.MIXED, Rig.WALK);
                List<Light> lights = LIBRARY.scene(i, plan).scene().lights();
                Class<?> type = expected.get(lighting);
                assertEquals(type == null, lights.isEmpty(), kind + " " + lighting + " " + i);
                lights.forEach(light -> assertEquals(type, light.getClass()));
            }
        }
    }

    /** Two that are in one plane, over each other, of different materials, flicker. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void noTwoSurfacesAreInOnePlace(Kind kind) {
        for (int i = 0; i < 6; i++) {
            Mesh mesh = LIBRARY.scene(i, plan(kind, i)).scene().mesh();
            Map<String, List<Integer>> planes = new HashMap<>();
            for (int t = 0; t < mesh.triangleCount(); t++) {
                double[][] c = Meshes.corners(mesh, t);
                double[] n = Meshes.face(c);
                double length = Math.sqrt(Meshes.dot(n, n));
                if (length > 1e-6) {
                    String plane =
                            "%d %d %d %d"
                                    .formatted(
                                            Math.round(100 * n[0] / length),
                                            Math.round(100 * n[1] / length),
                                            Math.round(100 * n[2] / length),
                                            Math.round(500 * Meshes.dot(n, c[0]) / length));
                    planes.computeIfAbsent(plane, p -> new ArrayList<>()).add(t);
                }
            }
            for (List<Integer> plane : planes.values()) {
                for (int a : plane) {
                    for (int b : plane) {
                        boolean differ = mesh.materials()[a] != mesh.materials()[b];
                        assertFalse(
                                a < b && differ && overlap(mesh, a, b),
                                () -> describe(kind, mesh, a, b));
                    }
                }
            }
        }
    }

    private static String describe(Kind kind, Mesh mesh, int a, int b) {
        return "%s: materials %d and %d at %s, %s"
                .formatted(
                        kind,
                        mesh.materials()[a],
                        mesh.materials()[b],
                        Arrays.deepToString(Meshes.corners(mesh, a)),
                        Arrays.deepToString(Meshes.corners(mesh, b)));
    }

    /** Whether triangles of one plane overlap by more than 2 mm: no line has them on two sides. */
    private static boolean overlap(Mesh mesh, int a, int b) {
        double[][] p = Meshes.corners(mesh, a);
        double[][] q = Meshes.corners(mesh, b);
        double[] n = Meshes.face(p);
        for (double[][] c : List.of(p, q)) {
            for (int i = 0; i < 3; i++) {
                double[] out = Meshes.cross(Meshes.minus(c[(i + 1) % 3], c[i]), n);
                double length = Math.sqrt(Meshes.dot(out, out));
                double own = Double.NEGATIVE_INFINITY;
                double other = Double.POSITIVE_INFINITY;
                for (int k = 0; k < 3; k++) {
                    own = Math.max(own, Meshes.dot(out, (c == p ? p : q)[k]) / length);
                    other = Math.min(other, Meshes.dot(out, (c == p ? q : p)[k]) / length);
                }
                if (other > own - 0.002) {
                    return false;
                }
            }
        }
        return true;
    }
}
