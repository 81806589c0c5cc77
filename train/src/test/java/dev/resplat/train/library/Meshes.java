package dev.resplat.train.library;

import dev.resplat.train.mesh.Mesh;

/** What tests ask of triangles. */
final class Meshes {
    private Meshes() {}

    /** {@code [3, 3]}: corners of a triangle. */
    static double[][] corners(Mesh mesh, int triangle) {
        double[][] corners = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                corners[i][k] = mesh.positions()[3 * mesh.triangles()[3 * triangle + i] + k];
            }
        }
        return corners;
    }

    static double[] minus(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double[] cross(double[] a, double[] b) {
        return new double[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
    }

    /** At right angles to a triangle, to its front; as long as twice its area. */
    static double[] face(double[][] c) {
        return cross(minus(c[1], c[0]), minus(c[2], c[0]));
    }

    /** More than 0 for a closed surface that is seen from outside. */
    static double volume(Mesh mesh) {
        double sum = 0;
        for (int t = 0; t < mesh.triangleCount(); t++) {
            double[][] c = corners(mesh, t);
            sum += dot(c[0], cross(c[1], c[2])) / 6;
        }
        return sum;
    }

    /**
     * How far a point is from a triangle (Ericson 2004, "Real-time collision detection", 5.1.5).
     */
    static double distance(double[] p, double[][] c) {
        double[] ab = minus(c[1], c[0]);
        double[] ac = minus(c[2], c[0]);
        double[] ap = minus(p, c[0]);
        double[] n = cross(ab, ac);
        double area = dot(n, n);
        if (area > 0) {
            double v = dot(cross(ap, ac), n) / area;
            double w = dot(cross(ab, ap), n) / area;
            if (v >= 0 && w >= 0 && v + w <= 1) {
                return Math.abs(dot(ap, n)) / Math.sqrt(area);
            }
        }
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            double[] a = c[i];
            double[] d = minus(c[(i + 1) % 3], a);
            double length = Math.max(dot(d, d), 1e-20);
            double t = Math.min(Math.max(dot(minus(p, a), d) / length, 0), 1);
            double[] q = {p[0] - a[0] - t * d[0], p[1] - a[1] - t * d[1], p[2] - a[2] - t * d[2]};
            least = Math.min(least, Math.sqrt(dot(q, q)));
        }
        return least;
    }
}
