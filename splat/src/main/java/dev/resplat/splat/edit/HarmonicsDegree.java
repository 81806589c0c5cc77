package dev.resplat.splat.edit;

import dev.resplat.splat.Splats3d;

/** Scenes with another degree of spherical harmonics. */
public final class HarmonicsDegree {
    private HarmonicsDegree() {}

    /**
     * The same splats with harmonics of a degree.
     *
     * <p>Of a lower one, terms above are left out, which is the nearest that there is: harmonics
     * are orthonormal, so of all colours of that degree these differ least, in the mean square over
     * all directions (where no colour is cut at zero). The mean colour stays. Of a higher one, new
     * terms are zero, and nothing looks different.
     *
     * @param degree 0 to 4
     * @throws IllegalArgumentException when there are more splats than an array holds
     */
    public static Splats3d of(Splats3d splats, int degree) {
        if (degree < 0 || degree > Splats3d.MAX_DEGREE) {
            throw new IllegalArgumentException(
                    "degree of spherical harmonics: 0 to %d, is %d"
                            .formatted(Splats3d.MAX_DEGREE, degree));
        }
        if (degree == splats.degree()) {
            return splats;
        }
        Splats3d.requireArrays(splats.count(), degree);
        int before = 3 * Splats3d.terms(splats.degree());
        int after = 3 * Splats3d.terms(degree);
        float[] sh = new float[after * splats.count()];
        for (int i = 0; i < splats.count(); i++) {
            System.arraycopy(splats.sh(), before * i, sh, after * i, Math.min(before, after));
        }
        return new Splats3d(
                degree,
                splats.means(),
                splats.quats(),
                splats.logScales(),
                splats.opacityLogits(),
                sh);
    }
}
