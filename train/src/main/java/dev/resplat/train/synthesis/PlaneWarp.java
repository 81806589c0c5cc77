package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;

/**
 * What another camera shows of a plane: the homography that a plane {@code n X = h} induces
 * (Hartley and Zisserman 2004, section 13.1). A ray {@code o + s r} of the new camera meets the
 * plane at {@code s = (h - n o) / (n r)}; times {@code n r} that point is linear in r, so pixels of
 * one image are a matrix times those of the other.
 */
final class PlaneWarp {
    /** {@code [3, 3]}: homogeneous pixel of the source, of {@code (u, v, 1)} of the target. */
    private final double[] matrix = new double[9];

    /** {@code [3]}: {@code n r} of {@code (u, v, 1)}. */
    private final double[] slope = new double[3];

    private final double distance;
    private final int width;
    private final int height;

    /**
     * Between two cameras.
     *
     * @param normal {@code [3]}, n
     * @param offset h
     */
    PlaneWarp(Camera target, Camera source, double[] normal, double offset) {
        width = source.width();
        height = source.height();
        double[] eye = target.center();
        distance = offset - dot(normal, eye);
        double[] s = source.worldToCamera();
        double[] rays = rays(target);
        for (int j = 0; j < 3; j++) {
            double[] ray = {rays[j], rays[3 + j], rays[6 + j]};
            slope[j] = dot(normal, ray);
            double[] q = new double[3];
            for (int i = 0; i < 3; i++) {
                q[i] = s[4 * i + 3] * slope[j];
                for (int k = 0; k < 3; k++) {
                    q[i] += s[4 * i + k] * (eye[k] * slope[j] + distance * ray[k]);
                }
            }
            matrix[j] = source.fx() * q[0] + source.cx() * q[2];
            matrix[3 + j] = source.fy() * q[1] + source.cy() * q[2];
            matrix[6 + j] = q[2];
        }
    }

    /** {@code R^T K^-1}: the direction in the world of a pixel {@code (u, v, 1)}. */
    private static double[] rays(Camera camera) {
        double[] m = camera.worldToCamera();
        double[] rays = new double[9];
        for (int k = 0; k < 3; k++) {
            rays[3 * k] = m[k] / camera.fx();
            rays[3 * k + 1] = m[4 + k] / camera.fy();
            rays[3 * k + 2] = m[8 + k] - camera.cx() * rays[3 * k] - camera.cy() * rays[3 * k + 1];
        }
        return rays;
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /**
     * The colour that the source has where the target's pixel is, between its pixels by linear
     * interpolation.
     *
     * @param u in pixels of the target
     * @param v in pixels of the target
     * @param colors of the source, {@code [height, width, 3]}
     * @param color {@code [3]}, takes it
     * @return whether the plane is in front of both cameras there, and inside the source's image
     */
    boolean sample(double u, double v, float[] colors, float[] color) {
        double forward = slope[0] * u + slope[1] * v + slope[2];
        double depth = matrix[6] * u + matrix[7] * v + matrix[8];
        if (!(distance * forward > 0) || !(depth * forward > 0)) {
            return false;
        }
        double x = (matrix[0] * u + matrix[1] * v + matrix[2]) / depth;
        double y = (matrix[3] * u + matrix[4] * v + matrix[5]) / depth;
        if (!(x >= 0 && x <= width && y >= 0 && y <= height)) {
            return false;
        }
        double left = Math.min(Math.max(x - 0.5, 0), width - 1);
        double top = Math.min(Math.max(y - 0.5, 0), height - 1);
        int x0 = (int) left;
        int y0 = (int) top;
        int right = x0 + 1 < width ? 3 : 0;
        int below = y0 + 1 < height ? 3 * width : 0;
        float fx = (float) (left - x0);
        float fy = (float) (top - y0);
        int at = 3 * (y0 * width + x0);
        for (int c = 0; c < 3; c++) {
            float above = colors[at + c] + fx * (colors[at + right + c] - colors[at + c]);
            float under =
                    colors[at + below + c]
                            + fx * (colors[at + below + right + c] - colors[at + below + c]);
            color[c] = above + fy * (under - above);
        }
        return true;
    }
}
