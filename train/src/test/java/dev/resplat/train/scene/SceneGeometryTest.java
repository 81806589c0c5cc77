package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.edit.Similarity;
import dev.resplat.train.config.UserMistake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SceneGeometryTest {
    private static double[] cloud(int count) {
        double[] points = new double[3 * count];
        for (int i = 0; i < points.length; i++) {
            points[i] = Math.sin(1 + 1.7 * i * i) * (1 + i % 3);
        }
        return points;
    }

    @Test
    void aSimilarityIsFoundAgain() {
        for (double[] pose : SceneFiles.poses(5)) {
            double[] r = new double[9];
            for (int i = 0; i < 9; i++) {
                r[i] = pose[4 * (i / 3) + i % 3];
            }
            double[] t = {pose[3], pose[7], pose[11]};
            Similarity expected = new Similarity(2.5, r, t);
            double[] from = cloud(9);
            Similarity actual = Alignment.of(from, expected.apply(from));
            assertEquals(2.5, actual.scale(), 1e-12);
            assertArrayEquals(r, actual.rotation(), 1e-12);
            assertArrayEquals(t, actual.translation(), 1e-12);
        }
    }

    /** Points on a plane, mirrored: the best rotation is no reflection (Umeyama 1991, lemma). */
    @Test
    void mirroredPointsAreTurnedNotMirrored() {
        double[] from = cloud(9);
        double[] to = from.clone();
        for (int i = 0; i < to.length; i += 3) {
            to[i] = -to[i];
        }
        Similarity found = Alignment.of(from, to);
        double[] r = found.rotation();
        double determinant =
                r[0] * (r[4] * r[8] - r[5] * r[7])
                        - r[1] * (r[3] * r[8] - r[5] * r[6])
                        + r[2] * (r[3] * r[7] - r[4] * r[6]);
        assertEquals(1, determinant, 1e-12);
        double best = squares(found.apply(from), to);
        // No turn or stretch of it is better.
        for (int axis = 0; axis < 3; axis++) {
            for (double angle : new double[] {-0.05, 0.05}) {
                double[] turn = {1, 0, 0, 0, 1, 0, 0, 0, 1};
                int a = (axis + 1) % 3;
                int b = (axis + 2) % 3;
                turn[4 * a] = Math.cos(angle);
                turn[4 * b] = Math.cos(angle);
                turn[3 * a + b] = -Math.sin(angle);
                turn[3 * b + a] = Math.sin(angle);
                double[] turned = new Similarity(1, turn, new double[3]).apply(from);
                assertTrue(squares(found.apply(turned), to) > best);
            }
        }
        Similarity larger =
                new Similarity(1.02 * found.scale(), found.rotation(), found.translation());
        assertTrue(squares(larger.apply(from), to) > best);
    }

    private static double squares(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    @Test
    void raysThroughAPointMeetInIt() {
        double[] point = {1, -2, 3};
        Rays rays = new Rays();
        for (int n = 0; n < 5; n++) {
            double[] d = {Math.sin(n + 1), Math.cos(2 * n), Math.sin(3 * n + 0.5)};
            double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            double[] origin = new double[3];
            for (int i = 0; i < 3; i++) {
                d[i] /= length;
                origin[i] = point[i] - (n + 2) * d[i];
            }
            rays.add(origin, d, 1 + n);
        }
        assertArrayEquals(point, rays.closestPoint().orElseThrow(), 1e-12);
        double[] z = {0, 0, 1};
        Rays parallel = new Rays().add(new double[3], z, 1).add(new double[] {1, 0, 0}, z, 1);
        assertTrue(parallel.closestPoint().isEmpty());
        // Halfway between two lines that do not meet.
        double[] between =
                new Rays()
                        .add(new double[3], z, 1)
                        .add(new double[] {1, 5, 7}, new double[] {0, 1, 0}, 1)
                        .closestPoint()
                        .orElseThrow();
        assertArrayEquals(new double[] {0.5, 0, 7}, between, 1e-12);
    }

    @Test
    void impreciseRotationsBecomeTheNearest() {
        double[] exact = SceneFiles.poses(1).get(0);
        double[] rounded = exact.clone();
        for (int i = 0; i < 12; i++) {
            rounded[i] = Math.round(1e3 * exact[i]) / 1e3;
        }
        double[] found = Rigid.worldToCamera(rounded, "test");
        assertArrayEquals(exact, found, 1e-3);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double dot = 0;
                for (int k = 0; k < 3; k++) {
                    dot += found[4 * i + k] * found[4 * j + k];
                }
                assertEquals(i == j ? 1 : 0, dot, 1e-14);
            }
        }
        // A scale of the whole matrix changes no ray.
        double[] scaled = exact.clone();
        for (int i = 0; i < 12; i++) {
            scaled[i] *= 3;
        }
        assertArrayEquals(exact, Rigid.worldToCamera(scaled, "test"), 1e-12);
        double[] center = new Camera(1, 1, 1, 1, 0, 0, exact).center();
        double[] back = new double[12];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                back[4 * i + j] = exact[4 * j + i];
            }
            back[4 * i + 3] = center[i];
        }
        assertArrayEquals(exact, Rigid.ofCameraToWorld(back, "test"), 1e-12);
        double[] mirrored = exact.clone();
        for (int i = 0; i < 4; i++) {
            mirrored[i] = -mirrored[i];
        }
        assertThrows(UserMistake.class, () -> Rigid.worldToCamera(mirrored, "test"));
        assertThrows(
                UserMistake.class, () -> Rigid.ofQuaternion(new double[4], new double[3], "test"));
    }

    /** A camera at a place that looks at another. */
    private static Camera look(double[] from, double[] to) {
        double[] f = unit(new double[] {to[0] - from[0], to[1] - from[1], to[2] - from[2]});
        double[] r = unit(cross(f, new double[] {0.1, 0.2, 1}));
        double[] d = cross(f, r);
        double[] c2w = {
            r[0], d[0], f[0], from[0], r[1], d[1], f[1], from[1], r[2], d[2], f[2], from[2]
        };
        return new Camera(100, 80, 90, 90, 50, 40, Rigid.ofCameraToWorld(c2w, "test"));
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
    }

    private static double[] unit(double[] v) {
        double length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        return new double[] {v[0] / length, v[1] / length, v[2] / length};
    }

    @Test
    void theFrameOfAnOrbitIsInItsMiddleEvenIfSomeCamerasAreLost() {
        double[] middle = {10, -20, 5};
        List<Camera> cameras = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            double angle = 2 * Math.PI * n / 40;
            double[] from = {10 + 4 * Math.cos(angle), -20 + 4 * Math.sin(angle), 6};
            cameras.add(look(from, middle));
        }
        SceneFrame frame = SceneFrame.of(cameras);
        assertArrayEquals(middle, frame.origin(), 0.1);
        assertEquals(1 / Math.sqrt(17), frame.scale(), 0.01);
        cameras.add(look(new double[] {1000, 0, 0}, new double[] {1000, 500, 0}));
        cameras.add(look(new double[] {0, -3000, 0}, new double[] {70, -3000, 900}));
        SceneFrame robust = SceneFrame.of(cameras);
        assertArrayEquals(middle, robust.origin(), 0.5);
        assertEquals(1 / Math.sqrt(17), robust.scale(), 0.05);
    }

    @Test
    void aFrameIsFollowedAndUndone() {
        SceneFrame frame = new SceneFrame(new double[] {1, 2, 3}, 0.5);
        float[] points = {1, 2, 3, 3, 0, 9};
        assertArrayEquals(new float[] {0, 0, 0, 1, -1, 3}, frame.apply(points));
        assertArrayEquals(points, frame.invert(frame.apply(points)));
        Camera camera = look(new double[] {5, 5, 5}, new double[] {0, 1, 0});
        assertArrayEquals(new double[] {2, 1.5, 1}, frame.apply(camera).center(), 1e-12);
        assertArrayEquals(camera.forward(), frame.apply(camera).forward(), 1e-12);
    }
}
