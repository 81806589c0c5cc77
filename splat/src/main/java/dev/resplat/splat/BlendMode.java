package dev.resplat.splat;

/**
 * How footprints become a pixel. Splat s has the weight {@code w_s} (its opacity, times its
 * amplitude where it has one), the colour {@code c_s} and, at a pixel, the Gaussian {@code G_s}.
 */
public enum BlendMode {
    /**
     * {@code I = sum w_s c_s G_s}, in no order (Zhang et al. 2024, "GaussianImage", equation 7).
     */
    ADDITIVE,

    /**
     * {@code I = sum w_s c_s G_s / (sum w_s G_s + eps)} with eps = {@value #EPSILON}, in no order:
     * a weighted mean of colours.
     */
    NORMALIZED,

    /**
     * {@code I = sum_s c_s alpha_s prod_{r before s} (1 - alpha_r)} with {@code alpha_s =
     * min(0.999, w_s G_s)}, from front to back (Kerbl et al. 2023, "3D Gaussian Splatting",
     * equation 3). Where alpha is below 1/255, or beyond {@link #CUTOFF} as in all modes, a splat
     * is left out, and a pixel is finished before the splat that would leave a transmittance of
     * 1e-4 or less.
     */
    ALPHA;

    /** What keeps the weighted mean finite where there is no splat. */
    public static final double EPSILON = 1e-4;

    /** The largest opacity of a splat at a pixel. */
    public static final double MAX_ALPHA = 0.999;

    /** The least opacity that is blended. */
    public static final double MIN_ALPHA = 1.0 / 255;

    /** A pixel whose transmittance would not stay above this is finished. */
    public static final double MIN_TRANSMITTANCE = 1e-4;

    /** Beyond this many standard deviations a Gaussian is zero, in every mode. */
    public static final double CUTOFF = 3.5;
}
