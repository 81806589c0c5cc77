package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;

/** Finds what a camera sees by intersecting one ray after the other with all triangles. */
final class RayCaster {
    private final MeshScene scene;
    private final double[] eye;
    private final double near;

    /** First corner, two edges and their cross product of each triangle, {@code [T][4][3]}. */
    private final double[][][] frames;

    /** What the last ray hit, -1 for nothing. */
    int triangle;

    /** Along z. */
    double depth;

    /** Weights of the second and the third corner. */
    double b1;

    double b2;

    /** Whether rounding may have decided that. */
    boolean doubtful;

    RayCaster(MeshScene scene, double[] eye, double near) {
        this.scene = scene;
        this.eye = eye;
        this.near = near;
        Mesh mesh = scene.mesh();
        frames = new double[mesh.triangleCount()][4][];
        for (int t = 0; t < frames.length; t++) {
            double[] p = corner(mesh, t, 0);
            frames[t][0] = MeshFixture.minus(eye, p);
            frames[t][1] = MeshFixture.minus(corner(mesh, t, 1), p);
            frames[t][2] = MeshFixture.minus(corner(mesh, t, 2), p);
            frames[t][3] = MeshFixture.cross(frames[t][1], frames[t][2]);
        }
    }

    private static double[] corner(Mesh mesh, int t, int corner) {
        int at = 3 * mesh.triangles()[3 * t + corner];
        float[] p = mesh.positions();
        return new double[] {p[at], p[at + 1], p[at + 2]};
    }

    /** Looks through a place in an image. */
    void cast(Camera camera, double x, double y) {
        double[] way = MeshFixture.minus(camera.point(x, y, 1), eye);
        double squared = MeshFixture.dot(way, way);
        double second = Double.POSITIVE_INFINITY;
        double unsure = Double.POSITIVE_INFINITY;
        depth = Double.POSITIVE_INFINITY;
        triangle = -1;
        for (int t = 0; t < frames.length; t++) {
            double[] normal = frames[t][3];
            double det = -MeshFixture.dot(normal, way);
            boolean oneSide = !scene.materials().get(scene.mesh().materials()[t]).doubleSided();
            double flat = 1e-24 * MeshFixture.dot(normal, normal) * squared;
            if (!(det * det > flat) || oneSide && det < 0) {
                continue;
            }
            double[] q = MeshFixture.cross(frames[t][0], way);
            double first = MeshFixture.dot(frames[t][2], q) / det;
            double other = -MeshFixture.dot(frames[t][1], q) / det;
            double z = MeshFixture.dot(frames[t][0], normal) / det;
            double least = Math.min(Math.min(first, other), 1 - first - other);
            if (least < -1e-6 || !(z > near * (1 - 1e-6))) {
                continue;
            }
            if (least < 1e-6 || z < near * (1 + 1e-6)) {
                unsure = Math.min(unsure, z);
            } else if (z < depth) {
                second = depth;
                depth = z;
                triangle = t;
                b1 = first;
                b2 = other;
            } else {
                second = Math.min(second, z);
            }
        }
        doubtful = Math.min(unsure, second) < depth * (1 + 1e-6);
    }

    /** What the last ray found of an attribute of vertices, {@code [V, size]}. */
    double mixed(float[] values, int size, int channel) {
        int[] corners = scene.mesh().triangles();
        double p = values[size * corners[3 * triangle] + channel];
        double q = values[size * corners[3 * triangle + 1] + channel];
        double r = values[size * corners[3 * triangle + 2] + channel];
        return p + b1 * (q - p) + b2 * (r - p);
    }
}
