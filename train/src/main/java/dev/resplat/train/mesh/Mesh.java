package dev.resplat.train.mesh;

/**
 * Triangles in the world. Their fronts are where their corners appear counter-clockwise.
 *
 * @param positions of vertices, {@code [V, 3]}
 * @param normals of vertices, unit vectors {@code [V, 3]}; they shade, and need not be those of the
 *     triangles
 * @param uvs where vertices are in textures, {@code [V, 2]}: u to the right, v down, {@code (0, 0)}
 *     the upper left corner
 * @param triangles indices of their vertices, {@code [T, 3]}
 * @param materials of triangles, indices into {@link MeshScene#materials}, {@code [T]}
 */
public record Mesh(
        float[] positions, float[] normals, float[] uvs, int[] triangles, int[] materials) {
    /**
     * Checks that the arrays fit each other.
     *
     * @throws IllegalArgumentException if not
     */
    public Mesh {
        int vertices = positions.length / 3;
        if (positions.length != 3 * vertices
                || normals.length != 3 * vertices
                || uvs.length != 2 * vertices
                || triangles.length != 3 * materials.length) {
            throw new IllegalArgumentException(
                    "a mesh of %d positions, %d normals, %d uvs, %d indices, %d materials"
                            .formatted(
                                    positions.length,
                                    normals.length,
                                    uvs.length,
                                    triangles.length,
                                    materials.length));
        }
        for (int vertex : triangles) {
            if (vertex < 0 || vertex >= vertices) {
                throw new IllegalArgumentException(
                        "a triangle has vertex %d of %d".formatted(vertex, vertices));
            }
        }
    }

    /** How many vertices there are. */
    public int vertexCount() {
        return positions.length / 3;
    }

    /** How many triangles there are. */
    public int triangleCount() {
        return materials.length;
    }
}
