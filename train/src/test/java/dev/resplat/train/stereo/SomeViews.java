package dev.resplat.train.stereo;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.List;

/** Views and networks of tests. */
final class SomeViews {
    private SomeViews() {}

    /** Of small widths. */
    static StereoConfig config(int downscale, boolean mono, boolean upsample) {
        return new StereoConfig(
                new StereoConfig.Convolutions(3, 4, 8, downscale),
                new StereoConfig.Views(3, 2, 2),
                new StereoConfig.Mono(mono, 8, 16, 16, 4, 2, 12, List.of(0, 1, 2, 3)),
                5,
                2,
                new StereoConfig.Regressor(8, 2, 4, 4),
                upsample);
    }

    /**
     * Beside each other, turned a little, and each with its own lens.
     *
     * @param seed other numbers, other cameras
     */
    static List<Camera> cameras(int views, int width, int height, int seed) {
        double[] x = numbers(5 * views, seed);
        List<Camera> cameras = new ArrayList<>();
        for (int v = 0; v < views; v++) {
            double angle = 0.2 * x[5 * v];
            double tilt = 0.15 * x[5 * v + 1];
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            double d = Math.cos(tilt);
            double e = Math.sin(tilt);
            double[] r = {c, 0, -s, s * e, d, c * e, s * d, -e, c * d};
            double[] center = {0.4 * v + 0.1 * x[5 * v + 2], 0.3 * x[5 * v + 3], 0.1 * v};
            double[] pose = new double[16];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    pose[4 * i + j] = r[3 * i + j];
                    pose[4 * i + 3] -= r[3 * i + j] * center[j];
                }
            }
            pose[15] = 1;
            double focal = width * (0.9 + 0.1 * x[5 * v + 4]);
            cameras.add(
                    new Camera(
                            width, height, focal, 1.07 * focal, 0.48 * width, 0.53 * height, pose));
        }
        return cameras;
    }

    /** From -1 to 1. */
    private static double[] numbers(int count, int seed) {
        try (Scope scope = Scope.open()) {
            Tensor x = new RandomStream(seed).uniform(GradientCheck.device(), Shape.of(count));
            return x.mul(2).add(-1).toDoubles();
        }
    }

    /** Two scenes of noise. */
    static ContextViews context(Device device, int views, int width, int height) {
        Tensor images = new RandomStream(3).uniform(device, Shape.of(2, views, height, width, 3));
        return new ContextViews(
                images,
                List.of(cameras(views, width, height, 1), cameras(views, width, height, 2)),
                new double[] {1, 0.5},
                new double[] {20, 60});
    }
}
