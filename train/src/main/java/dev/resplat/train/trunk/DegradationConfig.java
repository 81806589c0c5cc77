package dev.resplat.train.trunk;

import dev.resplat.train.config.Require;

/**
 * How windows are made worse, and how much at most.
 *
 * @param untouched how many windows are left as they are
 * @param twice how many of the others are made worse in two ways, one after the other
 * @param blur deviation in pixels
 * @param displacement in pixels
 * @param tint difference of colours
 * @param splat deviation of splats in pixels
 * @param floater opacity of what floats in front
 */
public record DegradationConfig(
        double untouched,
        double twice,
        double blur,
        double displacement,
        double tint,
        double splat,
        double floater) {
    public DegradationConfig {
        Require.between(0, 1, "untouched", untouched);
        Require.between(0, 1, "twice", twice);
        Require.between(0, 8, "blur", blur);
        Require.between(0, 16, "displacement", displacement);
        Require.between(0, 1, "tint", tint);
        Require.between(0.75, 16, "splat", splat);
        Require.between(0, 1, "floater", floater);
    }
}
