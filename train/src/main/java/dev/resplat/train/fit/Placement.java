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
 * smaller. Their density follows the length of the gradient, plus a floor so that smooth parts get
 * some too.
 */
public final class Placement {
    /** Of the mean length of the gradient. */
    private static final double FLOOR = 0.3;

    /** Standard deviation in terms of the mean distance of splats. */
    private static final double SIZE = 0.5;

    /** Standard deviations in pixels. */
    private static final double LEAST = 0.35;

    private final Image target;
    private final long seed;
    private final double[] density;

    public Placement(Image target, long seed) {
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
        for (int i = 0; i < density.length; i++) {
            density[i] = gradient(target, i % w, i / w);
            sum += density[i];
        }
        double floor = FLOOR * sum / density.length + 1e-6;
        double total = sum + floor * density.length;
        for (int i = 0; i < density.length; i++) {
            density[i] = (density[i] + floor) / total;
        }
        return density;
    }

    /** Length over all channels, of Sobel's differences, which are also a little smoothed. */
    private static double gradient(Image target, int x, int y) {
        int left = Math.max(x - 1, 0);
        int right = Math.min(x + 1, target.width() - 1);
        int up = Math.max(y - 1, 0);
        int down = Math.min(y + 1, target.height() - 1);
        double square = 0;
        for (int c = 0; c < 3; c++) {
            double diagonal = target.at(right, down, c) - target.at(left, up, c);
            double other = target.at(right, up, c) - target.at(left, down, c);
            double dx = 2 * (target.at(right, y, c) - target.at(left, y, c)) + diagonal + other;
            double dy = 2 * (target.at(x, down, c) - target.at(x, up, c)) + diagonal - other;
            square += dx * dx + dy * dy;
        }
        return Math.sqrt(square);
    }

    /**
     * Round splats with the colours of their pixels. Along a curve that fills the plane they are at
     * equal distances in terms of the density, and so they are evenly spread in the plane as well.
     */
    public Splats2d splats(Device device, int n, BlendMode mode) {
        float[] means = new float[2 * n];
        float[] logScales = new float[2 * n];
        float[] weights = new float[n];
        float[] colors = new float[3 * n];
        float[] random = random(device, 2 * n);
        boolean additive = mode == BlendMode.ADDITIVE;
        // where splats add up, about this many times the weight of one comes together
        float overlap = additive ? (float) (2 * Math.PI * SIZE * SIZE) : 1;
        Arrays.fill(weights, additive ? 1 : 0.5f);
        int w = target.width();
        HilbertCurve curve = new HilbertCurve(w, target.height());
        int pixel = curve.next();
        double sum = density[pixel];
        for (int s = 0; s < n; s++) {
            while (sum < (s + 0.5) / n && curve.hasNext()) {
                pixel = curve.next();
                sum += density[pixel];
            }
            means[2 * s] = pixel % w + random[2 * s];
            means[2 * s + 1] = pixel / w + random[2 * s + 1];
            double size = Math.max(SIZE / Math.sqrt(n * density[pixel]), LEAST);
            logScales[2 * s] = (float) Math.log(size);
            logScales[2 * s + 1] = logScales[2 * s];
            for (int c = 0; c < 3; c++) {
                colors[3 * s + c] = target.colors()[3 * pixel + c] / overlap;
            }
        }
        return new Splats2d(
                w, target.height(), mode, means, logScales, new float[n], weights, colors);
    }

    private float[] random(Device device, int count) {
        try (Scope scope = Scope.open()) {
            return new RandomStream(seed).uniform(device, Shape.of(count)).toFloats();
        }
    }
}
