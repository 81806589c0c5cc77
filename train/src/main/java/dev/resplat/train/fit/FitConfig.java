package dev.resplat.train.fit;

import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.BlendMode;
import dev.resplat.train.config.Require;

/**
 * What {@link Fitter} makes of a picture, and how; {@code configs/fit.yaml} explains the values.
 *
 * @param splats how many there are in the end
 * @param blend how they blend
 * @param steps optimizer steps, or 0 when seconds are given
 * @param seconds time for the whole fit, or 0 when steps are given
 * @param seed of where splats begin
 * @param loss what is made small
 * @param rates learning rates
 * @param optimizer Adam's other settings
 */
public record FitConfig(
        int splats,
        BlendMode blend,
        int steps,
        double seconds,
        long seed,
        Loss loss,
        Rates rates,
        Adam.Config optimizer) {
    public FitConfig {
        Require.between(1, 10_000_000, "splats", splats);
        Require.between(0, 10_000_000, "steps", steps);
        Require.between(0, 1e7, "seconds", seconds);
        Require.that(
                steps > 0 ^ seconds > 0,
                "steps",
                "more than 0, or else seconds: one of both, with the other 0",
                "%d, with seconds=%s".formatted(steps, seconds));
    }

    /**
     * Weights of the terms of the loss; PSNR is about l2 alone.
     *
     * @param l1 of the mean absolute error
     * @param l2 of the mean squared error
     * @param ssim of one minus SSIM
     */
    public record Loss(double l1, double l2, double ssim) {
        public Loss {
            Require.between(0, 1e6, "l1", l1);
            Require.between(0, 1e6, "l2", l2);
            Require.between(0, 1e6, "ssim", ssim);
            Require.that(l1 + l2 + ssim > 0, "l2", "more than 0 where l1 and ssim are 0", l2);
        }
    }

    /**
     * Learning rates at the beginning: about how far a step can move each value.
     *
     * @param means pixels
     * @param logScales of logarithms of standard deviations
     * @param angles radians
     * @param weights of logits of weights, where splats have them
     * @param colors of colours
     * @param last what all are multiplied with at the end
     */
    public record Rates(
            double means,
            double logScales,
            double angles,
            double weights,
            double colors,
            double last) {
        public Rates {
            Require.between(0, 1e3, "means", means);
            Require.between(0, 1e3, "logScales", logScales);
            Require.between(0, 1e3, "angles", angles);
            Require.between(0, 1e3, "weights", weights);
            Require.between(0, 1e3, "colors", colors);
            Require.between(0, 1, "last", last);
        }
    }
}
