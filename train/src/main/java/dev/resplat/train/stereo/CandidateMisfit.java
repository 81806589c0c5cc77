package dev.resplat.train.stereo;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * How badly depths that are known are said: {@code |log said - log true| - sum_k t_k log p_k}, the
 * mean of all pixels whose depth is known. p are the shares of the candidates in the cell of a
 * pixel; t has only the two candidates next to the true depth, weighted so that the mean of their
 * logarithms is the true one. For the second term, what is nearer than near or farther than far is
 * there.
 *
 * <p>The first term alone does not teach what matches: what a mean should be says little about the
 * candidates that it is of, and a network that guesses from each view alone is the sooner way to
 * less of it.
 */
public final class CandidateMisfit {
    /** Keeps the logarithm of a probability that rounds to 0 finite. */
    private static final double TINY = 1e-10;

    private CandidateMisfit() {}

    /**
     * Of all scenes.
     *
     * @param depth {@code [B V, H, W, 1]}, see {@link Depths}
     * @param shares {@code [B V, H/f, W/f, n]}: probabilities of the candidates, n of 2 or more
     * @param near of each scene, the first candidate, in the unit of depth
     * @param far of each scene, the last candidate
     * @param truth {@code [B, V, H, W]}: depths along z, 0 where unknown
     * @throws IllegalArgumentException when there are not as many, or cells are no parts of the
     *     images
     */
    public static Var of(Var depth, Var shares, double[] near, double[] far, float[] truth) {
        Shape pixels = depth.shape();
        if (truth.length != pixels.size()) {
            throw new IllegalArgumentException(
                    "%d depths for %d pixels".formatted(truth.length, pixels.size()));
        }
        Shape cells = shares.shape();
        int count = cells.dim(3);
        double[] logs = new double[truth.length];
        double[] known = new double[truth.length];
        double[] targets = new double[cells.size()];
        int cell = pixels.dim(1) / cells.dim(1);
        if (cells.dim(0) != pixels.dim(0)
                || cells.dim(1) * cell != pixels.dim(1)
                || cells.dim(2) * cell != pixels.dim(2)) {
            throw new IllegalArgumentException("shares %s for depths %s".formatted(cells, pixels));
        }
        int all = 0;
        for (int i = 0; i < truth.length; i++) {
            if (truth[i] > 0) {
                int column = i % pixels.dim(2) / cell;
                int row = i / pixels.dim(2) / cell;
                int scene = (int) ((long) i * near.length / truth.length);
                double least = Math.log(near[scene]);
                double step = (Math.log(far[scene]) - least) / (count - 1);
                logs[i] = Math.log(truth[i]);
                known[i] = 1;
                double place = Math.max(0, Math.min(count - 1, (logs[i] - least) / step));
                int below = Math.min(count - 2, (int) place);
                int at = (row * cells.dim(2) + column) * count + below;
                targets[at] += below + 1 - place;
                targets[at + 1] += place - below;
                all++;
            }
        }
        Device device = depth.device();
        Var off =
                Elementwise.log(depth.reshape(truth.length))
                        .sub(constant(device, Shape.of(truth.length), logs));
        Var wrong = Elementwise.abs(off).mul(constant(device, Shape.of(truth.length), known)).sum();
        Var unlikely =
                Elementwise.log(shares.add(TINY)).mul(constant(device, cells, targets)).sum();
        return wrong.sub(unlikely).div(Math.max(1, all));
    }

    private static Var constant(Device device, Shape shape, double[] values) {
        return Var.constant(Tensor.of(device, shape, values));
    }
}
