package dev.resplat.train.views;

import dev.resplat.train.data.Draws;
import java.util.Arrays;
import java.util.Optional;

/**
 * Views of a path: the gap between the first and the last context view is drawn between two bounds,
 * then where the first one is; other context views and the targets are drawn from between both.
 * This is the bounded sampler of pixelSplat, and for more than two context views that of ReSplat.
 */
final class PathSampler implements ViewSampler {
    private final SamplerConfig config;

    PathSampler(SamplerConfig config) {
        this.config = config;
    }

    /** So that there is room between the ends for other context views and for a target. */
    private int leastGap() {
        return config.inclusive() ? config.contextViews() - 1 : config.contextViews();
    }

    @Override
    public Optional<Choice> choose(ViewSet set, int step, Draws draws) {
        SamplerConfig.Gap gap = config.gap(step);
        int views = set.cameras().size();
        int least = Math.max(gap.least(), leastGap());
        int most = Math.min(Math.max(gap.most(), least), views - 1);
        if (most < least) {
            return Optional.empty();
        }
        int distance = least + draws.below(most - least + 1);
        int left = draws.below(views - distance);
        int right = left + distance;
        int[] context = new int[config.contextViews()];
        int others = context.length - 2;
        System.arraycopy(
                Lottery.draw(Lottery.range(left + 1, right - 1), others, draws),
                0,
                context,
                2,
                others);
        context[0] = left;
        context[1] = right;
        Arrays.sort(context);
        int[] candidates =
                config.inclusive()
                        ? Lottery.range(left, right)
                        : Lottery.range(left + 1, right - 1, context);
        return Optional.of(
                new Choice(context, Lottery.draw(candidates, config.targetViews(), draws)));
    }
}
