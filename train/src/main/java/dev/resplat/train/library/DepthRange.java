package dev.resplat.train.library;

import dev.resplat.splat.Camera;
import dev.resplat.train.mesh.Mesh;
import java.util.List;

/**
 * Between which depths triangles are that cameras could see, were they not behind others.
 *
 * @param near metres along z
 * @param far metres along z
 */
record DepthRange(double near, double far) {
    /** Planes that a triangle is cut off at, and what it may have corners of. */
    private static final int MOST_CORNERS = 9;

    /** Nearer than any camera is to anything. */
    private static final double CUT = 0.02;

    /** That of some cameras; from 0 to 0 if they see nothing. */
    static DepthRange of(Mesh mesh, List<Camera> cameras) {
        double near = Double.POSITIVE_INFINITY;
        double far = 0;
        double[] points = new double[3 * mesh.vertexCount()];
        double[][] corners = new double[2][3 * MOST_CORNERS];
        for (Camera camera : cameras) {
            move(mesh, camera, points);
            double[] sides = {
                camera.cx() / camera.fx(),
                (camera.width() - camera.cx()) / camera.fx(),
                camera.cy() / camera.fy(),
                (camera.height() - camera.cy()) / camera.fy()
            };
            for (int t = 0; t < mesh.triangleCount(); t++) {
                for (int i = 0; i < 3; i++) {
                    System.arraycopy(points, 3 * mesh.triangles()[3 * t + i], corners[0], 3 * i, 3);
                }
                if (isBack(corners[0])) {
                    continue;
                }
                int n = clip(corners, sides);
                for (int i = 0; i < n; i++) {
                    double z = corners[1][3 * i + 2];
                    near = Math.min(near, z);
                    far = Math.max(far, z);
                }
            }
        }
        return far == 0 ? new DepthRange(0, 0) : new DepthRange(near, far);
    }

    private static void move(Mesh mesh, Camera camera, double[] points) {
        double[] m = camera.worldToCamera();
        float[] p = mesh.positions();
        for (int i = 0; i < points.length; i += 3) {
            for (int k = 0; k < 3; k++) {
                points[i + k] =
                        m[4 * k] * p[i]
                                + m[4 * k + 1] * p[i + 1]
                                + m[4 * k + 2] * p[i + 2]
                                + m[4 * k + 3];
            }
        }
    }

    /** Whether the camera, in the origin, is behind the triangle; curtains count on both sides. */
    private static boolean isBack(double[] c) {
        return c[2] < CUT && c[5] < CUT && c[8] < CUT;
    }

    /** Cuts what is in the first array off at the frustum, into the second. */
    private static int clip(double[][] corners, double[] sides) {
        int n = 3;
        double[] from = corners[0];
        double[] to = new double[3 * MOST_CORNERS];
        for (int plane = 0; plane < 5; plane++) {
            int count = 0;
            for (int i = 0; i < n; i++) {
                int a = 3 * i;
                int b = 3 * ((i + 1) % n);
                double da = distance(from, a, plane, sides);
                double db = distance(from, b, plane, sides);
                if (da >= 0) {
                    System.arraycopy(from, a, to, 3 * count++, 3);
                }
                if (da >= 0 != db >= 0) {
                    double t = da / (da - db);
                    for (int k = 0; k < 3; k++) {
                        to[3 * count + k] = from[a + k] + t * (from[b + k] - from[a + k]);
                    }
                    count++;
                }
            }
            n = count;
            double[] swap = from == corners[0] ? new double[3 * MOST_CORNERS] : from;
            from = to;
            to = swap;
        }
        System.arraycopy(from, 0, corners[1], 0, 3 * n);
        return n;
    }

    private static double distance(double[] c, int at, int plane, double[] sides) {
        return switch (plane) {
            case 0 -> c[at + 2] - CUT;
            case 1 -> c[at] + sides[0] * c[at + 2];
            case 2 -> sides[1] * c[at + 2] - c[at];
            case 3 -> c[at + 1] + sides[2] * c[at + 2];
            default -> sides[3] * c[at + 2] - c[at + 1];
        };
    }
}
