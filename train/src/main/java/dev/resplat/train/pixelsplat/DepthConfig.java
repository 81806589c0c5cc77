package dev.resplat.train.pixelsplat;

import dev.resplat.train.config.Require;

/**
 * How {@link DepthHead} chooses depths.
 *
 * @param kind whether depths are drawn from a distribution or said at once
 * @param buckets of the distribution, of equal width in disparity; 32 in pixelSplat
 * @param surfaces distributions of a pixel; 1 in pixelSplat
 * @param perPixel splats that are drawn from each distribution; 3 in pixelSplat
 * @param deterministic whether the most probable bucket is taken instead, once
 * @param transmittance whether opacity is the probability given that no nearer bucket is hit
 * @param predictOpacity whether opacities are multiplied by a number that is predicted
 * @param mapping from probability to opacity
 */
public record DepthConfig(
        Kind kind,
        int buckets,
        int surfaces,
        int perPixel,
        boolean deterministic,
        boolean transmittance,
        boolean predictOpacity,
        OpacityMapping mapping) {
    /** Kinds of heads. */
    public enum Kind {
        /** Drawn from buckets, with the probability as opacity: pixelSplat, section 4.2. */
        DISTRIBUTION,
        /** A number, with an opacity of its own: what the distribution is compared with. */
        REGRESSION
    }

    public DepthConfig {
        Require.between(1, 1024, "buckets", buckets);
        Require.between(1, 8, "surfaces", surfaces);
        Require.between(1, 16, "perPixel", perPixel);
    }

    /**
     * Exponents e = 2^x of {@code o(p) = (1 - (1 - p)^e + p^(1/e)) / 2}.
     *
     * @param first x at the first step
     * @param last x after {@code warmUpSteps}
     * @param warmUpSteps on the way from one to the other, along a line
     */
    public record OpacityMapping(double first, double last, int warmUpSteps) {
        public OpacityMapping {
            Require.between(-16, 16, "first", first);
            Require.between(-16, 16, "last", last);
            Require.atLeast(0, "warmUpSteps", warmUpSteps);
        }

        /** The exponent e at a step; with 1 the opacity is the probability. */
        double exponent(int step) {
            double done = step >= warmUpSteps ? 1 : (double) step / warmUpSteps;
            return Math.pow(2, first + done * (last - first));
        }
    }

    /** Splats that a pixel becomes. */
    public int splatsPerPixel() {
        boolean once = deterministic || kind == Kind.REGRESSION;
        return surfaces * (once ? 1 : perPixel);
    }
}
