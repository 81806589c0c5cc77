package dev.resplat.train.ablation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The mean of some numbers, and how well they know it: with a probability of 95 %, the mean of all
 * that could have been drawn is within {@code mean +- halfWidth}, if they are normally distributed
 * (Student 1908).
 *
 * @param mean of the numbers
 * @param halfWidth {@code t s / sqrt(n)} with the standard deviation s; NaN for a single number
 * @param count of the numbers, n
 */
record Estimate(double mean, double halfWidth, int count) {
    /** Of one number or more. */
    static Estimate of(double... values) {
        int n = values.length;
        if (n == 0) {
            throw new IllegalArgumentException("no numbers to take the mean of");
        }
        double mean = Arrays.stream(values).sum() / n;
        if (n == 1) {
            return new Estimate(mean, Double.NaN, 1);
        }
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double deviation = Math.sqrt(squares / (n - 1));
        return new Estimate(mean, StudentT.quantile(0.975, n - 1) * deviation / Math.sqrt(n), n);
    }

    /** As {@code metrics.json} has it: null where there is no number. */
    Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("mean", Double.isFinite(mean) ? mean : null);
        metrics.put("halfWidth", Double.isFinite(halfWidth) ? halfWidth : null);
        metrics.put("count", count);
        return metrics;
    }

    /** {@code 28.41 ± 0.12}; of a single number, that; {@code -} where there is no number. */
    String text(int decimals) {
        return text("%." + decimals + "f", decimals);
    }

    /** The same with a sign, as differences have. */
    String signedText(int decimals) {
        return text("%+." + decimals + "f", decimals);
    }

    private String text(String format, int decimals) {
        if (Double.isNaN(mean)) {
            return "-";
        }
        String number = String.format(Locale.ROOT, format, mean);
        return Double.isNaN(halfWidth)
                ? number
                : number + String.format(Locale.ROOT, " ± %." + decimals + "f", halfWidth);
    }
}
