package dev.resplat.tensor;

import java.util.Locale;

/** What a reduction makes of the n numbers {@code x} of one run. */
public enum ReduceOp {
    /** {@code sum_i x_i}; zero when n = 0. */
    SUM,
    /** {@code sum_i x_i / n}; NaN when n = 0. */
    MEAN,
    /** The largest; NaN when any is NaN; minus infinity when n = 0. */
    MAX,
    /** The biased variance {@code sum_i (x_i - mean)^2 / n}, in two passes; NaN when n = 0. */
    VARIANCE,
    /** The Euclidean norm {@code sqrt(sum_i x_i^2)}; zero when n = 0. */
    NORM;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name in errors: lower case. */
    @Override
    public String toString() {
        return text;
    }
}
