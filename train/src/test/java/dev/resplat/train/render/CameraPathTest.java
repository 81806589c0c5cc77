package dev.resplat.train.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of cameras: {@link Interpolation}, {@link Orbit} and {@link SceneExtent}. */
class CameraPathTest {
    private static final double[] UP = {0, 0, 1};

    private static Camera camera(double[] pose) {
        return new Camera(64, 48, 70, 71, 33, 23, pose);
    }

    /** A camera that looks at a point. */
    private static Camera looking(double[] eye, double[] target) {
        return camera(Pose.looking(eye, Vectors.minus(target, eye), UP));
    }

    /** Splats at these places. */
    private static Splats3d splats(double... means) {
        float[] places = new float[means.length];
        for (int i = 0; i < means.length; i++) {
            places[i] = (float) means[i];
        }
        int n = means.length / 3;
        float[] quats = new float[4 * n];
        for (int i = 0; i < n; i++) {
            quats[4 * i] = 1;
        }
        float[] logScales = new float[3 * n];
        java.util.Arrays.fill(logScales, -5);
        return new Splats3d(0, places, quats, logScales, new float[n], new float[3 * n]);
    }

    /** A point of the world as the camera has it. */
    private static double[] seen(Camera camera, double... point) {
        double[] m = camera.worldToCamera();
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            seen[i] =
                    m[4 * i] * point[0]
                            + m[4 * i + 1] * point[1]
                            + m[4 * i + 2] * point[2]
                            + m[4 * i + 3];
        }
        return seen;
    }

    private static void assertLooksAt(Camera camera, double[] point) {
        double[] seen = seen(camera, point);
        assertEquals(0, seen[0], 1e-6 * seen[2]);
        assertEquals(0, seen[1], 1e-6 * seen[2]);
        assertTrue(seen[2] > 0, "behind the camera");
    }

    /** Cameras on a ring about (1, 2, 3), which is as wide as an angle, in degrees. */
    private static List<Camera> ring(int count, double radius, double height, double arc) {
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double angle = Math.toRadians(arc) * i / count + 0.3;
            double[] eye = {1 + radius * Math.cos(angle), 2 + radius * Math.sin(angle), 3 + height};
            cameras.add(looking(eye, new double[] {1, 2, 3}));
        }
        return cameras;
    }

    // ---- Interpolation ---------------------------------------------------------------------

    @Test
    void aPathPassesThroughItsCameras() {
        List<Camera> keys = ring(5, 4, 1, 300);
        List<Camera> path = Interpolation.through(keys, 41);
        assertEquals(41, path.size());
        for (int i = 0; i < 5; i++) {
            assertEquals(keys.get(i).center()[0], path.get(10 * i).center()[0], 1e-12);
            assertArrayEquals(keys.get(i).worldToCamera(), path.get(10 * i).worldToCamera());
        }
        for (int i = 1; i < path.size(); i++) {
            double[] step = Vectors.minus(path.get(i).center(), path.get(i - 1).center());
            assertTrue(Vectors.length(step) < 0.8, "no jump at " + i);
            // Neighbours on the ring see almost the same.
            assertTrue(Vectors.dot(path.get(i).forward(), path.get(i - 1).forward()) > 0.98);
        }
    }

    @Test
    void aPathThroughStraightAndEvenCamerasIsStraightAndEven() {
        List<Camera> keys = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            double[] eye = {i, 2 * i, 0};
            keys.add(looking(eye, new double[] {i, 2 * i + 5, 0}));
        }
        List<Camera> path = Interpolation.through(keys, 7);
        for (int i = 0; i < 7; i++) {
            assertArrayEquals(new double[] {i / 2.0, i, 0}, path.get(i).center(), 1e-12);
            assertArrayEquals(new double[] {0, 1, 0}, path.get(i).forward(), 1e-12);
        }
    }

    /** Half way of a turn is half of the turn, and the shorter of two ways is taken. */
    @ParameterizedTest
    @ValueSource(ints = {10, 90, 170, 190, 350})
    void rotationsTurnEvenlyTheShorterWay(int degrees) {
        double angle = Math.toRadians(degrees);
        double[] eye = new double[3];
        double[] turned = {Math.sin(angle), Math.cos(angle), 0};
        List<Camera> keys =
                List.of(
                        camera(Pose.looking(eye, new double[] {0, 1, 0}, UP)),
                        camera(Pose.looking(eye, turned, UP)));
        double half = 0.5 * (degrees > 180 ? angle - 2 * Math.PI : angle);
        double[] expected = {Math.sin(half), Math.cos(half), 0};
        assertArrayEquals(expected, Interpolation.through(keys, 3).get(1).forward(), 1e-12);
    }

    @Test
    void intrinsicsChangeInProportionAndTheSizeIsThatOfTheFirst() {
        double[] pose = Pose.looking(new double[3], new double[] {0, 1, 0}, UP);
        Camera small = new Camera(10, 20, 30, 40, 5, 10, pose);
        Camera large = new Camera(20, 40, 80, 100, 10, 20, pose);
        Camera middle = Interpolation.through(List.of(small, large), 3).get(1);
        assertEquals(new Camera(10, 20, 35, 45, 5, 10, middle.worldToCamera()), middle);
    }

    @Test
    void pathsOfNothingAreErrors() {
        List<Camera> one = ring(1, 1, 1, 360);
        assertThrows(IllegalArgumentException.class, () -> Interpolation.through(one, 5));
        assertThrows(
                IllegalArgumentException.class, () -> Interpolation.through(ring(3, 1, 1, 9), 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> Orbit.of(List.of(), SceneExtent.of(splats()), 5));
        assertThrows(
                IllegalArgumentException.class, () -> Orbit.of(one, SceneExtent.of(splats()), 0));
        assertEquals(1, Interpolation.through(ring(3, 1, 1, 9), 1).size());
    }

    // ---- Orbit -----------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"4, 0", "4, 2", "1, 3", "2, -1"})
    void anOrbitGoesAroundWhatCamerasAllAroundLookAt(double radius, double height) {
        List<Camera> cameras = ring(9, radius, height, 360);
        List<Camera> path = Orbit.of(cameras, SceneExtent.of(splats(50, 60, 70)), 12);
        assertEquals(12, path.size());
        double[] center = {1, 2, 3};
        for (int i = 0; i < 12; i++) {
            Camera camera = path.get(i);
            assertLooksAt(camera, center);
            double[] offset = Vectors.minus(camera.center(), center);
            assertEquals(radius, Math.hypot(offset[0], offset[1]), 1e-6);
            assertEquals(height, offset[2], 1e-6);
            // What is above is above in the image.
            assertTrue(seen(camera, 1, 2, 3.1)[1] < 0, "upside down");
            double[] next = Vectors.minus(path.get((i + 1) % 12).center(), center);
            double cosine = (offset[0] * next[0] + offset[1] * next[1]) / radius / radius;
            assertEquals(Math.cos(Math.PI / 6), cosine, 1e-6);
            assertEquals(64, camera.width());
            assertEquals(70, camera.fx());
        }
        assertArrayEquals(cameras.get(0).center(), path.get(0).center(), 1e-6);
        assertNotEquals(path.get(1).center()[0], path.get(11).center()[0], 1e-3);
    }

    @Test
    void theCenterIsNearestToAxesThatDoNotMeet() {
        List<Camera> cameras =
                List.of(
                        looking(new double[] {5, 0, 1}, new double[] {0, 0, 1}),
                        looking(new double[] {-5, 0, 1}, new double[] {0, 0, 1}),
                        looking(new double[] {0, 5, 3}, new double[] {0, 0, 3}),
                        looking(new double[] {0, -5, 3}, new double[] {0, 0, 3}));
        // Half way between the axes, which pass each other at heights of 1 and 3.
        for (Camera camera : Orbit.of(cameras, SceneExtent.of(splats()), 5)) {
            assertLooksAt(camera, new double[] {0, 0, 2});
        }
    }

    @Test
    void camerasThatFaceEachOtherHaveAnOrbitAsWell() {
        List<Camera> cameras =
                List.of(
                        looking(new double[] {5, 0, 0}, new double[3]),
                        looking(new double[] {-5, 0, 0}, new double[3]));
        for (Camera camera : Orbit.of(cameras, SceneExtent.of(splats()), 5)) {
            assertLooksAt(camera, new double[3]);
            assertEquals(5, Vectors.length(camera.center()), 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void insideARoomAnOrbitLooksOutwards(double radius) {
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            double[] out = {Math.cos(Math.PI * i / 4), Math.sin(Math.PI * i / 4), 0};
            cameras.add(camera(Pose.looking(Vectors.times(radius, out), out, UP)));
        }
        List<Camera> path = Orbit.of(cameras, SceneExtent.of(splats()), 16);
        for (int i = 0; i < 8; i++) {
            // Every second frame is one of the cameras.
            boolean found = false;
            for (Camera camera : cameras) {
                found |= Vectors.dot(camera.forward(), path.get(2 * i).forward()) > 1 - 1e-9;
            }
            assertTrue(found, "frame " + 2 * i);
            assertEquals(radius, Vectors.length(path.get(i).center()), 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 100, 170})
    void camerasThatLookOneWayHaveASmallCircle(double arc) {
        List<Camera> cameras = ring(20, 4, 0, arc);
        double[] middle = new double[3];
        double[] forward = new double[3];
        for (Camera camera : cameras) {
            middle = Vectors.plus(middle, 0.05, camera.center());
            forward = Vectors.plus(forward, camera.forward());
        }
        forward = Vectors.unit(forward, UP);
        // Three splats in view, one behind and two aside: the median is 3.
        double[] means = new double[18];
        double[] depths = {2, 3, 7, -4, 2, 2};
        double[] right = Vectors.cross(forward, UP);
        for (int i = 0; i < 6; i++) {
            double[] place = Vectors.plus(middle, depths[i], forward);
            place = Vectors.plus(place, i < 4 ? 0 : 9, right);
            System.arraycopy(place, 0, means, 3 * i, 3);
        }
        List<Camera> path = Orbit.of(cameras, SceneExtent.of(splats(means)), 24);
        double radius = 0;
        for (Camera camera : cameras) {
            double[] offset = Vectors.minus(camera.center(), middle);
            radius += 0.05 * Vectors.length(Vectors.across(offset, forward));
        }
        double[] target = Vectors.plus(middle, 3, forward);
        double[] sum = new double[3];
        for (Camera camera : path) {
            double[] seen = seen(camera, target);
            assertEquals(0, seen[0], 1e-5);
            assertEquals(0, seen[1], 1e-5);
            double[] offset = Vectors.minus(camera.center(), middle);
            assertEquals(radius, Vectors.length(offset), 1e-9);
            assertEquals(0, Vectors.dot(offset, forward), 1e-9);
            sum = Vectors.plus(sum, offset);
        }
        assertEquals(0, Vectors.length(sum), 1e-9);
    }

    @Test
    void aSingleCameraHasASmallCircle() {
        Camera camera = looking(new double[3], new double[] {0, 1, 0});
        for (Camera frame : Orbit.of(List.of(camera), SceneExtent.of(splats(0, 10, 0)), 8)) {
            assertLooksAt(frame, new double[] {0, 10, 0});
            assertEquals(0.5, Vectors.length(frame.center()), 1e-9);
        }
    }

    @Test
    void camerasThatLookDownHaveASmallCircle() {
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            double[] eye = {i % 3, i / 3, 10};
            double[] down = {0.02 * (i % 2), 0.02 * (i % 3 - 1), -1};
            cameras.add(camera(Pose.looking(eye, down, new double[] {0, 1, 0})));
        }
        for (Camera frame : Orbit.of(cameras, SceneExtent.of(splats(1, 1, 0)), 8)) {
            assertTrue(frame.forward()[2] < -0.95, "looks down");
            assertEquals(10, frame.center()[2], 0.1);
        }
    }

    // ---- Without cameras -------------------------------------------------------------------

    @Test
    void withoutCamerasAnOrbitSeesAllSplatsOfABall() {
        double[] means = new double[3 * 1000];
        for (int i = 0; i < 1000; i++) {
            double z = 2 * (i + 0.5) / 1000 - 1;
            double level = Math.sqrt(1 - z * z);
            means[3 * i] = 5 + 2 * level * Math.cos(2.4 * i);
            means[3 * i + 1] = 6 + 2 * level * Math.sin(2.4 * i);
            means[3 * i + 2] = 7 + 2 * z;
        }
        List<Camera> path = SceneExtent.of(splats(means)).orbit(800, 600, 6);
        for (Camera camera : path) {
            double[] center = seen(camera, 5, 6, 7);
            assertEquals(0, Math.hypot(center[0], center[1]), 0.1);
            double most = 0;
            for (int i = 0; i < 1000; i++) {
                double[] p = seen(camera, means[3 * i], means[3 * i + 1], means[3 * i + 2]);
                assertTrue(p[2] > 0, "behind the camera");
                double x = camera.fx() * p[0] / p[2] + camera.cx();
                double y = camera.fy() * p[1] / p[2] + camera.cy();
                assertTrue(x > 0 && x < 800 && y > 0 && y < 600, x + ", " + y);
                most = Math.max(most, Math.abs(y - 300));
            }
            assertTrue(most > 150, "fills half of the height, but only " + most);
            assertTrue(camera.center()[1] < 6, "above, where y is less");
            assertTrue(seen(camera, 5, 5, 7)[1] < 0, "upside down");
        }
        assertNotEquals(path.get(0).center()[0], path.get(1).center()[0], 0.1);
    }

    @ParameterizedTest
    @ValueSource(floats = {-5, 0, 1000})
    void aSplatAloneIsSeen(float logScale) {
        Splats3d one =
                new Splats3d(
                        0,
                        new float[] {1, 2, 3},
                        new float[] {1, 0, 0, 0},
                        new float[] {logScale, 0, -3},
                        new float[1],
                        new float[3]);
        for (Camera camera : SceneExtent.of(one).orbit(80, 60, 3)) {
            if (logScale < 100) {
                assertLooksAt(camera, new double[] {1, 2, 3});
            }
        }
    }
}
