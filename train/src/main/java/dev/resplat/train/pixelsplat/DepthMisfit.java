package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;

/**
 * How badly a {@link DepthHead} says depths that are known: {@code -log p_b + |place_b - place|},
 * where b is the bucket of the true depth and places are in buckets; the mean of all pixels whose
 * depth is known. Where one depth is said, places are in as many buckets as it could be drawn from.
 *
 * <p>pixelSplat learns depth from images alone, for it has nothing else (section 4.2). Scenes that
 * the program makes know it, and what matches between two images is learned in fewer steps from it.
 */
final class DepthMisfit {
    /** Keeps the logarithm of a probability that rounds to 0 finite. */
    private static final double TINY = 1e-10;

    private DepthMisfit() {}

    /**
     * Of all scenes.
     *
     * @param depths what the head says
     * @param buckets that distributions have
     * @param truth {@code [B, V, H, W]}: depths along z, 0 where unknown
     * @throws IllegalArgumentException when there are not as many
     */
    static Var of(DepthHead.Depths depths, int buckets, ContextViews context, float[] truth) {
        Shape s = depths.probabilities().shape();
        int pixels = s.dim(0);
        if (truth.length != pixels) {
            throw new IllegalArgumentException(
                    "%d depths for %d pixels".formatted(truth.length, pixels));
        }
        int surfaces = s.dim(1);
        int choices = s.dim(2);
        int[] bucket = new int[pixels * surfaces];
        double[] place = new double[pixels * surfaces];
        double[] known = new double[pixels * surfaces];
        int count = 0;
        for (int p = 0; p < pixels; p++) {
            if (truth[p] > 0) {
                double at = choices * disparity(context, p, truth[p]);
                int b = Math.min(choices - 1, (int) at);
                for (int k = p * surfaces; k < (p + 1) * surfaces; k++) {
                    bucket[k] = b;
                    place[k] = at - b;
                    known[k] = 1;
                    count++;
                }
            }
        }
        Device device = depths.probabilities().device();
        Shape one = Shape.of(pixels, surfaces, 1);
        Tensor index = Tensor.ofInts(device, one, bucket);
        Var chance = Index.gather(depths.probabilities(), 2, index).add(TINY);
        Var said = Elementwise.sigmoid(Index.gather(depths.places(), 2, index));
        Var off = Elementwise.abs(said.sub(Var.constant(Tensor.of(device, one, place))));
        Var misfit = off.mul(buckets / (double) choices).sub(Elementwise.log(chance));
        return misfit.mul(Var.constant(Tensor.of(device, one, known)))
                .sum()
                .div(Math.max(1, count));
    }

    /** Where a pixel's distance lies between near, 0, and far, 1, in disparity. */
    private static double disparity(ContextViews context, int pixel, double z) {
        int scene = pixel / (context.width() * context.height() * context.views());
        double distance = z * context.rayLength(pixel);
        double near = context.near()[scene];
        double far = context.far()[scene];
        double part = (1 / near - 1 / distance) / (1 / near - 1 / far);
        return Math.max(0, Math.min(1, part));
    }
}
