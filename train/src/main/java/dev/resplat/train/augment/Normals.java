package dev.resplat.train.augment;

/**
 * A standard normal number for each number of 16 bits: the middles of 65536 parts of equal
 * probability, scaled so that their variance is 1. Fast, the same on every machine, and never
 * beyond 4.4.
 */
final class Normals {
    private static final int COUNT = 1 << 16;
    private static final float[] QUANTILES = new float[COUNT];

    static {
        double squares = 0;
        for (int i = 0; i < COUNT; i++) {
            double value = quantile((i + 0.5) / COUNT);
            squares += value * value;
            QUANTILES[i] = (float) value;
        }
        float scale = (float) (1 / Math.sqrt(squares / COUNT));
        for (int i = 0; i < COUNT; i++) {
            QUANTILES[i] *= scale;
        }
    }

    private Normals() {}

    /** Of 0 to 65535. */
    static float of(int index) {
        return QUANTILES[index];
    }

    /** The inverse of the normal distribution (Acklam 2003), to 1e-9 of the value. */
    private static double quantile(double p) {
        if (p > 0.5) {
            return -quantile(1 - p);
        }
        if (p < 0.02425) {
            double q = Math.sqrt(-2 * StrictMath.log(p));
            double above =
                    ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838)
                                                            * q
                                                    - 2.549732539343734)
                                            * q
                                    + 4.374664141464968)
                            * q;
            double below =
                    (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996)
                                            * q
                                    + 3.754408661907416)
                            * q;
            return (above + 2.938163982698783) / (below + 1);
        }
        double q = p - 0.5;
        double r = q * q;
        double above =
                ((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02)
                                                        * r
                                                + 1.383577518672690e+02)
                                        * r
                                - 3.066479806614716e+01)
                        * r;
        double below =
                ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02)
                                                        * r
                                                + 6.680131188771972e+01)
                                        * r
                                - 1.328068155288572e+01)
                        * r;
        return (above + 2.506628277459239) * q / (below + 1);
    }
}
