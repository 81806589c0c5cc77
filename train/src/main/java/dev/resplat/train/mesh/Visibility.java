package dev.resplat.train.mesh;

import java.util.Arrays;

/**
 * Which triangle each sample of some rows of an image sees: a z-buffer of {@code 1 / z}, which is
 * linear on the image, with the number of the triangle beside it. What is shaded afterwards is
 * seen.
 *
 * <p>Rows are independent of each other, and triangles are drawn in their order, so the result does
 * not depend on how an image is divided. Where depths are equal the first triangle stays.
 */
final class Visibility {
    private final ProjectedMesh projected;
    private final Mesh mesh;

    /** The largest {@code 1 / z} that is drawn. */
    private final double nearest;

    private final int width;

    /** The first row of samples. */
    private final int from;

    /** The triangle of each sample, -1 for none. */
    private final int[] triangles;

    private final float[] inverseDepths;

    /**
     * Looks at rows of samples.
     *
     * @param near triangles nearer than this along z are cut off
     * @param from the first row, {@code to} the one after the last
     */
    Visibility(ProjectedMesh projected, double near, int from, int to) {
        this.projected = projected;
        this.from = from;
        mesh = projected.mesh;
        nearest = 1 / near;
        width = projected.camera.width();
        triangles = new int[width * (to - from)];
        inverseDepths = new float[triangles.length];
        Arrays.fill(triangles, -1);
        draw(to);
    }

    /** The triangle that a sample sees, -1 for none. */
    int triangle(int column, int row) {
        return triangles[(row - from) * width + column];
    }

    private void draw(int to) {
        int[] extents = projected.extents;
        Edges edges = new Edges(projected.camera);
        for (int t = 0; t < mesh.triangleCount(); t++) {
            int top = Math.max(from, extents[4 * t + 2]);
            int bottom = Math.min(to - 1, extents[4 * t + 3]);
            if (top <= bottom && extents[4 * t] <= extents[4 * t + 1]) {
                draw(edges, t, top, bottom);
            }
        }
    }

    private void draw(Edges edges, int t, int top, int bottom) {
        int i = 3 * mesh.triangles()[3 * t];
        int j = 3 * mesh.triangles()[3 * t + 1];
        int k = 3 * mesh.triangles()[3 * t + 2];
        if (!edges.set(projected.points, i, j, k)) {
            return;
        }
        Material material = projected.materials.get(mesh.materials()[t]);
        boolean holes = material.alphaCutoff() > 0;
        for (int row = top; row <= bottom; row++) {
            double y = row + 0.5;
            int left = projected.extents[4 * t];
            int right = projected.extents[4 * t + 1];
            if (right - left > 4) {
                left = Math.max(left, first(edges, y, left, right));
                right = Math.min(right, last(edges, y, left, right));
            }
            if (holes) {
                perforated(edges, t, material, row, left, right);
            } else {
                span(edges, t, row, left, right);
            }
        }
    }

    /** A column that all columns of the triangle in this row are at or behind. */
    private static int first(Edges edges, double y, int left, int right) {
        double first = left;
        for (int edge = 0; edge < 3; edge++) {
            if (edges.a[edge] > 0) {
                first = Math.max(first, -edges.at(edge, 0, y) / edges.a[edge] - 1.5);
            }
        }
        return (int) Math.min(first, right + 1.0);
    }

    /** A column that all columns of the triangle in this row are at or before. */
    private static int last(Edges edges, double y, int left, int right) {
        double last = right;
        for (int edge = 0; edge < 3; edge++) {
            if (edges.a[edge] < 0) {
                last = Math.min(last, -edges.at(edge, 0, y) / edges.a[edge] + 0.5);
            }
        }
        return (int) Math.max(last, left - 1.0);
    }

    private void span(Edges edges, int t, int row, int left, int right) {
        double y = row + 0.5;
        double a0 = edges.a[0];
        double a1 = edges.a[1];
        double a2 = edges.a[2];
        double row0 = edges.b[0] * y + edges.c[0];
        double row1 = edges.b[1] * y + edges.c[1];
        double row2 = edges.b[2] * y + edges.c[2];
        double limit0 = edges.limit[0];
        double limit1 = edges.limit[1];
        double limit2 = edges.limit[2];
        double za = edges.za;
        double rowZ = edges.zb * y + edges.zc;
        int at = (row - from) * width;
        for (int column = left; column <= right; column++) {
            double x = column + 0.5;
            if (a0 * x + row0 > limit0 && a1 * x + row1 > limit1 && a2 * x + row2 > limit2) {
                double inverse = za * x + rowZ;
                if (inverse <= nearest && (float) inverse > inverseDepths[at + column]) {
                    inverseDepths[at + column] = (float) inverse;
                    triangles[at + column] = t;
                }
            }
        }
    }

    /** The same of a triangle whose texture has holes. */
    private void perforated(Edges edges, int t, Material material, int row, int left, int right) {
        double y = row + 0.5;
        for (int column = left; column <= right; column++) {
            double x = column + 0.5;
            double e0 = edges.at(0, x, y);
            double e1 = edges.at(1, x, y);
            double e2 = edges.at(2, x, y);
            double inverse = edges.inverseDepth(x, y);
            int at = (row - from) * width + column;
            if (e0 > edges.limit[0]
                    && e1 > edges.limit[1]
                    && e2 > edges.limit[2]
                    && inverse <= nearest
                    && (float) inverse > inverseDepths[at]) {
                double sum = e0 + e1 + e2;
                if (!material.isHole(
                        mesh, t, (float) (e0 / sum), (float) (e1 / sum), (float) (e2 / sum))) {
                    inverseDepths[at] = (float) inverse;
                    triangles[at] = t;
                }
            }
        }
    }
}
