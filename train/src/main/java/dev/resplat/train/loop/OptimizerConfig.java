package dev.resplat.train.loop;

import dev.resplat.nn.optim.Adam;
import dev.resplat.train.config.Require;

/**
 * Adam, and what is around it.
 *
 * @param adam its settings
 * @param largestNorm to which gradients are scaled if theirs is larger
 * @param average fraction of the moving average of weights kept at each step
 */
public record OptimizerConfig(Adam.Config adam, double largestNorm, double average) {
    public OptimizerConfig {
        Require.positive("largestNorm", largestNorm);
        Require.between(0, 0.999999, "average", average);
    }
}
