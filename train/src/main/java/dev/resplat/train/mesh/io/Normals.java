package dev.resplat.train.mesh.io;

/**
 * Normals for meshes that have none: at a corner, the mean of the triangles around that make an
 * angle of less than 45 degrees with its own, weighted by their areas. So what is round is smooth,
 * and edges stay sharp.
 */
final class Normals {
    private static final double LEAST_COSINE = Math.sqrt(0.5);

    /** Where more triangles meet, all of them make one normal. */
    private static final int MOST_AROUND = 256;

    private final float[] positions;
    private final int[] corners;

    /** Of triangles, as long as their areas, {@code [T, 3]}. */
    private final float[] faces;

    /** Corners around vertices, those of vertex v from {@code starts[v]}. */
    private final int[] starts;

    private final int[] around;

    private Normals(float[] positions, int[] corners) {
        this.positions = positions;
        this.corners = corners;
        this.faces = faces(positions, corners);
        starts = new int[positions.length / 3 + 1];
        around = new int[corners.length];
        for (int vertex : corners) {
            starts[vertex + 1]++;
        }
        for (int v = 1; v < starts.length; v++) {
            starts[v] += starts[v - 1];
        }
        int[] next = starts.clone();
        for (int corner = 0; corner < corners.length; corner++) {
            around[next[corners[corner]]++] = corner;
        }
    }

    /**
     * Of triangles, as long as twice their areas.
     *
     * @param positions of vertices {@code [V, 3]}
     * @param corners vertices of triangles {@code [T, 3]}
     * @return {@code [T, 3]}
     */
    static float[] faces(float[] positions, int[] corners) {
        float[] faces = new float[corners.length];
        double[] a = new double[3];
        double[] b = new double[3];
        for (int t = 0; t < corners.length; t += 3) {
            for (int i = 0; i < 3; i++) {
                float origin = positions[3 * corners[t] + i];
                a[i] = positions[3 * corners[t + 1] + i] - origin;
                b[i] = positions[3 * corners[t + 2] + i] - origin;
            }
            for (int i = 0; i < 3; i++) {
                int j = (i + 1) % 3;
                int k = (i + 2) % 3;
                faces[t + i] = (float) (a[j] * b[k] - a[k] * b[j]);
            }
        }
        return faces;
    }

    /**
     * Finds the normals of corners; equal ones of a vertex are one.
     *
     * @param positions of vertices {@code [V, 3]}
     * @param corners vertices of triangles {@code [T, 3]}
     * @param normals takes them, unit vectors
     * @return of each corner the number of its normal, {@code [T, 3]}
     */
    static int[] add(float[] positions, int[] corners, Floats normals) {
        return new Normals(positions, corners).add(normals);
    }

    private int[] add(Floats normals) {
        int[] numbers = new int[corners.length];
        double[] sum = new double[3];
        for (int vertex = 0; vertex + 1 < starts.length; vertex++) {
            int first = normals.size() / 3;
            for (int i = starts[vertex]; i < starts[vertex + 1]; i++) {
                sum(vertex, around[i] / 3, sum);
                numbers[around[i]] = number(sum, first, normals);
            }
        }
        return numbers;
    }

    private void sum(int vertex, int own, double[] sum) {
        boolean all = starts[vertex + 1] - starts[vertex] > MOST_AROUND;
        double length = Math.sqrt(dot(own, own));
        sum[0] = 0;
        sum[1] = 0;
        sum[2] = 0;
        for (int i = starts[vertex]; i < starts[vertex + 1]; i++) {
            int other = around[i] / 3;
            double bound = LEAST_COSINE * length * Math.sqrt(dot(other, other));
            if (all || other == own || dot(own, other) > bound) {
                for (int axis = 0; axis < 3; axis++) {
                    sum[axis] += faces[3 * other + axis];
                }
            }
        }
    }

    private double dot(int s, int t) {
        double dot = 0;
        for (int axis = 0; axis < 3; axis++) {
            dot += (double) faces[3 * s + axis] * faces[3 * t + axis];
        }
        return dot;
    }

    private static int number(double[] sum, int first, Floats normals) {
        float[] unit = unit(sum[0], sum[1], sum[2]);
        for (int n = first; n < normals.size() / 3; n++) {
            if (normals.get(3 * n) == unit[0]
                    && normals.get(3 * n + 1) == unit[1]
                    && normals.get(3 * n + 2) == unit[2]) {
                return n;
            }
        }
        normals.add(unit[0], unit[1], unit[2]);
        return normals.size() / 3 - 1;
    }

    /** The vector of length 1 in a direction; +y if that is none. */
    static float[] unit(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return length > 0 && Double.isFinite(length)
                ? new float[] {(float) (x / length), (float) (y / length), (float) (z / length)}
                : new float[] {0, 1, 0};
    }
}
