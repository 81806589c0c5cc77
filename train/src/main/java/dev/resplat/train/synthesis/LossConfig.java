package dev.resplat.train.synthesis;

import dev.resplat.train.config.Require;

/**
 * What is made small.
 *
 * @param l2 weight of the mean squared error
 * @param l1 weight of the mean absolute error
 * @param decibels weight of the mean squared error in decibels: however well a scene is seen
 *     already, making its error a tenth smaller counts as much
 * @param depth of context pixels, at first
 * @param perceptual what counts beside it, from some step on
 * @param smoothness of depth, from some step on
 */
public record LossConfig(
        double l2,
        double l1,
        double decibels,
        Depth depth,
        Perceptual perceptual,
        Smoothness smoothness) {
    public LossConfig {
        Require.between(0, 1e6, "l2", l2);
        Require.between(0, 1e6, "l1", l1);
        Require.between(0, 1e6, "decibels", decibels);
        Require.that(l1 + l2 + decibels > 0, "l2", "more than 0 where l1 and decibels are 0", l2);
    }

    /**
     * How badly the model says how far away context pixels are, where scenes know that, as those
     * that the program makes do. pixelSplat learns from images alone.
     *
     * @param weight at the first step, from which it falls to 0 along a line; 0 is without
     * @param until the step at which it is 0
     */
    public record Depth(double weight, int until) {
        public Depth {
            Require.between(0, 1e6, "weight", weight);
            Require.atLeast(0, "until", until);
        }

        /** The weight at a step. */
        public double at(int step) {
            return step < until ? weight * (until - step) / until : 0;
        }
    }

    /**
     * How different images look.
     *
     * @param weight 0.05 in pixelSplat
     * @param lpips a file with weights of LPIPS; if empty, it is one minus SSIM
     * @param from the first step at which it counts; 150,000 in pixelSplat
     */
    public record Perceptual(double weight, String lpips, int from) {
        public Perceptual {
            Require.between(0, 1e6, "weight", weight);
            Require.atLeast(0, "from", from);
        }
    }

    /**
     * How bent rendered depth is where the image is smooth: the depth regularisation of
     * pixelSplat's supplement.
     *
     * @param weight 0, or 0.25 when pixelSplat is tuned further
     * @param edges how much differences of colour excuse those of depth; 12 in pixelSplat
     * @param from the first step at which it counts; 300,000 in pixelSplat
     */
    public record Smoothness(double weight, double edges, int from) {
        public Smoothness {
            Require.between(0, 1e6, "weight", weight);
            Require.between(0, 1e6, "edges", edges);
            Require.atLeast(0, "from", from);
        }
    }
}
