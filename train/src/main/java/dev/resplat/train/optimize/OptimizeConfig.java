package dev.resplat.train.optimize;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.config.Require;

/**
 * How splats of a scene are learned: the values of {@code configs/optimize.yaml}.
 *
 * @param steps of the optimizer, or 0 if seconds are given
 * @param seconds of all of it, or 0 if steps are given
 * @param maxSplats never more than these
 * @param seed of all that is random
 * @param degree of the harmonics at the end, 0 to 4
 * @param degreeAt fraction of the whole at which the degree first grows; then after as much again
 * @param antialiased whether footprints are compensated for their blur
 * @param blur variance in square pixels added to footprints
 * @param loss what is made small
 * @param rates of learning
 * @param optimizer of all parts
 * @param start where splats begin
 * @param adapt when splats are rearranged
 * @param strategy how
 * @param mcmc of that strategy
 * @param adaptive of that strategy
 * @param refine what else is learned
 * @param photographs how they are used
 * @param saving what is written on the way
 */
public record OptimizeConfig(
        int steps,
        double seconds,
        int maxSplats,
        long seed,
        int degree,
        double degreeAt,
        boolean antialiased,
        double blur,
        Loss loss,
        Rates rates,
        Adam.Config optimizer,
        Start start,
        Adapt adapt,
        StrategyName strategy,
        Mcmc.Config mcmc,
        AdaptiveDensity.Config adaptive,
        Refine refine,
        Photographs photographs,
        Saving saving) {
    public OptimizeConfig {
        Require.between(0, 100_000_000, "steps", steps);
        Require.between(0, 1e7, "seconds", seconds);
        if (!(steps > 0 ^ seconds > 0)) {
            throw new IllegalArgumentException(
                    "give --steps or --seconds, one of both, more than 0");
        }
        Require.between(1, 100_000_000, "maxSplats", maxSplats);
        Require.between(0, Splats3d.MAX_DEGREE, "degree", degree);
        Require.between(0, 1, "degreeAt", degreeAt);
        Require.between(0, 100, "blur", blur);
    }

    /** The strategies there are. */
    enum StrategyName {
        @JsonProperty("mcmc")
        MCMC,
        @JsonProperty("adaptive")
        ADAPTIVE
    }

    /** The strategy that is chosen. */
    Strategy newStrategy() {
        return strategy == StrategyName.MCMC
                ? new Mcmc(mcmc, maxSplats, seed)
                : new AdaptiveDensity(adaptive, maxSplats, seed);
    }

    /**
     * Weights of what is made small.
     *
     * @param l1 of the mean absolute error
     * @param ssim of one minus SSIM
     * @param opacity of the mean opacity
     * @param scale of the mean standard deviation
     */
    record Loss(double l1, double ssim, double opacity, double scale) {
        Loss {
            Require.atLeast(0, "l1", l1);
            Require.atLeast(0, "ssim", ssim);
            Require.atLeast(0, "opacity", opacity);
            Require.atLeast(0, "scale", scale);
            Require.that(l1 + ssim > 0, "l1 + ssim", "more than 0", l1 + ssim);
        }
    }

    /**
     * Rates of learning, in units of the scene.
     *
     * @param means at the beginning
     * @param meansLast at the end; between them it falls as a power
     * @param quats of rotations
     * @param logScales of extents
     * @param opacityLogits of opacities
     * @param sh0 of the first harmonic
     * @param shRest of the others
     * @param last of all but the means, at the end, times the rate: half a cosine
     */
    record Rates(
            double means,
            double meansLast,
            double quats,
            double logScales,
            double opacityLogits,
            double sh0,
            double shRest,
            double last) {
        Rates {
            Require.positive("means", means);
            Require.positive("meansLast", meansLast);
            Require.atLeast(0, "quats", quats);
            Require.atLeast(0, "logScales", logScales);
            Require.atLeast(0, "opacityLogits", opacityLogits);
            Require.atLeast(0, "sh0", sh0);
            Require.atLeast(0, "shRest", shRest);
            Require.between(0, 1, "last", last);
        }

        /** Of all rates but that of the means. */
        double factor(double progress) {
            return last + (1 - last) * 0.5 * (1 + Math.cos(Math.PI * progress));
        }

        /** That of a part when so much of the whole is over. */
        double of(Part part, double progress) {
            double factor = factor(progress);
            return switch (part) {
                case MEANS -> means * Math.pow(meansLast / means, progress);
                case QUATS -> factor * quats;
                case LOG_SCALES -> factor * logScales;
                case OPACITY_LOGITS -> factor * opacityLogits;
                case SH0 -> factor * sh0;
                case SH_REST -> factor * shRest;
            };
        }
    }

    /**
     * Where splats begin.
     *
     * @param random how many there are if no points are known
     * @param opacity of all
     * @param scale times the distance to the neighbours: the first standard deviation
     */
    record Start(int random, double opacity, double scale) {
        Start {
            Require.atLeast(1, "random", random);
            Require.between(0.001, 0.999, "opacity", opacity);
            Require.positive("scale", scale);
        }
    }

    /**
     * When splats are rearranged.
     *
     * @param every so many steps
     * @param from fraction of the whole before which they are not
     * @param until fraction after which they are not
     */
    record Adapt(int every, double from, double until) {
        Adapt {
            Require.atLeast(1, "every", every);
            Require.between(0, 1, "from", from);
            Require.between(0, 1, "until", until);
        }
    }

    /** What is behind the splats, and behind photographs that are transparent there. */
    enum Background {
        /** White if photographs have an alpha, else black. */
        AUTO,
        WHITE,
        BLACK,
        /** Another one at each step, so that nothing transparent can be learned as a colour. */
        RANDOM
    }

    /**
     * What is learned beside the splats.
     *
     * @param poses rate at which poses of training photographs are, in radians and in units of the
     *     scene; 0 for not at all
     * @param exposures rate at which their brightness is; 0 for not at all
     * @param depth weight of the mean relative error of depths, where photographs come with some
     */
    record Refine(double poses, double exposures, double depth) {
        Refine {
            Require.between(0, 1, "poses", poses);
            Require.between(0, 1, "exposures", exposures);
            Require.atLeast(0, "depth", depth);
        }
    }

    /**
     * How photographs are used.
     *
     * @param holdEvery one of so many is held out, from the first on; 0 holds none out
     * @param downscale both sides are divided by this; 0 so that no side has more than 1600 pixels
     * @param background what is behind
     */
    record Photographs(int holdEvery, int downscale, Background background) {
        Photographs {
            Require.atLeast(0, "holdEvery", holdEvery);
            Require.between(0, 1000, "downscale", downscale);
        }
    }

    /**
     * What is written on the way; none of it changes what is learned.
     *
     * @param checkpointEvery steps between checkpoints
     * @param checkpointSeconds there is one after so long without one, too
     * @param previewSeconds between renders of a view; 0 for none
     */
    record Saving(int checkpointEvery, double checkpointSeconds, double previewSeconds) {
        Saving {
            Require.atLeast(1, "checkpointEvery", checkpointEvery);
            Require.positive("checkpointSeconds", checkpointSeconds);
            Require.between(0, 1e7, "previewSeconds", previewSeconds);
        }
    }
}
