package dev.resplat.train.trunk;

import dev.resplat.train.data.Draws;

/**
 * Gaussian blobs of one colour each, longer than wide, whose sums are taken at every pixel: plain
 * arithmetic, which is the same on every machine.
 */
final class Blobs {
    /** Beyond so many deviations there is nothing. */
    private static final double REACH = 3;

    /** Of what is behind blobs that are blended. */
    private static final float BEHIND = 1e-3f;

    private final int width;
    private final int height;
    private final float[] sums;
    private final float[] weights;

    Blobs(int width, int height) {
        this.width = width;
        this.height = height;
        sums = new float[3 * width * height];
        weights = new float[width * height];
    }

    /**
     * Adds a blob around a pixel, turned and stretched at random.
     *
     * @param deviation in pixels: the root of the product of both
     * @param weight at its centre
     * @param color where its red is, then green and blue
     */
    void add(
            int x, int y, double deviation, double weight, float[] colors, int color, Draws draws) {
        double stretch = draws.logRange(1, 2);
        double angle = draws.range(0, (float) Math.PI);
        double along = 1 / (deviation * stretch);
        double across = stretch / deviation;
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        int reach = (int) Math.ceil(REACH * deviation * stretch);
        for (int j = Math.max(y - reach, 0); j <= Math.min(y + reach, height - 1); j++) {
            for (int i = Math.max(x - reach, 0); i <= Math.min(x + reach, width - 1); i++) {
                double u = along * (cos * (i - x) + sin * (j - y));
                double v = across * (cos * (j - y) - sin * (i - x));
                double square = u * u + v * v;
                if (square < REACH * REACH) {
                    float w = (float) (weight * StrictMath.exp(-0.5 * square));
                    int at = j * width + i;
                    weights[at] += w;
                    for (int c = 0; c < 3; c++) {
                        sums[3 * at + c] += w * colors[color + c];
                    }
                }
            }
        }
    }

    /** Means of their colours, in front of others where there are none. */
    float[] blended(float[] behind) {
        float[] colors = new float[sums.length];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = (sums[i] + BEHIND * behind[i]) / (weights[i / 3] + BEHIND);
        }
        return colors;
    }

    /** Their colours in front of others, with their weights as opacity; of a single blob. */
    float[] over(float[] behind) {
        float[] colors = new float[sums.length];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = sums[i] + (1 - weights[i / 3]) * behind[i];
        }
        return colors;
    }
}
