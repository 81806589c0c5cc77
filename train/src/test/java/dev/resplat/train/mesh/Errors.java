package dev.resplat.train.mesh;

import java.util.Arrays;
import java.util.Locale;

/** Differences of two images, over the pixels that count. */
final class Errors {
    private final float[] values;
    private int count;

    Errors(int most) {
        values = new float[most];
    }

    void add(double error) {
        values[count++] = (float) Math.abs(error);
    }

    /** Those of several parts of an image. */
    static Errors all(Errors... parts) {
        Errors all = new Errors(Arrays.stream(parts).mapToInt(Errors::count).sum());
        for (Errors part : parts) {
            System.arraycopy(part.values, 0, all.values, all.count, part.count);
            all.count += part.count;
        }
        return all;
    }

    /** How many were added. */
    int count() {
        return count;
    }

    double mean() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum / Math.max(1, count);
    }

    /** What a part of the errors do not exceed; 1 is the greatest. */
    double quantile(double part) {
        if (count == 0) {
            return 0;
        }
        float[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, Math.floor(part * count))];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "mean %.2g, 99 %% %.2g, 99.9 %% %.2g, max %.2g of %d",
                mean(),
                quantile(0.99),
                quantile(0.999),
                quantile(1),
                count);
    }
}
