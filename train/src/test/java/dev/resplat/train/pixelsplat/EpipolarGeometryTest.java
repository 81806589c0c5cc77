package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.RealData;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.View;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EpipolarGeometryTest {
    private static final int GRID = 7;
    private static final int SAMPLES = 9;

    /** Centre of a cell in pixels. */
    private static double middle(int cell, int pixels) {
        return (cell + 0.5) * pixels / GRID;
    }

    private static double distance(Camera a, Camera b) {
        double[] p = a.center();
        double[] q = b.center();
        return Math.hypot(Math.hypot(p[0] - q[0], p[1] - q[1]), p[2] - q[2]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "posed/fountain-P11",
                "posed/fox",
                "re10k/0bf152ef84195293",
                "re10k/2f25826f0d0ef09a"
            })
    void calibratedPhotographs(String name) {
        List<View> views = PosedScene.read(RealData.require(name), note -> {}).views();
        int seen = 0;
        for (int step : new int[] {1, 3, views.size() / 2}) {
            for (int i = 0; i + step < views.size(); i += 2) {
                List<Camera> pair = List.of(views.get(i).camera(), views.get(i + step).camera());
                double baseline = distance(pair.get(0), pair.get(1));
                seen += check(pair, 0.7 * baseline, 90 * baseline);
            }
        }
        assertTrue(seen > 300, "only " + seen + " rays were seen");
    }

    /** Checks both views of a pair; returns how many rays are seen. */
    private static int check(List<Camera> pair, double near, double far) {
        EpipolarGeometry all = EpipolarGeometry.of(pair, GRID, GRID, SAMPLES, near, far);
        int count = 0;
        for (int v = 0; v < 2; v++) {
            Camera from = pair.get(v);
            Camera to = pair.get(1 - v);
            TwoViews views = new TwoViews(from, to);
            DMatrixRMaj fundamental = views.fundamental();
            RayProjection rays = new RayProjection(from, to, near, far);
            double[] segment = new double[RayProjection.SEGMENT];
            for (int q = 0; q < GRID * GRID; q++) {
                double x = middle(q % GRID, from.width());
                double y = middle(q / GRID, from.height());
                int line = v * GRID * GRID + q;
                assertEquals(all.seen()[line], rays.clip(x, y, segment));
                assertTrue(all.seen()[line] || !visible(from, to, x, y, near, far), "q " + q);
                if (all.seen()[line]) {
                    count++;
                    assertWhole(segment, near, far);
                    double half = 1 / RayProjection.inverseDepth(segment, 0.5);
                    assertTrue(inside(to, point(from, x, y, half)), "q " + q);
                    for (int s = 0; s < SAMPLES; s++) {
                        int at = line * SAMPLES + s;
                        double px = (all.places()[2 * at] + 1) / 2 * to.width();
                        double py = (all.places()[2 * at + 1] + 1) / 2 * to.height();
                        assertEquals(0, TwoViews.distance(fundamental, x, y, px, py), 1e-4);
                        double depth = depth(views, segment, (s + 0.5) / SAMPLES, to, x, y);
                        double disparity = (1 / near - 1 / depth) / (1 / near - 1 / far);
                        assertEquals(disparity, all.disparities()[at], 1e-6);
                    }
                }
            }
        }
        return count;
    }

    /** Checks the depth of a place against a triangulation, which is returned. */
    private static double depth(
            TwoViews views, double[] segment, double part, Camera to, double x, double y) {
        double u = (1 - part) * segment[RayProjection.UV] + part * segment[RayProjection.UV + 2];
        double v =
                (1 - part) * segment[RayProjection.UV + 1] + part * segment[RayProjection.UV + 3];
        double depth = views.depth(x, y, u * to.width(), v * to.height());
        assertEquals(1, depth * RayProjection.inverseDepth(segment, part), 1e-6);
        return depth;
    }

    /** Each end is at the limit of depths or at an edge of the image, and none beyond. */
    private static void assertWhole(double[] segment, double near, double far) {
        double[] limits = {near, far};
        for (int end = 0; end < 2; end++) {
            double t = segment[RayProjection.T + end];
            double u = segment[RayProjection.UV + 2 * end];
            double v = segment[RayProjection.UV + 2 * end + 1];
            assertTrue(t >= near && t <= far);
            assertTrue(Math.min(u, v) > -1e-9 && Math.max(u, v) < 1 + 1e-9);
            double edge = Math.min(Math.min(u, 1 - u), Math.min(v, 1 - v));
            assertTrue(Math.abs(edge) < 1e-9 || t == limits[end], "end " + end + " is inside");
        }
    }

    /** Whether any of many points of the ray is in the image. */
    private static boolean visible(
            Camera from, Camera to, double x, double y, double near, double far) {
        int steps = 500;
        for (int i = 0; i <= steps; i++) {
            double part = (double) i / steps;
            double depth = 1 / ((1 - part) / near + part / far);
            if (inside(to, point(from, x, y, depth))) {
                return true;
            }
        }
        return false;
    }

    /** At a distance along the ray of a pixel. */
    private static double[] point(Camera from, double x, double y, double depth) {
        double dx = (x - from.cx()) / from.fx();
        double dy = (y - from.cy()) / from.fy();
        return from.point(x, y, depth / Math.sqrt(dx * dx + dy * dy + 1));
    }

    private static boolean inside(Camera camera, double[] point) {
        double[] m = camera.worldToCamera();
        double[] p = new double[3];
        for (int i = 0; i < 3; i++) {
            p[i] =
                    m[4 * i] * point[0]
                            + m[4 * i + 1] * point[1]
                            + m[4 * i + 2] * point[2]
                            + m[4 * i + 3];
        }
        double u = camera.fx() * p[0] / p[2] + camera.cx();
        double v = camera.fy() * p[1] / p[2] + camera.cy();
        return p[2] > 0 && u >= 0 && u <= camera.width() && v >= 0 && v <= camera.height();
    }

    @Test
    void camerasThatLookApartSeeNothing() {
        List<Camera> apart = List.of(Rig.camera(40, 30, 0, 0, 0), Rig.camera(40, 30, 0, -1, 180));
        EpipolarGeometry lines = EpipolarGeometry.of(apart, 4, 5, 3, 0.5, 50);
        for (boolean seen : lines.seen()) {
            assertFalse(seen);
        }
        for (float place : lines.places()) {
            assertEquals(EpipolarGeometry.NOWHERE, place);
        }
        for (float disparity : lines.disparities()) {
            assertEquals(1, disparity);
        }
    }

    @Test
    void raysThatCrossThePlaneOfTheOtherCameraEndBeforeIt() {
        Camera one = Rig.camera(40, 40, 0.3, 0, 0);
        Camera facing = Rig.camera(40, 40, 0, 5, 180);
        Camera aside = Rig.camera(40, 40, 3, 2, -80);
        assertTrue(check(List.of(one, facing), 0.2, 100) > GRID * GRID);
        assertTrue(check(List.of(one, aside), 0.2, 100) > GRID);
        EpipolarGeometry lines =
                EpipolarGeometry.of(List.of(one, facing), GRID, GRID, SAMPLES, 0.2, 100);
        for (int q = 0; q < GRID * GRID; q++) {
            float last = lines.disparities()[q * SAMPLES + SAMPLES - 1];
            double depth = 1 / (1 / 0.2 - last * (1 / 0.2 - 1 / 100.0));
            assertTrue(depth < 7, "a match at depth " + depth + " is behind the other camera");
        }
    }

    @Test
    void aRayThroughTheOtherCameraIsOnePoint() {
        Camera one = Rig.camera(35, 35, 0, 0, 0);
        double x = (middle(3, 35) - one.cx()) / one.fx();
        double y = (middle(3, 35) - one.cy()) / one.fy();
        Camera two =
                one.at(new double[] {1, 0, 0, -4 * x, 0, 1, 0, -4 * y, 0, 0, 1, -4, 0, 0, 0, 1});
        EpipolarGeometry lines =
                EpipolarGeometry.of(List.of(one, two), GRID, GRID, SAMPLES, 0.5, 80);
        int q = 3 * GRID + 3;
        assertTrue(lines.seen()[q]);
        for (int s = 0; s < SAMPLES; s++) {
            int at = q * SAMPLES + s;
            assertEquals(0, lines.places()[2 * at], 1e-5);
            assertEquals(0, lines.places()[2 * at + 1], 1e-5);
            double depth = 1 / (1 / 0.5 - lines.disparities()[at] * (1 / 0.5 - 1 / 80.0));
            assertTrue(depth > 4, "what it sees is in front of it, not at " + depth);
        }
    }

    @Test
    void viewsFromOnePlaceSeeDirections() {
        Camera camera = Rig.camera(35, 35, 1, 2, 20);
        EpipolarGeometry same =
                EpipolarGeometry.of(List.of(camera, camera), GRID, GRID, SAMPLES, 0.5, 80);
        for (int line = 0; line < same.seen().length; line++) {
            assertTrue(same.seen()[line]);
            int q = line % (GRID * GRID);
            for (int s = 0; s < SAMPLES; s++) {
                int at = line * SAMPLES + s;
                assertEquals(2.0 * (q % GRID + 0.5) / GRID - 1, same.places()[2 * at], 1e-6);
                assertEquals(2.0 * (q / GRID + 0.5) / GRID - 1, same.places()[2 * at + 1], 1e-6);
                assertEquals((s + 0.5) / SAMPLES, same.disparities()[at], 1e-6);
            }
        }
    }

    @Test
    void otherViewsAreInTheirOrder() {
        List<Camera> three =
                List.of(
                        Rig.camera(30, 20, 0, 0, 0),
                        Rig.camera(30, 20, 0.5, 0, -5),
                        Rig.camera(30, 20, 1, 0.2, -12));
        EpipolarGeometry all = EpipolarGeometry.of(three, 2, 3, 4, 1, 20);
        assertEquals(3 * 2 * 6 * 4 * 2, all.places().length);
        int each = 6 * 4;
        int[][] pairs = {{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}};
        for (int p = 0; p < pairs.length; p++) {
            List<Camera> pair = List.of(three.get(pairs[p][0]), three.get(pairs[p][1]));
            EpipolarGeometry two = EpipolarGeometry.of(pair, 2, 3, 4, 1, 20);
            for (int i = 0; i < each; i++) {
                assertEquals(two.disparities()[i], all.disparities()[p * each + i]);
                assertEquals(two.places()[2 * i], all.places()[2 * (p * each + i)]);
            }
        }
    }

    @Test
    void mistakes() {
        Camera camera = Rig.camera(10, 10, 0, 0, 0);
        List<Camera> two = List.of(camera, camera);
        assertThrows(
                IllegalArgumentException.class,
                () -> EpipolarGeometry.of(List.of(camera), 2, 2, 2, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> EpipolarGeometry.of(two, 2, 2, 2, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> EpipolarGeometry.of(two, 2, 2, 2, 2, 2));
    }
}
