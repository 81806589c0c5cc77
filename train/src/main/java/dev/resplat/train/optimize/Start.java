package dev.resplat.train.optimize;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Arrays;

/** The splats that learning begins with. */
final class Start {
    private static final int NEIGHBORS = 3;

    private Start() {}

    /**
     * Round splats at points, each as wide as its neighbours are far.
     *
     * @param positions {@code [N, 3]}
     * @param colors {@code [N, 3]}, 0 to 1
     */
    static Splats3d at(float[] positions, float[] colors, OptimizeConfig.Start config) {
        float[] deviations = distances(positions);
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = (float) Math.max(config.scale() * deviations[i], 1e-6);
        }
        return round(positions, colors, deviations, config.opacity());
    }

    /**
     * Round splats of one opacity.
     *
     * @param positions {@code [N, 3]}
     * @param colors {@code [N, 3]}, 0 to 1
     * @param deviations {@code [N]}: standard deviations
     */
    static Splats3d round(float[] positions, float[] colors, float[] deviations, double opacity) {
        int n = deviations.length;
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[3 * n];
        Arrays.fill(logits, (float) Math.log(opacity / (1 - opacity)));
        for (int i = 0; i < n; i++) {
            quats[4 * i] = 1;
            Arrays.fill(logScales, 3 * i, 3 * i + 3, (float) Math.log(deviations[i]));
            for (int c = 3 * i; c < 3 * i + 3; c++) {
                sh[c] = (float) ((colors[c] - 0.5) / Harmonics.DC);
            }
        }
        return new Splats3d(0, positions, quats, logScales, logits, sh);
    }

    /** {@code [N]}: the root of the mean squared distance to the nearest neighbours. */
    private static float[] distances(float[] positions) {
        // The CPU has a tree for them; other devices look at every pair.
        Device device = Devices.cpu();
        int n = positions.length / 3;
        float[] distances = new float[n];
        int k = Math.min(NEIGHBORS + 1, n);
        try (Scope scope = Scope.open()) {
            Tensor points = Tensor.of(device, Shape.of(n, 3), positions);
            int[] nearest = Neighbors.nearest(points, points, k).index().toInts();
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += square(positions, i, nearest[i * k + j]);
                }
                distances[i] = (float) Math.sqrt(sum / Math.max(1, k - 1));
            }
        }
        return distances;
    }

    private static double square(float[] p, int i, int j) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            double d = p[3 * i + c] - p[3 * j + c];
            sum += d * d;
        }
        return sum;
    }
}
