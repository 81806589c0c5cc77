package dev.resplat.tensor;

/** Functions of one real number that {@link Math} lacks, in double precision. */
public final class Scalars {
    static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
    private static final double ONE_OVER_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

    private Scalars() {}

    /** {@code 1 / (1 + e^-x)}, without overflow. */
    public static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /** {@code log(1 + e^x)}, without overflow. */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The slope of {@code x sigmoid(x)}. */
    static double siluSlope(double x) {
        double s = sigmoid(x);
        return s * (1 + x * (1 - s));
    }

    /** The standard normal density. */
    public static double normalPdf(double x) {
        return ONE_OVER_SQRT_TWO_PI * Math.exp(-0.5 * x * x);
    }

    /**
     * The standard normal distribution function, accurate relative to its value in the left tail.
     */
    public static double normalCdf(double x) {
        return 0.5 * erfc(-x / Math.sqrt(2));
    }

    /** The error function {@code 2/sqrt(pi) integral_0^x e^(-t^2) dt}. */
    public static double erf(double x) {
        double z = Math.abs(x);
        if (Double.isNaN(z)) {
            return z;
        }
        return z < 2.5 ? series(x) : Math.signum(x) * (1 - tail(z));
    }

    /** The complement {@code 1 - erf(x)}, accurate relative to its value for large x. */
    public static double erfc(double x) {
        if (x > 2.5) {
            return tail(x);
        }
        return x < -2.5 ? 2 - tail(-x) : 1 - erf(x);
    }

    /**
     * {@code erf(x) = 2/sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!!} (Abramowitz and Stegun
     * 7.1.6): all terms have one sign, so nothing cancels.
     */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
    }

    /**
     * {@code erfc(x)} for large x by its continued fraction (Abramowitz and Stegun 7.1.14),
     * evaluated from the far end.
     */
    private static double tail(double x) {
        double fraction = x;
        for (int k = 60; k >= 1; k--) {
            fraction = x + 0.5 * k / fraction;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
    }
}
