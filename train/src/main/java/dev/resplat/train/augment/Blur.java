package dev.resplat.train.augment;

import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import java.util.Arrays;

/**
 * What is not in focus, or moved while the shutter was open. Each view for itself is, as often one
 * as the other, the mean of linear light with weights {@code exp(-d^2 / (2 s^2))} for a deviation s
 * up to {@code mostSigma}, or the mean along a line of a length up to {@code mostMotion} in any
 * direction. Beyond the edge is what is at the edge.
 *
 * @param probability how many examples
 * @param mostSigma in pixels
 * @param mostMotion in pixels
 */
public record Blur(double probability, double mostSigma, double mostMotion)
        implements Augmentation {
    public Blur {
        Require.between(0, 1, "probability", probability);
        Require.between(0, 8, "mostSigma", mostSigma);
        Require.between(0, 32, "mostMotion", mostMotion);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        for (int i = 0; i < shots.count(); i++) {
            boolean focus = draws.chance(0.5);
            float amount = draws.uniform();
            double angle = Math.PI * draws.uniform();
            if (!shots.varies(i)) {
                continue;
            }
            int width = shots.camera(i).width();
            if (focus) {
                gaussian(shots.colors(i), width, amount * mostSigma);
            } else {
                motion(shots.colors(i), width, amount * mostMotion, angle);
            }
        }
    }

    /**
     * Blurs in place.
     *
     * @param light {@code [height, width, 3]}
     * @param sigma in pixels
     */
    public static void gaussian(float[] light, int width, double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        if (radius == 0) {
            return;
        }
        float[] weights = new float[radius + 1];
        double sum = 0;
        for (int d = -radius; d <= radius; d++) {
            double weight = StrictMath.exp(-0.5 * d * d / (sigma * sigma));
            weights[Math.abs(d)] = (float) weight;
            sum += weight;
        }
        for (int d = 0; d <= radius; d++) {
            weights[d] /= (float) sum;
        }
        int height = light.length / 3 / width;
        float[] from = light.clone();
        along(from, light, width, height, 3, 3 * width, weights);
        System.arraycopy(light, 0, from, 0, light.length);
        along(from, light, height, width, 3 * width, 3, weights);
    }

    /** Lines of {@code length} pixels, neighbours of which are {@code step} numbers apart. */
    private static void along(
            float[] from, float[] to, int length, int lines, int step, int line, float[] weights) {
        int radius = weights.length - 1;
        for (int y = 0; y < lines; y++) {
            for (int x = 0; x < length; x++) {
                int at = y * line + x * step;
                for (int c = 0; c < 3; c++) {
                    float sum = weights[0] * from[at + c];
                    for (int d = 1; d <= radius; d++) {
                        int before = y * line + Math.max(x - d, 0) * step;
                        int after = y * line + Math.min(x + d, length - 1) * step;
                        sum += weights[d] * (from[before + c] + from[after + c]);
                    }
                    to[at + c] = sum;
                }
            }
        }
    }

    /** In place; {@code length} in pixels, the angle from the x axis. */
    static void motion(float[] light, int width, double length, double angle) {
        int points = 2 * (int) Math.ceil(length) + 1;
        if (points == 1) {
            return;
        }
        int height = light.length / 3 / width;
        float[] from = light.clone();
        Arrays.fill(light, 0);
        double stepX = length * StrictMath.cos(angle) / (points - 1);
        double stepY = length * StrictMath.sin(angle) / (points - 1);
        for (int p = 0; p < points; p++) {
            double offset = p - (points - 1) / 2.0;
            add(from, light, width, height, offset * stepX, offset * stepY, 1f / points);
        }
    }

    /** Adds the picture moved by (dx, dy), interpolated between four pixels. */
    private static void add(
            float[] from, float[] to, int width, int height, double dx, double dy, float weight) {
        int left = (int) Math.floor(dx);
        int top = (int) Math.floor(dy);
        float u = (float) (dx - left);
        float v = (float) (dy - top);
        for (int y = 0; y < height; y++) {
            int above = width * clamped(y + top, height);
            int below = width * clamped(y + top + 1, height);
            for (int x = 0; x < width; x++) {
                int x0 = clamped(x + left, width);
                int x1 = clamped(x + left + 1, width);
                for (int c = 0; c < 3; c++) {
                    float a = from[3 * (above + x0) + c];
                    float b = from[3 * (above + x1) + c];
                    float d = from[3 * (below + x0) + c];
                    float e = from[3 * (below + x1) + c];
                    float upper = a + u * (b - a);
                    float lower = d + u * (e - d);
                    to[3 * (y * width + x) + c] += weight * (upper + v * (lower - upper));
                }
            }
        }
    }

    private static int clamped(int value, int count) {
        return Math.min(Math.max(value, 0), count - 1);
    }
}
