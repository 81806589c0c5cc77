package dev.resplat.train.views;

import dev.resplat.train.config.Require;

/**
 * Which views are an example, and how that changes while a model is trained: what is easy comes
 * first, as in pixelSplat (Charatan et al. 2024, section 5 and its {@code view_sampler_bounded}).
 *
 * @param contextViews how many views a model is given, 2 or more
 * @param targetViews how many views it is to render
 * @param inclusive whether context views may be targets, too
 * @param firstGap between the indices of the first and the last context view, at the first step;
 *     for sets that are paths
 * @param lastGap the same after {@code warmUpSteps}
 * @param firstSpread fraction of the other views of a set that context views are chosen from, the
 *     nearest ones, at the first step; for sets that are no paths
 * @param lastSpread the same after {@code warmUpSteps}
 * @param mostAngle between the axes of a view and the first context view in degrees; for sets that
 *     are no paths
 * @param warmUpSteps on the way from the first values to the last, along a line
 */
public record SamplerConfig(
        int contextViews,
        int targetViews,
        boolean inclusive,
        Gap firstGap,
        Gap lastGap,
        double firstSpread,
        double lastSpread,
        double mostAngle,
        int warmUpSteps) {
    public SamplerConfig {
        Require.between(2, 64, "contextViews", contextViews);
        Require.between(1, 64, "targetViews", targetViews);
        Require.between(0, 1, "firstSpread", firstSpread);
        Require.between(0, 1, "lastSpread", lastSpread);
        Require.between(1, 180, "mostAngle", mostAngle);
        Require.atLeast(0, "warmUpSteps", warmUpSteps);
    }

    /**
     * A range of differences of indices, both ends allowed.
     *
     * @param least 1 or more
     * @param most least or more
     */
    public record Gap(int least, int most) {
        public Gap {
            Require.between(1, 1_000_000, "least", least);
            Require.between(least, 1_000_000, "most", most);
        }
    }

    /** The range of gaps at a step; like pixelSplat's, whole numbers that are rounded down. */
    public Gap gap(int step) {
        return new Gap(
                along(firstGap.least, lastGap.least, step),
                along(firstGap.most, lastGap.most, step));
    }

    private int along(int first, int last, int step) {
        if (step >= warmUpSteps) {
            return last;
        }
        return first + (int) ((long) (last - first) * step / warmUpSteps);
    }

    /** The fraction of the other views that context views are chosen from at a step. */
    public double spread(int step) {
        if (step >= warmUpSteps) {
            return lastSpread;
        }
        return firstSpread + (lastSpread - firstSpread) * step / warmUpSteps;
    }

    /** The same with other numbers of views. */
    public SamplerConfig of(int newContextViews, int newTargetViews) {
        return new SamplerConfig(
                newContextViews,
                newTargetViews,
                inclusive,
                firstGap,
                lastGap,
                firstSpread,
                lastSpread,
                mostAngle,
                warmUpSteps);
    }

    /** The same with the last values from the first step, as evaluations have it. */
    public SamplerConfig warmedUp() {
        return new SamplerConfig(
                contextViews,
                targetViews,
                inclusive,
                lastGap,
                lastGap,
                lastSpread,
                lastSpread,
                mostAngle,
                0);
    }
}
