package dev.resplat.train.metrics;

import dev.resplat.train.image.Image;
import java.util.List;

/** Peak signal-to-noise ratio. */
public final class Psnr {
    private Psnr() {}

    /**
     * {@code -10 log10(mean (a - b)^2)} over all pixels and channels, in decibels, of colours
     * clipped to [0, 1]; infinite when both are equal.
     *
     * @throws IllegalArgumentException when the sizes differ, or there are no pixels
     */
    public static double of(Image a, Image b) {
        return of(Plane.rgb(a), Plane.rgb(b));
    }

    /** The same of channels, values clipped to [0, 1]. */
    public static double of(List<Plane> a, List<Plane> b) {
        if (a.size() != b.size() || a.isEmpty()) {
            throw new IllegalArgumentException(
                    "PSNR: %d channels and %d".formatted(a.size(), b.size()));
        }
        double sum = 0;
        long count = 0;
        for (int c = 0; c < a.size(); c++) {
            Plane.checkSizes("PSNR", a.get(c), b.get(c));
            sum += squaredError(a.get(c), b.get(c));
            count += a.get(c).values().length;
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "PSNR: pictures of %d x %d pixels have none to compare"
                            .formatted(a.get(0).width(), a.get(0).height()));
        }
        return -10 * Math.log10(sum / count);
    }

    /** Row by row, because a sum of sums is rounded less than one long sum. */
    private static double squaredError(Plane a, Plane b) {
        double sum = 0;
        for (int row = 0; row < a.height(); row++) {
            double rowSum = 0;
            for (int i = row * a.width(); i < (row + 1) * a.width(); i++) {
                double d = clipped(a.values()[i]) - clipped(b.values()[i]);
                rowSum += d * d;
            }
            sum += rowSum;
        }
        return sum;
    }

    private static double clipped(double value) {
        return Math.min(Math.max(value, 0), 1);
    }
}
