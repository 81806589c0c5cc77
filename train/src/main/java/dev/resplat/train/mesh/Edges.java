package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;

/**
 * The edge functions of a triangle on the image, without any division by depth (Olano and Greer
 * 1997, "Triangle scan conversion using 2D homogeneous coordinates"): with corners {@code v_i} in
 * the camera's frame and the ray {@code d(x, y)} of a pixel, {@code e_0 = d . (v_1 x v_2)} and so
 * on. A pixel is inside if all have the sign of {@code det = v_0 . (v_1 x v_2)}; {@code b_i = e_i /
 * sum e} are the barycentric coordinates of what is seen, in space, and {@code 1 / z = sum e /
 * det}. Corners behind the camera need no clipping.
 *
 * <p>Neighbours compute the function of a common edge from the same numbers with the opposite sign,
 * exactly: no pixel between them is missed or drawn twice.
 */
final class Edges {
    private final double fx;
    private final double fy;
    private final double cx;
    private final double cy;

    /** Edge i is {@code a[i] x + b[i] y + c[i]}, positive inside, whichever side is seen. */
    final double[] a = new double[3];

    final double[] b = new double[3];
    final double[] c = new double[3];

    /** Pixels where a function is larger than this are inside: 0, or a bit less if 0 is. */
    final double[] limit = new double[3];

    /** {@code 1 / z} is {@code za x + zb y + zc}. */
    double za;

    double zb;
    double zc;

    /** Whether the front is seen. */
    boolean front;

    Edges(Camera camera) {
        fx = camera.fx();
        fy = camera.fy();
        cx = camera.cx();
        cy = camera.cy();
    }

    /**
     * Computes the functions of a triangle.
     *
     * @param points vertices in the camera's frame, {@code [V, 3]}
     * @param i first value of the first corner in {@code points}; j and k of the others
     * @return whether it has a side: false if it is seen from its edge, or is none
     */
    boolean set(double[] points, int i, int j, int k) {
        double det = edge(0, points, j, k, points[i], points[i + 1], points[i + 2]);
        edge(1, points, k, i, 0, 0, 0);
        edge(2, points, i, j, 0, 0, 0);
        double size = Math.abs(det);
        if (!(size > Double.MIN_NORMAL)) {
            return false;
        }
        front = det < 0;
        double sign = front ? -1 : 1;
        za = 0;
        zb = 0;
        zc = 0;
        for (int edge = 0; edge < 3; edge++) {
            a[edge] *= sign;
            b[edge] *= sign;
            c[edge] *= sign;
            boolean owner = a[edge] > 0 || a[edge] == 0 && b[edge] > 0;
            limit[edge] = owner ? -Double.MIN_VALUE : 0;
            za += a[edge];
            zb += b[edge];
            zc += c[edge];
        }
        za /= size;
        zb /= size;
        zc /= size;
        return true;
    }

    /** Sets one function from {@code p x q} and returns the product with a third corner. */
    private double edge(int edge, double[] v, int p, int q, double x, double y, double z) {
        double nx = v[p + 1] * v[q + 2] - v[p + 2] * v[q + 1];
        double ny = v[p + 2] * v[q] - v[p] * v[q + 2];
        double nz = v[p] * v[q + 1] - v[p + 1] * v[q];
        a[edge] = nx / fx;
        b[edge] = ny / fy;
        c[edge] = nz - a[edge] * cx - b[edge] * cy;
        return nx * x + ny * y + nz * z;
    }

    /** A function at a place in pixels. */
    double at(int edge, double x, double y) {
        return a[edge] * x + (b[edge] * y + c[edge]);
    }

    /** {@code 1 / z} at a place in pixels. */
    double inverseDepth(double x, double y) {
        return za * x + (zb * y + zc);
    }
}
