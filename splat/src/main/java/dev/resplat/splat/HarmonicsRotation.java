package dev.resplat.splat;

/**
 * How coefficients of {@link Harmonics} change when what they describe is turned.
 *
 * <p>Terms of one degree become terms of the same degree, so the matrix has a block for each
 * (Wigner's matrices, for real harmonics): {@code M_jk}, the integral of {@code Y_j(R d) Y_k(d)}
 * over all directions d. The products are polynomials of degree 8 at most, whose integrals are sums
 * over few directions exactly: five circles of Gauss and Legendre with nine directions each.
 */
public final class HarmonicsRotation {
    /** Directions on a circle: enough for waves of order 8. */
    private static final int AROUND = 9;

    /** Heights of the circles, and their weights with all directions of a circle together. */
    private static final double[] HEIGHTS = heights();

    private static final double[] WEIGHTS = weights();

    private HarmonicsRotation() {}

    private static double[] heights() {
        double inner = Math.sqrt(5 - 2 * Math.sqrt(10.0 / 7)) / 3;
        double outer = Math.sqrt(5 + 2 * Math.sqrt(10.0 / 7)) / 3;
        return new double[] {-outer, -inner, 0, inner, outer};
    }

    private static double[] weights() {
        double inner = (322 + 13 * Math.sqrt(70)) / 900;
        double outer = (322 - 13 * Math.sqrt(70)) / 900;
        return new double[] {outer, inner, 128.0 / 225, inner, outer};
    }

    /**
     * The matrix M that turns coefficients: {@code sum_k Y_k(R d) (M c)_k = sum_k Y_k(d) c_k} for
     * all coefficients c and unit vectors d. What looks like c from the direction d looks, once it
     * is turned by R, like {@code M c} from {@code R d}. So with R from the axes of a camera to
     * those of the world, M takes coefficients in the frame of the camera to those in the world.
     *
     * @param degree 0 to 4
     * @param rotation {@code [3, 3]}, row after row: R
     * @return {@code [K, K]}, row after row, with {@code K = (degree + 1)^2}: orthogonal, zero
     *     outside the blocks of the degrees
     * @throws IllegalArgumentException for another degree, or when it is not a rotation to 1e-6
     */
    public static double[] matrix(int degree, double[] rotation) {
        if (degree < 0 || degree > Splats3d.MAX_DEGREE) {
            throw new IllegalArgumentException(
                    "degree of spherical harmonics: 0 to %d, is %d"
                            .formatted(Splats3d.MAX_DEGREE, degree));
        }
        RotationMatrix.require(rotation);
        int terms = Splats3d.terms(degree);
        double[] m = new double[terms * terms];
        double[] before = new double[terms];
        double[] after = new double[terms];
        double[] r = rotation;
        for (int i = 0; i < HEIGHTS.length; i++) {
            double z = HEIGHTS[i];
            double radius = Math.sqrt(1 - z * z);
            double weight = WEIGHTS[i] * 2 * Math.PI / AROUND;
            for (int j = 0; j < AROUND; j++) {
                double x = radius * StrictMath.cos(2 * Math.PI * j / AROUND);
                double y = radius * StrictMath.sin(2 * Math.PI * j / AROUND);
                Harmonics.terms(degree, x, y, z, before);
                Harmonics.terms(
                        degree,
                        r[0] * x + r[1] * y + r[2] * z,
                        r[3] * x + r[4] * y + r[5] * z,
                        r[6] * x + r[7] * y + r[8] * z,
                        after);
                addProducts(degree, weight, after, before, m);
            }
        }
        return m;
    }

    private static void addProducts(
            int degree, double weight, double[] after, double[] before, double[] m) {
        int terms = Splats3d.terms(degree);
        for (int l = 0; l <= degree; l++) {
            int end = Splats3d.terms(l);
            for (int j = l * l; j < end; j++) {
                for (int k = l * l; k < end; k++) {
                    m[j * terms + k] += weight * after[j] * before[k];
                }
            }
        }
    }
}
