package dev.resplat.train.synthesis;

import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
    private Figures() {}

    /** The middle one, or of an even number the mean of the two in the middle. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n == 0 ? Double.NaN : (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    /** A time, in seconds or milliseconds. */
    public static String seconds(double value) {
        return value < 0.1
                ? String.format(Locale.ROOT, "%.1f ms", 1000 * value)
                : String.format(Locale.ROOT, "%.2f s", value);
    }

    /** Memory, in megabytes. */
    public static String megabytes(long bytes) {
        return "%d MB".formatted(Math.round(bytes / 1e6));
    }
}
