package dev.resplat.train.fit;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.train.image.Image;
import java.util.Arrays;

/**
 * Where splats begin: the more the picture changes around a pixel, the more of them, and the
 * smaller.
 */
final class Placement {
    private final Image target;
    private final double[] density;
    private final long seed;

    Placement(Image target, long seed) {
        this.target = target;
        this.seed = seed;
        this.density = density(target);
    }

    /** Per pixel, with the sum one. */
    private static double[] density(Image target) {
        int w = target.width();
        int h = target.height();
        double[] density = new double[w * h];
        double sum = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                double square = 0;
                for (int c = 0; c < 3; c++) {
                    double dx =
                            target.at(Math.min(x + 1, w - 1), y, c)
                                    - target.at(Math.max(x - 1, 0), y, c);
                    double dy =
                            target.at(x, Math.min(y + 1, h - 1), c)
                                    - target.at(x, Math.max(y - 1, 0), c);
                    square += dx * dx + dy * dy;
                }
                density[y * w + x] = Math.sqrt(square);
                sum += density[y * w + x];
            }
        }
        double floor = 0.3 * sum / density.length + 1e-6;
        double total = sum + floor * density.length;
        for (int i = 0; i < density.length; i++) {
            density[i] = (density[i] + floor) / total;
        }
        return density;
    }

    private float[] random(Device device, int count) {
        try (Scope scope = Scope.open()) {
            return new RandomStream(seed).uniform(device, Shape.of(count)).toFloats();
        }
    }

    Splats2d splats(Device device, int n, BlendMode mode) {
        float[] random = random(device, 3 * n);
        float[] means = new float[2 * n];
        float[] logScales = new float[2 * n];
        float[] colors = new float[3 * n];
        float[] weights = new float[n];
        int w = target.width();
        double below = 0;
        int pixel = 0;
        for (int s = 0; s < n; s++) {
            double at = (s + random[3 * s]) / n;
            while (below + density[pixel] < at && pixel < density.length - 1) {
                below += density[pixel++];
            }
            means[2 * s] = (float) (pixel % w + random[3 * s + 1]);
            means[2 * s + 1] = (float) (pixel / w + random[3 * s + 2]);
            double size = 0.5 / Math.sqrt(n * density[pixel]);
            logScales[2 * s] = (float) Math.log(size);
            logScales[2 * s + 1] = logScales[2 * s];
            for (int c = 0; c < 3; c++) {
                float color = target.at(pixel % w, pixel / w, c);
                colors[3 * s + c] =
                        mode == BlendMode.ADDITIVE ? color / (float) (0.5 * Math.PI) : color;
            }
        }
        Arrays.fill(weights, mode == BlendMode.ADDITIVE ? 1 : 0.5f);
        return new Splats2d(
                w, target.height(), mode, means, logScales, new float[n], weights, colors);
    }
}
