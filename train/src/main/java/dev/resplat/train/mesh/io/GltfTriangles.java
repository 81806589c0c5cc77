package dev.resplat.train.mesh.io;

import dev.resplat.train.mesh.Mesh;

/** Triangles of glTF primitives in the world. */
final class GltfTriangles {
    /** Codes of what indices make. */
    static final int TRIANGLES = 4;

    static final int STRIP = 5;
    static final int FAN = 6;

    /**
     * A primitive.
     *
     * @param positions of vertices {@code [V, 3]}
     * @param normals {@code [V, 3]}; null if triangles are flat
     * @param uvs {@code [V, 2]}; null if there are none
     * @param corners vertices of triangles {@code [T, 3]}
     * @param material of all
     */
    record Part(double[] positions, double[] normals, double[] uvs, int[] corners, int material) {}

    private final Floats positions = new Floats();
    private final Floats normals = new Floats();
    private final Floats uvs = new Floats();
    private final Ints triangles = new Ints();
    private final Ints materials = new Ints();

    /** The triangles of indices (glTF 2.0, section 3.7.2.1). */
    static int[] corners(int mode, int[] indices) {
        int n = indices.length;
        if (mode == TRIANGLES) {
            int[] whole = new int[n - n % 3];
            System.arraycopy(indices, 0, whole, 0, whole.length);
            return whole;
        }
        int[] corners = new int[Math.max(0, 3 * (n - 2))];
        for (int i = 0; i + 2 < n; i++) {
            int odd = mode == STRIP ? i % 2 : 0;
            corners[3 * i] = indices[mode == FAN ? i + 1 : i];
            corners[3 * i + 1] = indices[mode == FAN ? i + 2 : i + 1 + odd];
            corners[3 * i + 2] = indices[mode == FAN ? 0 : i + 2 - odd];
        }
        return corners;
    }

    /** Adds a primitive where a node puts it. */
    void add(Part part, GltfTextures.Place place, Transform world) {
        int first = positions.size() / 3;
        // Flat triangles share no vertices.
        boolean flat = part.normals == null;
        int count = flat ? part.corners.length : part.positions.length / 3;
        for (int i = 0; i < count; i++) {
            int v = flat ? part.corners[i] : i;
            double x = part.positions[3 * v];
            double y = part.positions[3 * v + 1];
            double z = part.positions[3 * v + 2];
            positions.add(
                    (float) world.point(0, x, y, z),
                    (float) world.point(1, x, y, z),
                    (float) world.point(2, x, y, z));
            double u = part.uvs == null ? 0 : part.uvs[2 * v];
            double w = part.uvs == null ? 0 : part.uvs[2 * v + 1];
            uvs.add((float) place.u(u, w));
            uvs.add((float) place.v(u, w));
        }
        boolean mirrored = world.isMirrored();
        for (int t = 0; t < part.corners.length; t += 3) {
            for (int i = 0; i < 3; i++) {
                int corner = t + (mirrored ? (3 - i) % 3 : i);
                triangles.add(first + (flat ? corner : part.corners[corner]));
            }
            materials.add(part.material);
        }
        if (flat) {
            addFlat(first, count, mirrored);
        } else {
            addGiven(part, count, world);
        }
    }

    private void addFlat(int first, int count, boolean mirrored) {
        float[] own = new float[3 * count];
        int[] corners = new int[count];
        for (int i = 0; i < count; i++) {
            corners[i] = i - i % 3 + (mirrored ? (3 - i % 3) % 3 : i % 3);
            for (int axis = 0; axis < 3; axis++) {
                own[3 * i + axis] = positions.get(3 * (first + i) + axis);
            }
        }
        float[] faces = Normals.faces(own, corners);
        for (int i = 0; i < count; i++) {
            int t = i - i % 3;
            float[] unit = Normals.unit(faces[t], faces[t + 1], faces[t + 2]);
            normals.add(unit[0], unit[1], unit[2]);
        }
    }

    private void addGiven(Part part, int count, Transform world) {
        double[] m = world.normals();
        for (int v = 0; v < count; v++) {
            double x = part.normals[3 * v];
            double y = part.normals[3 * v + 1];
            double z = part.normals[3 * v + 2];
            float[] unit =
                    Normals.unit(
                            m[0] * x + m[1] * y + m[2] * z,
                            m[3] * x + m[4] * y + m[5] * z,
                            m[6] * x + m[7] * y + m[8] * z);
            normals.add(unit[0], unit[1], unit[2]);
        }
    }

    Mesh mesh() {
        return new Mesh(
                positions.toArray(),
                normals.toArray(),
                uvs.toArray(),
                triangles.toArray(),
                materials.toArray());
    }
}
