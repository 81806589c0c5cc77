package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Compares how learning goes on two devices. They round in other ways, and each step begins with
 * the roundings of those before: a single step, of a single photograph, may be a little better here
 * and worse there, but means over a few steps must agree.
 */
public final class LossCurves {
    /** Steps of which there is one mean. */
    private static final int STEPS = 10;

    private LossCurves() {}

    /** The largest difference of the means over ten steps, in terms of the first curve's. */
    public static double worst(double[] expected, double[] actual) {
        double worst = 0;
        for (int i = 0; i + STEPS <= expected.length; i += STEPS) {
            double before = mean(expected, i);
            worst = Math.max(worst, Math.abs(mean(actual, i) - before) / Math.abs(before));
        }
        return worst;
    }

    private static double mean(double[] curve, int from) {
        double sum = 0;
        for (int i = from; i < from + STEPS; i++) {
            sum += curve[i];
        }
        return sum / STEPS;
    }

    /** Ensures that the curves agree to a hundredth, and fall. */
    public static void agree(String what, double[] expected, double[] actual) {
        double worst = worst(expected, actual);
        System.out.printf("%s: loss curves differ by %.4f %% at most%n", what, 100 * worst);
        assertTrue(worst < 0.01, what + ": curves differ by " + worst);
        double last = mean(actual, actual.length - STEPS);
        assertTrue(last < 0.8 * mean(actual, 0), what + ": nothing is learned");
    }
}
