package dev.resplat.bench;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Compositor;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Splats as a fit to a photograph has them: evenly spread, with deviations around half of their
 * distance, in any direction; or of one size, to see that the cost follows the pairs. Rates are of
 * pixel pairs: pixels of a splat where its weight is at least 1/255.
 */
public class CompositorBenchmark extends DeviceBenchmark {
    private static final double VISIBLE = 1.0 / 255;
    private static final int CHECKED_SPLATS = 50;

    /** Width and height of the image. */
    @Param("768x512")
    public String size;

    /** How many. */
    @Param({"1000", "10000", "100000"})
    public int splats;

    /** Their mean standard deviation in pixels; 0: half of the distance between even splats. */
    @Param("0")
    public double sigma;

    /** How they blend. */
    @Param public BlendMode mode;

    private int width;
    private int height;
    private long pairs;
    private Var[] footprints;
    private Tensor depths;
    private Tensor gradImage;

    @Override
    void prepare() {
        check(footprints(CHECKED_SPLATS, 40, 30), 40, 30);
        width = Integer.parseInt(size.split("x")[0]);
        height = Integer.parseInt(size.split("x")[1]);
        Tensor[] tensors = footprints(splats, width, height);
        footprints = parameters(tensors);
        depths = tensors[4];
        pairs = pairs(tensors);
        gradImage = values(height, width, 3);
    }

    private void check(Tensor[] tensors, int w, int h) {
        try (Scope scope = Scope.open()) {
            Tensor[] copies = new Tensor[tensors.length];
            for (int i = 0; i < copies.length; i++) {
                copies[i] = tensors[i].to(Devices.find("reference"));
            }
            check(image(tensors, w, h), image(copies, w, h), 1e-5);
        }
    }

    private Tensor image(Tensor[] t, int w, int h) {
        Var[] x = parameters(t);
        return Compositor.composite(x[0], x[1], x[2], x[3], t[4], w, h, mode).image().value();
    }

    private static Var[] parameters(Tensor[] tensors) {
        Var[] parameters = new Var[4];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = Var.parameter(tensors[i]);
        }
        return parameters;
    }

    /** Means, conics, weights, colours and depths. */
    private Tensor[] footprints(int n, int w, int h) {
        SplittableRandom random = new SplittableRandom(n);
        double size = sigma > 0 ? sigma : 0.5 * Math.sqrt((double) w * h / n);
        float[] means = new float[2 * n];
        float[] conics = new float[3 * n];
        float[] weights = new float[n];
        float[] colors = new float[3 * n];
        float[] depths = new float[n];
        for (int s = 0; s < n; s++) {
            means[2 * s] = (float) (w * random.nextDouble());
            means[2 * s + 1] = (float) (h * random.nextDouble());
            double u = Math.exp(1 - 2 * random.nextDouble()) / (size * size);
            double v = Math.exp(1 - 2 * random.nextDouble()) / (size * size);
            double angle = Math.PI * random.nextDouble();
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            conics[3 * s] = (float) (u * cos * cos + v * sin * sin);
            conics[3 * s + 1] = (float) ((u - v) * cos * sin);
            conics[3 * s + 2] = (float) (u * sin * sin + v * cos * cos);
            weights[s] = (float) (0.3 + 0.7 * random.nextDouble());
            for (int c = 0; c < 3; c++) {
                colors[3 * s + c] = (float) random.nextDouble();
            }
            depths[s] = (float) random.nextDouble();
        }
        return new Tensor[] {
            Tensor.of(device(), Shape.of(n, 2), means),
            Tensor.of(device(), Shape.of(n, 3), conics),
            Tensor.of(device(), Shape.of(n), weights),
            Tensor.of(device(), Shape.of(n, 3), colors),
            Tensor.of(device(), Shape.of(n), depths)
        };
    }

    private long pairs(Tensor[] tensors) {
        float[] means = tensors[0].toFloats();
        float[] conics = tensors[1].toFloats();
        float[] weights = tensors[2].toFloats();
        long count = 0;
        for (int s = 0; s < weights.length; s++) {
            double a = conics[3 * s];
            double b = conics[3 * s + 1];
            double c = conics[3 * s + 2];
            double radius2 = 2 * Math.log(weights[s] / VISIBLE);
            double halfHeight = Math.sqrt(radius2 * a / (a * c - b * b));
            int from = (int) Math.max(0, means[2 * s + 1] - halfHeight);
            int to = (int) Math.min(height - 1, means[2 * s + 1] + halfHeight);
            for (int y = from; y <= to; y++) {
                double dy = y + 0.5 - means[2 * s + 1];
                double rest = radius2 / a - (a * c - b * b) / (a * a) * dy * dy;
                if (rest >= 0) {
                    double x = means[2 * s] - b / a * dy - 0.5;
                    double first = Math.ceil(Math.max(0, x - Math.sqrt(rest)));
                    double last = Math.floor(Math.min(width - 1, x + Math.sqrt(rest)));
                    count += (long) Math.max(0, last - first + 1);
                }
            }
        }
        return count;
    }

    private Var blend() {
        Var[] x = footprints;
        return Compositor.composite(x[0], x[1], x[2], x[3], depths, width, height, mode).image();
    }

    /** The image. */
    @Benchmark
    public Tensor composite(Rate.Pairs rate) {
        rate.add(pairs);
        try (Scope scope = Scope.open()) {
            return blend().value();
        }
    }

    /** The image and all gradients. */
    @Benchmark
    public Object compositeAndGradients(Rate.Pairs rate) {
        rate.add(pairs);
        try (Scope scope = Scope.open()) {
            return blend().backward(gradImage);
        }
    }
}
