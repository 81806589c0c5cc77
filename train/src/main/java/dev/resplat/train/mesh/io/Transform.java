package dev.resplat.train.mesh.io;

import de.javagl.jgltf.impl.v2.Node;

/**
 * Where a node of glTF puts what is in it (glTF 2.0, section 3.5.3).
 *
 * @param m the first three rows of a matrix {@code [3, 4]}
 */
record Transform(double[] m) {
    static final Transform NONE = new Transform(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});

    static Transform of(Node node) {
        if (node.getMatrix() != null) {
            float[] columns = node.getMatrix();
            double[] m = new double[12];
            for (int i = 0; i < 12; i++) {
                m[i] = columns[4 * (i % 4) + i / 4];
            }
            return new Transform(m);
        }
        float[] t = node.getTranslation() == null ? new float[3] : node.getTranslation();
        float[] q = node.getRotation() == null ? new float[] {0, 0, 0, 1} : node.getRotation();
        float[] s = node.getScale() == null ? new float[] {1, 1, 1} : node.getScale();
        double length =
                (double) q[0] * q[0]
                        + (double) q[1] * q[1]
                        + (double) q[2] * q[2]
                        + (double) q[3] * q[3];
        double f = length > 0 ? 2 / length : 0;
        double x = q[0];
        double y = q[1];
        double z = q[2];
        double w = q[3];
        return new Transform(
                new double[] {
                    s[0] * (1 - f * (y * y + z * z)),
                    s[1] * f * (x * y - z * w),
                    s[2] * f * (x * z + y * w),
                    t[0],
                    s[0] * f * (x * y + z * w),
                    s[1] * (1 - f * (x * x + z * z)),
                    s[2] * f * (y * z - x * w),
                    t[1],
                    s[0] * f * (x * z - y * w),
                    s[1] * f * (y * z + x * w),
                    s[2] * (1 - f * (x * x + y * y)),
                    t[2]
                });
    }

    /** This one after another: of what is in a node that is in this one. */
    Transform of(Transform inner) {
        double[] product = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                double sum = column == 3 ? m[4 * row + 3] : 0;
                for (int k = 0; k < 3; k++) {
                    sum += m[4 * row + k] * inner.m[4 * k + column];
                }
                product[4 * row + column] = sum;
            }
        }
        return new Transform(product);
    }

    /** A coordinate of where a point goes. */
    double point(int row, double x, double y, double z) {
        return direction(row, x, y, z) + m[4 * row + 3];
    }

    /** A coordinate of where a direction goes. */
    double direction(int row, double x, double y, double z) {
        return m[4 * row] * x + m[4 * row + 1] * y + m[4 * row + 2] * z;
    }

    /**
     * How normals go: the inverse, transposed, times the determinant's amount, {@code [3, 3]}. They
     * are of any length then.
     */
    double[] normals() {
        double sign = isMirrored() ? -1 : 1;
        double[] cofactors = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                cofactors[3 * i + j] = sign * cofactor(i, j);
            }
        }
        return cofactors;
    }

    private double cofactor(int row, int column) {
        int a = 4 * ((row + 1) % 3);
        int b = 4 * ((row + 2) % 3);
        int c = (column + 1) % 3;
        int d = (column + 2) % 3;
        return m[a + c] * m[b + d] - m[a + d] * m[b + c];
    }

    /** Whether it makes left what was right. */
    boolean isMirrored() {
        return m[0] * cofactor(0, 0) + m[1] * cofactor(0, 1) + m[2] * cofactor(0, 2) < 0;
    }
}
