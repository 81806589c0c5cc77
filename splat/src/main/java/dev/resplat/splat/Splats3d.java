package dev.resplat.splat;

import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import java.util.Arrays;

/**
 * A scene made of N splats in space, in host memory. The arrays are not copied.
 *
 * @param degree of the spherical harmonics, 0 to 4; they have {@code K = (degree + 1)^2} terms
 * @param means {@code [N, 3]}: centres in the world
 * @param quats {@code [N, 4]}: rotations (w, x, y, z) from the axes of the splat to those of the
 *     world, of any length but zero
 * @param logScales {@code [N, 3]}: logarithms of the standard deviations along the axes of the
 *     splat
 * @param opacityLogits {@code [N]}
 * @param sh {@code [N, K, 3]}: coefficients of the colour, gamma-encoded sRGB: {@code max(0, sum +
 *     0.5)} (Kerbl et al. 2023)
 */
public record Splats3d(
        int degree,
        float[] means,
        float[] quats,
        float[] logScales,
        float[] opacityLogits,
        float[] sh) {
    /** The largest degree of spherical harmonics. */
    public static final int MAX_DEGREE = 4;

    /** Largest arrays that Java can make. */
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    /**
     * Checks that the arrays fit each other and hold finite numbers.
     *
     * @throws IllegalArgumentException if not: names the first array, and the first splat, at fault
     */
    public Splats3d {
        if (degree < 0 || degree > MAX_DEGREE) {
            throw new IllegalArgumentException(
                    "degree of spherical harmonics: 0 to %d, is %d".formatted(MAX_DEGREE, degree));
        }
        int n = opacityLogits.length;
        SplatArrays.check("means", means, n, 3, "opacities");
        SplatArrays.check("quats", quats, n, 4, "opacities");
        SplatArrays.check("log_scales", logScales, n, 3, "opacities");
        SplatArrays.check("opacity_logits", opacityLogits, n, 1, "opacities");
        SplatArrays.check("sh", sh, n, 3 * terms(degree), "opacities");
    }

    /** Terms of spherical harmonics up to a degree, {@code (degree + 1)^2}. */
    public static int terms(int degree) {
        return (degree + 1) * (degree + 1);
    }

    /** So many splats with harmonics of a degree can be in arrays, if there is memory for them. */
    public static int most(int degree) {
        return MAX_ELEMENTS / Math.max(4, 3 * terms(degree));
    }

    /**
     * Ensures, before memory is taken, that splats can be in arrays.
     *
     * @throws IllegalArgumentException if there are more than {@link #most}
     */
    public static void requireArrays(long count, int degree) {
        if (count > most(degree)) {
            throw new IllegalArgumentException(
                    "%d splats with harmonics of degree %d are too many: at most %d"
                            .formatted(count, degree, most(degree)));
        }
    }

    /** The number of splats, N. */
    public int count() {
        return opacityLogits.length;
    }

    /**
     * Copies the harmonics.
     *
     * @param first {@code [N, 3]}: takes those of degree 0
     * @param rest {@code [N, K - 1, 3]}: takes the others
     */
    public void splitHarmonics(float[] first, float[] rest) {
        int width = 3 * (terms(degree) - 1);
        for (int i = 0; i < count(); i++) {
            System.arraycopy(sh, (3 + width) * i, first, 3 * i, 3);
            System.arraycopy(sh, (3 + width) * i + 3, rest, width * i, width);
        }
    }

    /**
     * The same scene in a world whose points are moved to {@code scale (X - origin)}: colours do
     * not change, as nothing is turned.
     *
     * @param origin {@code [3]}
     * @param scale more than 0
     */
    public Splats3d inWorld(double[] origin, double scale) {
        float[] newMeans = new float[means.length];
        float[] newLogScales = new float[logScales.length];
        for (int i = 0; i < means.length; i++) {
            newMeans[i] = (float) (scale * (means[i] - origin[i % 3]));
            newLogScales[i] = (float) (logScales[i] + Math.log(scale));
        }
        return new Splats3d(degree, newMeans, quats, newLogScales, opacityLogits, sh);
    }

    /**
     * These splats, and behind them in the arrays others.
     *
     * @throws IllegalArgumentException when the degrees of their harmonics differ
     */
    public Splats3d and(Splats3d others) {
        if (degree != others.degree) {
            throw new IllegalArgumentException(
                    "harmonics of degree %d and %d".formatted(degree, others.degree));
        }
        return new Splats3d(
                degree,
                joined(means, others.means),
                joined(quats, others.quats),
                joined(logScales, others.logScales),
                joined(opacityLogits, others.opacityLogits),
                joined(sh, others.sh));
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /**
     * The view of a camera, {@code [height, width, 3]}, not clipped to [0, 1].
     *
     * @param options with a degree that is not above that of the splats
     */
    public float[] render(Device device, Camera camera, Options options) {
        try (Scope scope = Scope.open()) {
            Gaussians splats = Gaussians.of(device, this);
            return Rasterizer.render(splats, camera, options).image().value().toFloats();
        }
    }

    /** Count and degree: {@code 10000 splats with harmonics of degree 3}. */
    @Override
    public String toString() {
        return said(count(), degree);
    }

    /** Such a count and degree in words, as {@link #toString}. */
    public static String said(int count, int degree) {
        return "%d splat%s with harmonics of degree %d"
                .formatted(count, count == 1 ? "" : "s", degree);
    }
}
