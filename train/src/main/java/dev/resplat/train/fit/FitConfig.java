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
 * @param growth when splats are added
 */
public record FitConfig(
        int splats,
        BlendMode blend,
        int steps,
        double seconds,
        long seed,
        Loss loss,
        Rates rates,
        Adam.Config optimizer,
        Growth growth) {
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

    /**
     * A fit begins with few splats and adds more where they help most. All are there after the last
     * round.
     *
     * @param first fraction of the splats that the fit begins with
     * @param rounds how often splats are added
     * @param from fraction of the fit after which the first round is
     * @param until fraction of the fit after which the last round is
     * @param moved fraction of the splats that each round takes from where they hardly count
     */
    public record Growth(double first, int rounds, double from, double until, double moved) {
        public Growth {
            Require.between(0, 1, "first", first);
            Require.between(0, 1000, "rounds", rounds);
            Require.between(0, 1, "from", from);
            Require.between(from, 1, "until", until);
            Require.between(0, 1, "moved", moved);
            Require.that(rounds > 0 || first == 1, "first", "1 where rounds is 0", first);
        }

        /** The fraction of the fit after which a round is; rounds count from zero. */
        double at(int round) {
            return rounds == 1 ? from : from + (until - from) * round / (rounds - 1);
        }

        /** How many of n splats there are after so many rounds. */
        int count(int n, int done) {
            return (int) Math.ceil(n * (first + (1 - first) * done / Math.max(rounds, 1)));
        }
    }
}
