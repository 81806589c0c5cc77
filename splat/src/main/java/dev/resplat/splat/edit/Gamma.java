package dev.resplat.splat.edit;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import java.util.Arrays;

/**
 * Other middle tones: {@code c' = c^(1 / gamma)} of gamma-encoded sRGB; black and white stay.
 *
 * <p>A power of a sum of harmonics is no sum of harmonics. The coefficients become those of the sum
 * of the same degree that is nearest to {@code c(d)^(1 / gamma)}, in the mean square over all
 * directions d: {@code h_k' = integral of (c(d)^(1 / gamma) - 1/2) Y_k(d)}. For degree 0 this is
 * exact; above, it is the better the less a colour changes with the direction. The integral is a
 * sum over 72 directions: six circles of Gauss and Legendre with twelve each, which is exact for
 * polynomials of degree 11. And where translucent splats lie on each other, the picture is the
 * blend of changed colours, not the changed blend.
 */
public final class Gamma {
    private static final int CIRCLES = 6;
    private static final int AROUND = 12;

    private Gamma() {}

    /**
     * The same scene with other middle tones.
     *
     * @param gamma more than 0; above 1 it becomes brighter
     */
    public static Splats3d apply(Splats3d splats, double gamma) {
        if (!(gamma > 0) || !Double.isFinite(gamma)) {
            throw new IllegalArgumentException("gamma must be more than 0, is " + gamma);
        }
        if (gamma == 1) {
            return splats;
        }
        int terms = Splats3d.terms(splats.degree());
        double[] basis = new double[CIRCLES * AROUND * terms];
        double[] weights = new double[CIRCLES * AROUND];
        directions(splats.degree(), basis, weights);
        float[] sh = splats.sh();
        float[] changed = new float[sh.length];
        double[] sums = new double[terms];
        for (int from = 0; from < sh.length; from += 3 * terms) {
            for (int c = 0; c < 3; c++) {
                Arrays.fill(sums, 0);
                for (int d = 0; d < weights.length; d++) {
                    double color = 0.5;
                    for (int k = 0; k < terms; k++) {
                        color += basis[d * terms + k] * sh[from + 3 * k + c];
                    }
                    double value = Math.pow(Math.max(0, color), 1 / gamma) - 0.5;
                    for (int k = 0; k < terms; k++) {
                        sums[k] += weights[d] * value * basis[d * terms + k];
                    }
                }
                for (int k = 0; k < terms; k++) {
                    changed[from + 3 * k + c] = (float) sums[k];
                }
            }
        }
        return new Splats3d(
                splats.degree(),
                splats.means(),
                splats.quats(),
                splats.logScales(),
                splats.opacityLogits(),
                changed);
    }

    /** Directions as their harmonics, and weights whose sum is that of all directions, 4 pi. */
    private static void directions(int degree, double[] basis, double[] weights) {
        int terms = Splats3d.terms(degree);
        double[] row = new double[terms];
        for (int i = 0; i < CIRCLES; i++) {
            double z = root(i);
            double slope = legendre(z)[1];
            double weight = 2 / ((1 - z * z) * slope * slope) * 2 * Math.PI / AROUND;
            double radius = Math.sqrt(1 - z * z);
            for (int j = 0; j < AROUND; j++) {
                double angle = 2 * Math.PI * j / AROUND;
                Harmonics.terms(degree, radius * Math.cos(angle), radius * Math.sin(angle), z, row);
                System.arraycopy(row, 0, basis, (i * AROUND + j) * terms, terms);
                weights[i * AROUND + j] = weight;
            }
        }
    }

    /** Root i of Legendre's polynomial, by Newton's method. */
    private static double root(int i) {
        double z = Math.cos(Math.PI * (i + 0.75) / (CIRCLES + 0.5));
        for (int step = 0; step < 20; step++) {
            double[] p = legendre(z);
            z -= p[0] / p[1];
        }
        return z;
    }

    /** Legendre's polynomial of degree {@link #CIRCLES} and its derivative, by recurrence. */
    private static double[] legendre(double z) {
        double before = 1;
        double p = z;
        for (int n = 2; n <= CIRCLES; n++) {
            double next = ((2 * n - 1) * z * p - (n - 1) * before) / n;
            before = p;
            p = next;
        }
        return new double[] {p, CIRCLES * (before - z * p) / (1 - z * z)};
    }
}
