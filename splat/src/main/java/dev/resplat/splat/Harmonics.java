package dev.resplat.splat;

import static java.util.Map.entry;

import java.util.Map;

/**
 * Real spherical harmonics {@code Y_k} of unit vectors, with the signs and the order of Kerbl et
 * al. 2023 ("3D Gaussian Splatting"): degree by degree, in each from order {@code -l} to {@code l},
 * with the Condon-Shortley phase.
 *
 * <p>Each is a polynomial in x, y, z; gradients are those of the polynomials as written here, of
 * which only the part across the vector has a meaning.
 */
public final class Harmonics {
    private static final double PI = Math.PI;
    private static final double C0 = Math.sqrt(1 / PI) / 2;
    private static final double C1 = Math.sqrt(3 / PI) / 2;
    private static final double C20 = Math.sqrt(5 / PI) / 4;
    private static final double C21 = Math.sqrt(15 / PI) / 2;
    private static final double C22 = Math.sqrt(15 / PI) / 4;
    private static final double C30 = Math.sqrt(7 / PI) / 4;
    private static final double C31 = Math.sqrt(21 / (2 * PI)) / 4;
    private static final double C32 = Math.sqrt(105 / PI) / 4;
    private static final double C33 = Math.sqrt(35 / (2 * PI)) / 4;
    private static final double C40 = 3 * Math.sqrt(1 / PI) / 16;
    private static final double C41 = 3 * Math.sqrt(5 / (2 * PI)) / 4;
    private static final double C42 = 3 * Math.sqrt(5 / PI) / 8;
    private static final double C43 = 3 * Math.sqrt(35 / (2 * PI)) / 4;
    private static final double C44 = 3 * Math.sqrt(35 / PI) / 16;

    /** {@code Y_0}: a colour c without its half is {@code c / DC} of the first coefficient. */
    public static final double DC = C0;

    private Harmonics() {}

    /** The constants of the polynomials by their names here, for kernels in other languages. */
    public static Map<String, Double> coefficients() {
        return Map.ofEntries(
                entry("C0", C0),
                entry("C1", C1),
                entry("C20", C20),
                entry("C21", C21),
                entry("C22", C22),
                entry("C30", C30),
                entry("C31", C31),
                entry("C32", C32),
                entry("C33", C33),
                entry("C40", C40),
                entry("C41", C41),
                entry("C42", C42),
                entry("C43", C43),
                entry("C44", C44));
    }

    /**
     * Terms up to a degree at the unit vector (x, y, z).
     *
     * @param Y room for {@code (degree + 1)^2}
     */
    public static void terms(int degree, double x, double y, double z, double[] Y) {
        Y[0] = C0;
        if (degree < 1) {
            return;
        }
        Y[1] = -C1 * y;
        Y[2] = C1 * z;
        Y[3] = -C1 * x;
        if (degree < 2) {
            return;
        }
        double xx = x * x;
        double yy = y * y;
        double zz = z * z;
        double xy = x * y;
        double yz = y * z;
        double xz = x * z;
        double d = xx - yy;
        Y[4] = C21 * xy;
        Y[5] = -C21 * yz;
        Y[6] = C20 * (2 * zz - xx - yy);
        Y[7] = -C21 * xz;
        Y[8] = C22 * d;
        if (degree < 3) {
            return;
        }
        Y[9] = -C33 * y * (3 * xx - yy);
        Y[10] = 2 * C32 * xy * z;
        Y[11] = -C31 * y * (4 * zz - xx - yy);
        Y[12] = C30 * z * (2 * zz - 3 * xx - 3 * yy);
        Y[13] = -C31 * x * (4 * zz - xx - yy);
        Y[14] = C32 * z * d;
        Y[15] = -C33 * x * (xx - 3 * yy);
        if (degree < 4) {
            return;
        }
        Y[16] = 4 * C44 * xy * d;
        Y[17] = -C43 * yz * (3 * xx - yy);
        Y[18] = 2 * C42 * xy * (7 * zz - 1);
        Y[19] = -C41 * yz * (7 * zz - 3);
        Y[20] = C40 * (zz * (35 * zz - 30) + 3);
        Y[21] = -C41 * xz * (7 * zz - 3);
        Y[22] = C42 * d * (7 * zz - 1);
        Y[23] = -C43 * xz * (xx - 3 * yy);
        Y[24] = C44 * (xx * (xx - 3 * yy) - yy * (3 * xx - yy));
    }

    /**
     * The gradient of {@code sum_k w_k Y_k} with respect to x, y and z, as three numbers in g.
     *
     * @param w {@code (degree + 1)^2} weights
     */
    public static void gradient(int degree, double x, double y, double z, double[] w, double[] g) {
        g[0] = 0;
        g[1] = 0;
        g[2] = 0;
        if (degree >= 1) {
            g[0] = -C1 * w[3];
            g[1] = -C1 * w[1];
            g[2] = C1 * w[2];
        }
        if (degree >= 2) {
            addDegree2(x, y, z, w, g);
        }
        if (degree >= 3) {
            addDegree3(x, y, z, w, g);
        }
        if (degree >= 4) {
            addDegree4(x, y, z, w, g);
        }
    }

    private static void addDegree2(double x, double y, double z, double[] w, double[] g) {
        g[0] += C21 * (w[4] * y - w[7] * z) - 2 * C20 * w[6] * x + 2 * C22 * w[8] * x;
        g[1] += C21 * (w[4] * x - w[5] * z) - 2 * C20 * w[6] * y - 2 * C22 * w[8] * y;
        g[2] += -C21 * (w[5] * y + w[7] * x) + 4 * C20 * w[6] * z;
    }

    private static void addDegree3(double x, double y, double z, double[] w, double[] g) {
        double xx = x * x;
        double yy = y * y;
        double zz = z * z;
        double xy = x * y;
        double yz = y * z;
        double xz = x * z;
        double d = xx - yy;
        g[0] +=
                -6 * C33 * w[9] * xy
                        + 2 * C32 * w[10] * yz
                        + 2 * C31 * w[11] * xy
                        - 6 * C30 * w[12] * xz
                        - C31 * w[13] * (4 * zz - 3 * xx - yy)
                        + 2 * C32 * w[14] * xz
                        - 3 * C33 * w[15] * d;
        g[1] +=
                -3 * C33 * w[9] * d
                        + 2 * C32 * w[10] * xz
                        - C31 * w[11] * (4 * zz - xx - 3 * yy)
                        - 6 * C30 * w[12] * yz
                        + 2 * C31 * w[13] * xy
                        - 2 * C32 * w[14] * yz
                        + 6 * C33 * w[15] * xy;
        g[2] +=
                2 * C32 * w[10] * xy
                        - 8 * C31 * w[11] * yz
                        + 3 * C30 * w[12] * (2 * zz - xx - yy)
                        - 8 * C31 * w[13] * xz
                        + C32 * w[14] * d;
    }

    private static void addDegree4(double x, double y, double z, double[] w, double[] g) {
        double xx = x * x;
        double yy = y * y;
        double zz = z * z;
        double xy = x * y;
        double yz = y * z;
        double xz = x * z;
        double d = xx - yy;
        double inner = 7 * zz - 1;
        double outer = 7 * zz - 3;
        g[0] +=
                4 * C44 * w[16] * y * (3 * xx - yy)
                        - 6 * C43 * w[17] * xy * z
                        + 2 * C42 * w[18] * y * inner
                        - C41 * w[21] * z * outer
                        + 2 * C42 * w[22] * x * inner
                        - 3 * C43 * w[23] * z * d
                        + 4 * C44 * w[24] * x * (xx - 3 * yy);
        g[1] +=
                4 * C44 * w[16] * x * (xx - 3 * yy)
                        - 3 * C43 * w[17] * z * d
                        + 2 * C42 * w[18] * x * inner
                        - C41 * w[19] * z * outer
                        - 2 * C42 * w[22] * y * inner
                        + 6 * C43 * w[23] * xy * z
                        - 4 * C44 * w[24] * y * (3 * xx - yy);
        g[2] +=
                -C43 * w[17] * y * (3 * xx - yy)
                        + 28 * C42 * w[18] * xy * z
                        - C41 * w[19] * y * (outer + 14 * zz)
                        + C40 * w[20] * z * (140 * zz - 60)
                        - C41 * w[21] * x * (outer + 14 * zz)
                        + 14 * C42 * w[22] * d * z
                        - C43 * w[23] * x * (xx - 3 * yy);
    }
}
