package dev.resplat.train.views;

import dev.resplat.train.augment.AugmentationConfig;
import dev.resplat.train.config.Require;

/**
 * What {@link Examples} are like.
 *
 * @param width of views in pixels
 * @param height of views in pixels
 * @param sampler which views
 * @param frame in which cameras and depths are given
 * @param unitBaseline whether the world is scaled so that the context's baseline, the distance
 *     between its farthest two cameras, is 1
 * @param leastBaseline in units of the scene's world; what has less is passed over, as nothing can
 *     be seen of depths
 * @param range where near and far are from
 * @param nearDisparity the baseline at depth near, in terms of the shorter side of a view
 * @param farDisparity the baseline at depth far, in pixels
 * @param mostFieldOfView in degrees; what has a wider view is passed over
 * @param background grey level, 0 to 1, behind views that are transparent
 * @param augmentation how examples are changed for training
 */
public record ExamplesConfig(
        int width,
        int height,
        SamplerConfig sampler,
        Frame frame,
        boolean unitBaseline,
        double leastBaseline,
        Range range,
        double nearDisparity,
        double farDisparity,
        double mostFieldOfView,
        double background,
        AugmentationConfig augmentation) {
    /** In which frame cameras are given. */
    public enum Frame {
        /** That of the scene; only its scale may change. */
        WORLD,
        /** That of the first context camera, which is then the identity. */
        FIRST,
        /** In the middle of the context cameras, with their mean axes. */
        MIDDLE
    }

    /** Where near and far are from. */
    public enum Range {
        /** From how far things seem to move between the context views. */
        DISPARITY,
        /** From the depths of all views, with a tenth more room; by disparity where unknown. */
        KNOWN
    }

    public ExamplesConfig {
        Require.between(8, 4096, "width", width);
        Require.between(8, 4096, "height", height);
        Require.between(1e-9, 1e9, "leastBaseline", leastBaseline);
        Require.positive("farDisparity", farDisparity);
        Require.that(
                nearDisparity * Math.min(width, height) > farDisparity
                        && Double.isFinite(nearDisparity),
                "nearDisparity",
                "more pixels than farDisparity, %s, when multiplied by the shorter side"
                        .formatted(farDisparity),
                nearDisparity);
        Require.between(1, 179, "mostFieldOfView", mostFieldOfView);
        Require.between(0, 1, "background", background);
    }

    /**
     * The same as evaluations have it: nothing is changed but units, and views are as far as at
     * last.
     */
    public ExamplesConfig forEvaluation() {
        return new ExamplesConfig(
                width,
                height,
                sampler.warmedUp(),
                frame,
                unitBaseline,
                leastBaseline,
                range,
                nearDisparity,
                farDisparity,
                mostFieldOfView,
                background,
                augmentation.forEvaluation());
    }

    /** The same of views of another size. */
    public ExamplesConfig sized(int newWidth, int newHeight) {
        return with(newWidth, newHeight, sampler, frame);
    }

    /** The same in another frame. */
    public ExamplesConfig in(Frame newFrame) {
        return with(width, height, sampler, newFrame);
    }

    /** The same of views that are chosen otherwise. */
    public ExamplesConfig sampled(SamplerConfig newSampler) {
        return with(width, height, newSampler, frame);
    }

    private ExamplesConfig with(
            int newWidth, int newHeight, SamplerConfig newSampler, Frame newFrame) {
        return new ExamplesConfig(
                newWidth,
                newHeight,
                newSampler,
                newFrame,
                unitBaseline,
                leastBaseline,
                range,
                nearDisparity,
                farDisparity,
                mostFieldOfView,
                background,
                augmentation);
    }
}
