package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;

/** The rectangle of an image that a triangle can be seen in, what is too near being clipped. */
final class Extent {
    private final Camera camera;
    private final double near;
    private double left;
    private double right;
    private double top;
    private double bottom;

    /**
     * Of triangles in the frame of a camera.
     *
     * @param near what is nearer along z is not seen
     */
    Extent(Camera camera, double near) {
        this.camera = camera;
        this.near = near;
    }

    /** Begins with nothing. */
    void clear() {
        left = Double.POSITIVE_INFINITY;
        top = Double.POSITIVE_INFINITY;
        right = Double.NEGATIVE_INFINITY;
        bottom = Double.NEGATIVE_INFINITY;
    }

    /** Adds the edge between two vertices, whose first values are at i and j. */
    void add(double[] points, int i, int j) {
        double zi = points[i + 2];
        double zj = points[j + 2];
        if (zi >= near) {
            add(points[i], points[i + 1], zi);
        }
        if (zi >= near != zj >= near) {
            double part = (near - zi) / (zj - zi);
            add(
                    points[i] + part * (points[j] - points[i]),
                    points[i + 1] + part * (points[j + 1] - points[i + 1]),
                    near);
        }
    }

    private void add(double x, double y, double z) {
        double u = camera.fx() * x / z + camera.cx();
        double v = camera.fy() * y / z + camera.cy();
        left = Math.min(left, u);
        right = Math.max(right, u);
        top = Math.min(top, v);
        bottom = Math.max(bottom, v);
    }

    /**
     * Stores first and last column, first and last row, of pixels whose middle may be inside;
     * firsts are larger than lasts if there is none.
     */
    void store(int[] extents, int at) {
        // A bit more, for the rounding of what is compared with edges.
        double margin = 1e-3;
        extents[at] = (int) Math.max(0, Math.ceil(left - 0.5 - margin));
        extents[at + 1] = (int) Math.min(camera.width() - 1, Math.floor(right - 0.5 + margin));
        extents[at + 2] = (int) Math.max(0, Math.ceil(top - 0.5 - margin));
        extents[at + 3] = (int) Math.min(camera.height() - 1, Math.floor(bottom - 0.5 + margin));
    }
}
