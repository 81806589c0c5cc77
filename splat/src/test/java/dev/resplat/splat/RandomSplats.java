package dev.resplat.splat;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Splats for tests, the same on every device: some needles, some partly or wholly off the image.
 */
final class RandomSplats {
    final int n;
    final int channels;
    final double[] means;
    final double[] conics;
    final double[] weights;
    final double[] colors;
    final double[] depths;

    /** Splats on an image of this size, with deviations between {@code least} and {@code most}. */
    RandomSplats(int n, int channels, int width, int height, double least, double most) {
        this.n = n;
        this.channels = channels;
        means = new double[2 * n];
        conics = new double[3 * n];
        weights = new double[n];
        colors = new double[n * channels];
        depths = new double[n];
        SplittableRandom random = new SplittableRandom(5);
        for (int s = 0; s < n; s++) {
            means[2 * s] = (float) (width * (1.3 * random.nextDouble() - 0.15));
            means[2 * s + 1] = (float) (height * (1.3 * random.nextDouble() - 0.15));
            double ratio = most / least;
            double s1 = least * Math.pow(ratio, random.nextDouble());
            double s2 = least * Math.pow(ratio, random.nextDouble());
            setConic(s, s1, s2, Math.PI * random.nextDouble());
            weights[s] = (float) (1.2 * random.nextDouble());
            depths[s] = (float) random.nextDouble();
            for (int c = 0; c < channels; c++) {
                colors[s * channels + c] = (float) (2 * random.nextDouble() - 0.5);
            }
        }
    }

    void setConic(int s, double s1, double s2, double angle) {
        double u = 1 / (s1 * s1);
        double v = 1 / (s2 * s2);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        conics[3 * s] = (float) (u * cos * cos + v * sin * sin);
        conics[3 * s + 1] = (float) ((u - v) * cos * sin);
        conics[3 * s + 2] = (float) (u * sin * sin + v * cos * cos);
    }

    /** Means, conics, weights and colours as parameters. */
    Var[] parameters(Device device) {
        Tensor[] tensors = tensors(device);
        Var[] parameters = new Var[tensors.length];
        for (int i = 0; i < tensors.length; i++) {
            parameters[i] = Var.parameter(tensors[i]);
        }
        return parameters;
    }

    /** Means, conics, weights and colours. */
    Tensor[] tensors(Device device) {
        return new Tensor[] {
            Tensor.of(device, Shape.of(n, 2), means),
            Tensor.of(device, Shape.of(n, 3), conics),
            Tensor.of(device, Shape.of(n), weights),
            Tensor.of(device, Shape.of(n, channels), colors)
        };
    }

    Tensor depths(Device device) {
        return Tensor.of(device, Shape.of(n), depths);
    }
}
