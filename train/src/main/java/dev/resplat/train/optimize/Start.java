package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.data.Draws;
import java.util.Arrays;
import java.util.List;

/** Where splats begin: at points that are known, or at random in what the cameras see. */
final class Start {
    private static final int NEIGHBORS = 3;

    /** Random depths are between these, times the distance to what the cameras look at. */
    private static final float NEAREST = 0.3f;

    private static final float FARTHEST = 3;

    private Start() {}

    /**
     * Round splats at points, each as wide as its neighbours are far.
     *
     * @param positions {@code [N, 3]}
     * @param colors {@code [N, 3]}, 0 to 1
     */
    static Splats3d at(
            Device device, float[] positions, float[] colors, OptimizeConfig.Start config) {
        int n = positions.length / 3;
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[3 * n];
        float[] distances = distances(device, positions);
        for (int i = 0; i < n; i++) {
            quats[4 * i] = 1;
            float scale = (float) Math.log(Math.max(config.scale() * distances[i], 1e-6));
            Arrays.fill(logScales, 3 * i, 3 * i + 3, scale);
            logits[i] = (float) Math.log(config.opacity() / (1 - config.opacity()));
            for (int c = 3 * i; c < 3 * i + 3; c++) {
                sh[c] = (float) ((colors[c] - 0.5) / Harmonics.DC);
            }
        }
        return new Splats3d(0, positions, quats, logScales, logits, sh);
    }

    /** {@code [N]}: the root of the mean squared distance to the nearest neighbours. */
    private static float[] distances(Device device, float[] positions) {
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

    /**
     * Random places in what cameras see: a camera, a pixel of it and a depth.
     *
     * @param focus {@code [3]}: what the cameras look at
     */
    static float[] places(List<Camera> cameras, double[] focus, int n, long seed) {
        float[] positions = new float[3 * n];
        for (int i = 0; i < n; i++) {
            Draws random = new Draws(seed, Draws.Purpose.FIRST_SPLATS, i);
            Camera camera = cameras.get(random.below(cameras.size()));
            double distance = distance(camera, focus);
            double z = distance * random.logRange(NEAREST, FARTHEST);
            double x = (random.uniform() * camera.width() - camera.cx()) / camera.fx() * z;
            double y = (random.uniform() * camera.height() - camera.cy()) / camera.fy() * z;
            double[] m = camera.worldToCamera();
            double[] d = {x - m[3], y - m[7], z - m[11]};
            for (int k = 0; k < 3; k++) {
                positions[3 * i + k] = (float) (m[k] * d[0] + m[4 + k] * d[1] + m[8 + k] * d[2]);
            }
        }
        return positions;
    }

    private static double distance(Camera camera, double[] focus) {
        double[] center = camera.center();
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            sum += (focus[k] - center[k]) * (focus[k] - center[k]);
        }
        return Math.sqrt(sum);
    }
}
