package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which triangle each sample of an image sees: a z-buffer of {@code 1 / z}, which is linear on the
 * image, with the number of the triangle beside it. What is shaded afterwards is seen.
 *
 * <p>Bands of rows are independent of each other, and go through the triangles in their order, so
 * the result does not depend on how many there are. Where depths are equal the first triangle
 * stays.
 */
final class Visibility {
    /** Bands of an image that several threads draw. */
    private static final int BANDS = 16;

    private static final int VERTICES_AT_ONCE = 4096;

    private final Mesh mesh;
    private final List<Material> materials;

    /** The largest {@code 1 / z} that is drawn. */
    private final double nearest;

    private final boolean parallel;

    /** The camera of samples: an image that is larger by the number of samples. */
    private final Camera camera;

    /** Vertices in the camera's frame, {@code [V, 3]}. */
    final double[] points;

    /** Columns and rows of samples. */
    final int width;

    final int height;

    /** The triangle of each sample, -1 for none. */
    final int[] triangles;

    private final float[] inverseDepths;

    /** First and last column and row of samples that a triangle may be seen in, {@code [T, 4]}. */
    private final int[] extents;

    private Visibility(MeshScene scene, Camera view, MeshRenderer.Options options) {
        mesh = scene.mesh();
        materials = scene.materials();
        nearest = 1 / options.near();
        parallel = options.parallel();
        width = view.width() * options.samples();
        height = view.height() * options.samples();
        camera = view.resized(width, height);
        points = new double[mesh.positions().length];
        extents = new int[4 * mesh.triangleCount()];
        triangles = new int[width * height];
        inverseDepths = new float[width * height];
    }

    /** Looks at a scene. */
    static Visibility of(MeshScene scene, Camera camera, MeshRenderer.Options options) {
        Visibility visibility = new Visibility(scene, camera, options);
        visibility.transform();
        visibility.bound(options.near());
        visibility.draw();
        return visibility;
    }

    /** Does something for chunks of a range. */
    private interface Chunk {
        void run(int from, int to);
    }

    private void chunks(int total, int size, Chunk chunk) {
        IntStream starts = IntStream.range(0, (total + size - 1) / size);
        (parallel ? starts.parallel() : starts)
                .forEach(i -> chunk.run(i * size, Math.min(total, (i + 1) * size)));
    }

    private void transform() {
        double[] m = camera.worldToCamera();
        float[] world = mesh.positions();
        chunks(
                mesh.vertexCount(),
                VERTICES_AT_ONCE,
                (from, to) -> {
                    for (int i = 3 * from; i < 3 * to; i += 3) {
                        double x = world[i];
                        double y = world[i + 1];
                        double z = world[i + 2];
                        points[i] = m[0] * x + m[1] * y + m[2] * z + m[3];
                        points[i + 1] = m[4] * x + m[5] * y + m[6] * z + m[7];
                        points[i + 2] = m[8] * x + m[9] * y + m[10] * z + m[11];
                    }
                });
    }

    private void bound(double near) {
        chunks(
                mesh.triangleCount(),
                VERTICES_AT_ONCE,
                (from, to) -> {
                    Extent extent = new Extent(camera, near);
                    for (int t = from; t < to; t++) {
                        extent.clear();
                        if (isSeen(t)) {
                            int i = 3 * mesh.triangles()[3 * t];
                            int j = 3 * mesh.triangles()[3 * t + 1];
                            int k = 3 * mesh.triangles()[3 * t + 2];
                            extent.add(points, i, j);
                            extent.add(points, j, k);
                            extent.add(points, k, i);
                        }
                        extent.store(extents, 4 * t);
                    }
                });
    }

    /** Whether it shows its front, or has two. */
    private boolean isSeen(int t) {
        if (materials.get(mesh.materials()[t]).doubleSided()) {
            return true;
        }
        double[] v = points;
        int i = 3 * mesh.triangles()[3 * t];
        int j = 3 * mesh.triangles()[3 * t + 1];
        int k = 3 * mesh.triangles()[3 * t + 2];
        double x = v[j + 1] * v[k + 2] - v[j + 2] * v[k + 1];
        double y = v[j + 2] * v[k] - v[j] * v[k + 2];
        double z = v[j] * v[k + 1] - v[j + 1] * v[k];
        return v[i] * x + v[i + 1] * y + v[i + 2] * z < 0;
    }

    private void draw() {
        int rows = parallel ? Math.max(1, (height + BANDS - 1) / BANDS) : height;
        chunks(
                height,
                rows,
                (from, to) -> {
                    Arrays.fill(triangles, from * width, to * width, -1);
                    Edges edges = new Edges(camera);
                    for (int t = 0; t < mesh.triangleCount(); t++) {
                        int top = Math.max(from, extents[4 * t + 2]);
                        int bottom = Math.min(to - 1, extents[4 * t + 3]);
                        if (top <= bottom && extents[4 * t] <= extents[4 * t + 1]) {
                            draw(edges, t, top, bottom);
                        }
                    }
                });
    }

    private void draw(Edges edges, int t, int top, int bottom) {
        int i = 3 * mesh.triangles()[3 * t];
        int j = 3 * mesh.triangles()[3 * t + 1];
        int k = 3 * mesh.triangles()[3 * t + 2];
        if (!edges.set(points, i, j, k)) {
            return;
        }
        Material material = materials.get(mesh.materials()[t]);
        boolean holes = material.alphaCutoff() > 0;
        for (int row = top; row <= bottom; row++) {
            double y = row + 0.5;
            int left = extents[4 * t];
            int right = extents[4 * t + 1];
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
        int at = row * width;
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
            int at = row * width + column;
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
