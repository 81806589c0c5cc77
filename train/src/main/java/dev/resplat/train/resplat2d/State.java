package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * Splats between two steps, and what they remember.
 *
 * @param splats {@code [N, 10]}, see {@link Column}
 * @param memory hidden states {@code [N, memory]}
 */
record State(Var splats, Var memory) {
    /** The largest weight that splats have when they are made from others. */
    private static final double LARGEST_WEIGHT = 0.9;

    /** The same values as constants: no gradient flows back from here. */
    State detach() {
        return new State(splats.detach(), memory.detach());
    }

    /**
     * Whether splats are numbers at all, which those of weights that have grown too large are not.
     */
    boolean isFinite() {
        // Zero times a number is zero; a GPU need not bring all of them to the host.
        return splats.value().mul(0).sum().item() == 0;
    }

    /** How many splats there are. */
    int count() {
        return splats.shape().dim(0);
    }

    /** Splats as rows {@code [N, 10]}: their weights are all opacity. */
    static Tensor rows(Device device, Splats2d splats) {
        int n = splats.count();
        float[] rows = new float[n * Column.COUNT];
        for (int s = 0; s < n; s++) {
            int at = s * Column.COUNT;
            rows[at + Column.MEAN] = splats.means()[2 * s];
            rows[at + Column.MEAN + 1] = splats.means()[2 * s + 1];
            double first = splats.logScales()[2 * s];
            double second = splats.logScales()[2 * s + 1];
            double stretch = (first - second) / 2;
            rows[at + Column.LOG_SCALE] = (float) ((first + second) / 2);
            rows[at + Column.STRETCH] = (float) (stretch * Math.cos(2 * splats.angles()[s]));
            rows[at + Column.STRETCH + 1] = (float) (stretch * Math.sin(2 * splats.angles()[s]));
            double weight = Math.min(Math.max(splats.weights()[s], 1e-3), 0.999);
            rows[at + Column.OPACITY] = (float) Math.log(weight / (1 - weight));
            System.arraycopy(splats.colors(), 3 * s, rows, at + Column.COLOR, 3);
        }
        return Tensor.of(device, Shape.of(n, Column.COUNT), rows);
    }

    /**
     * The splats in host memory, of a picture of this size. Weights are {@value #LARGEST_WEIGHT} at
     * most: of larger ones only the ratios are kept, which is what counts where splats overlap.
     */
    Splats2d splats(int width, int height) {
        float[] rows = splats.value().toFloats();
        int n = count();
        float[] means = new float[2 * n];
        float[] logScales = new float[2 * n];
        float[] angles = new float[n];
        float[] weights = new float[n];
        float[] colors = new float[3 * n];
        float largest = (float) LARGEST_WEIGHT;
        for (int s = 0; s < n; s++) {
            int at = s * Column.COUNT;
            means[2 * s] = rows[at + Column.MEAN];
            means[2 * s + 1] = rows[at + Column.MEAN + 1];
            double u = rows[at + Column.STRETCH];
            double v = rows[at + Column.STRETCH + 1];
            double stretch = Math.hypot(u, v);
            logScales[2 * s] = (float) (rows[at + Column.LOG_SCALE] + stretch);
            logScales[2 * s + 1] = (float) (rows[at + Column.LOG_SCALE] - stretch);
            angles[s] = (float) (Math.atan2(v, u) / 2);
            double opacity = 1 / (1 + Math.exp(-rows[at + Column.OPACITY]));
            weights[s] = (float) (opacity * Math.exp(rows[at + Column.AMPLITUDE]));
            largest = Math.max(largest, weights[s]);
            System.arraycopy(rows, at + Column.COLOR, colors, 3 * s, 3);
        }
        for (int s = 0; s < n; s++) {
            weights[s] *= (float) LARGEST_WEIGHT / largest;
        }
        return new Splats2d(
                width, height, Rendering.MODE, means, logScales, angles, weights, colors);
    }
}
