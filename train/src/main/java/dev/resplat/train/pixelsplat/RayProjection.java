package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Camera;

/**
 * How rays of one camera look in the image of another.
 *
 * <p>With depth t along a ray, its point is (U, V, W) = a + t b in homogeneous coordinates of the
 * other image, where (U / W, V / W) goes from (0, 0) to (1, 1) and W is the depth along the other
 * camera's axis. All that limits what is seen is linear in t: no case is special, also not rays
 * that cross the plane of the other camera, or lie in it.
 */
public final class RayProjection {
    /**
     * The least W, in units of the least depth: rays that run through the other camera itself are
     * seen as one point, but not from there.
     */
    private static final double LEAST = 1e-6;

    /** Of the segment that {@link #clip} writes: depths along the ray at its ends. */
    public static final int T = 0;

    /** Depths along the other camera's axis. */
    public static final int W = 2;

    /** (u, v) at both ends. */
    public static final int UV = 4;

    /** How many numbers it is. */
    public static final int SEGMENT = 8;

    private final Camera from;
    private final double near;
    private final double far;
    private final double[] a;

    /** From directions in the camera of the ray to b, {@code [3, 3]}. */
    private final double[] turn = new double[9];

    /** Rays of a camera, between two depths, in the image of another. */
    public RayProjection(Camera from, Camera to, double near, double far) {
        this.from = from;
        this.near = near;
        this.far = far;
        double[] f = from.worldToCamera();
        double[] g = to.worldToCamera();
        double[] center = {g[3], g[7], g[11]};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double r =
                        g[4 * i] * f[4 * j]
                                + g[4 * i + 1] * f[4 * j + 1]
                                + g[4 * i + 2] * f[4 * j + 2];
                turn[3 * i + j] = r;
                center[i] -= r * f[4 * j + 3];
            }
        }
        double[] x = {to.fx() / to.width(), 0, to.cx() / to.width()};
        double[] y = {0, to.fy() / to.height(), to.cy() / to.height()};
        for (int j = 0; j < 3; j++) {
            double z = turn[6 + j];
            turn[j] = x[0] * turn[j] + x[2] * z;
            turn[3 + j] = y[1] * turn[3 + j] + y[2] * z;
        }
        a =
                new double[] {
                    x[0] * center[0] + x[2] * center[2],
                    y[1] * center[1] + y[2] * center[2],
                    center[2]
                };
    }

    /**
     * What is seen of a ray.
     *
     * @param u where it leaves its image, in pixels
     * @param v the same, down
     * @param segment is written: {@code [SEGMENT]}; where nothing is seen, its values mean nothing
     * @return whether anything is seen
     */
    public boolean clip(double u, double v, double[] segment) {
        double x = (u - from.cx()) / from.fx();
        double y = (v - from.cy()) / from.fy();
        double unit = 1 / Math.sqrt(x * x + y * y + 1);
        x *= unit;
        y *= unit;
        double b0 = turn[0] * x + turn[1] * y + turn[2] * unit;
        double b1 = turn[3] * x + turn[4] * y + turn[5] * unit;
        double b2 = turn[6] * x + turn[7] * y + turn[8] * unit;
        segment[T] = near;
        segment[T + 1] = far;
        cut(a[2] - LEAST * near, b2, segment);
        cut(a[0], b0, segment);
        cut(a[2] - a[0], b2 - b0, segment);
        cut(a[1], b1, segment);
        cut(a[2] - a[1], b2 - b1, segment);
        if (!(segment[T] <= segment[T + 1])) {
            return false;
        }
        for (int end = 0; end < 2; end++) {
            double t = segment[T + end];
            double w = a[2] + t * b2;
            segment[W + end] = w;
            segment[UV + 2 * end] = (a[0] + t * b0) / w;
            segment[UV + 2 * end + 1] = (a[1] + t * b1) / w;
        }
        return true;
    }

    /**
     * Leaves of a segment where {@code p + t q >= 0}; nothing is left when it ends before it
     * begins.
     */
    private static void cut(double p, double q, double[] segment) {
        if (q > 0) {
            segment[T] = Math.max(segment[T], -p / q);
        } else if (q < 0) {
            segment[T + 1] = Math.min(segment[T + 1], -p / q);
        } else if (p < 0) {
            segment[T + 1] = Double.NEGATIVE_INFINITY;
        }
    }

    /**
     * One over the depth along the ray of what is seen at a part of the way along the segment in
     * the image. Along both lines 1 / W is linear, and so is t / W: triangulation of the two pixels
     * comes down to this. Where the ray is seen as one point, which tells no depth, it is that part
     * of the way in 1 / t.
     */
    public static double inverseDepth(double[] segment, double part) {
        double first = (1 - part) * segment[W + 1];
        double second = part * segment[W];
        return (first + second) / (first * segment[T] + second * segment[T + 1]);
    }
}
