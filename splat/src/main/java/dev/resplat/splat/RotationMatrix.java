package dev.resplat.splat;

/** What makes nine numbers a rotation: rows are orthonormal, and nothing is mirrored. */
public final class RotationMatrix {
    /** Where files have few digits, or angles were summed, rows are a little from orthonormal. */
    private static final double TOLERANCE = 1e-6;

    private RotationMatrix() {}

    /**
     * Checks that a matrix is a rotation.
     *
     * @param r {@code [3, 3]}, row after row
     * @throws IllegalArgumentException if it mirrors, or is none: says how far it is from one
     */
    public static void require(double[] r) {
        if (r.length != 9) {
            throw new IllegalArgumentException("a rotation has 9 numbers, not " + r.length);
        }
        // Negated, so that NaN fails.
        if (!(strayed(r, 3) <= TOLERANCE && determinant(r, 3) > 0)) {
            throw new IllegalArgumentException(
                    "no rotation: rows are %.1e from orthonormal, the determinant is %.6f"
                            .formatted(strayed(r, 3), determinant(r, 3)));
        }
    }

    /**
     * How far products of rows are from 0 and 1, at most, or not a number.
     *
     * @param m a matrix whose first three rows and columns are looked at
     * @param stride numbers from row to row
     */
    static double strayed(double[] m, int stride) {
        double worst = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double dot = 0;
                for (int k = 0; k < 3; k++) {
                    dot += m[stride * i + k] * m[stride * j + k];
                }
                worst = Math.max(worst, Math.abs(dot - (i == j ? 1 : 0)));
            }
        }
        return worst;
    }

    /** Of the first three rows and columns: -1 of what mirrors. */
    static double determinant(double[] m, int stride) {
        int a = stride;
        int b = 2 * stride;
        return m[0] * (m[a + 1] * m[b + 2] - m[a + 2] * m[b + 1])
                - m[1] * (m[a] * m[b + 2] - m[a + 2] * m[b])
                + m[2] * (m[a] * m[b + 1] - m[a + 1] * m[b]);
    }
}
