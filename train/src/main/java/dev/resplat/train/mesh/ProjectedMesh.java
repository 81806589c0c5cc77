package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;
import java.util.List;

/**
 * A mesh as a camera has it before it: its vertices in the frame of the camera, and where on the
 * image each triangle may be seen. Not changed any more when it is made.
 */
final class ProjectedMesh {
    private static final int AT_ONCE = 4096;

    final Mesh mesh;
    final List<Material> materials;

    /** The camera of samples: that of an image which is larger by the number of samples. */
    final Camera camera;

    /** Vertices in the camera's frame, {@code [V, 3]}. */
    final double[] points;

    /** First and last column and row of samples that a triangle may be seen in, {@code [T, 4]}. */
    final int[] extents;

    ProjectedMesh(MeshScene scene, Camera view, MeshRenderer.Options options) {
        mesh = scene.mesh();
        materials = scene.materials();
        camera = view.resized(view.width() * options.samples(), view.height() * options.samples());
        points = new double[mesh.positions().length];
        extents = new int[4 * mesh.triangleCount()];
        transform(options.parallel());
        bound(options.near(), options.parallel());
    }

    private void transform(boolean parallel) {
        double[] m = camera.worldToCamera();
        float[] world = mesh.positions();
        Chunks.run(
                mesh.vertexCount(),
                AT_ONCE,
                parallel,
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

    private void bound(double near, boolean parallel) {
        Chunks.run(
                mesh.triangleCount(),
                AT_ONCE,
                parallel,
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
}
