package dev.resplat.train.config;

/**
 * What the constructors of configuration records check. The messages start with the name of the
 * component, so that {@link Config} can put its path in front.
 */
public final class Require {
    private Require() {}

    /** At least {@code least}. */
    public static void atLeast(double least, String name, double value) {
        that(value >= least, name, "at least " + plain(least), plain(value));
    }

    /** More than zero and finite. */
    public static void positive(String name, double value) {
        that(value > 0 && value < Double.POSITIVE_INFINITY, name, "more than 0", plain(value));
    }

    /** From {@code least} to {@code most}, both allowed. */
    public static void between(double least, double most, String name, double value) {
        that(
                value >= least && value <= most,
                name,
                "from " + plain(least) + " to " + plain(most),
                plain(value));
    }

    /** Anything else: {@code name must be allowed, is value}. */
    public static void that(boolean holds, String name, String allowed, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "%s must be %s, is %s".formatted(name, allowed, value));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
