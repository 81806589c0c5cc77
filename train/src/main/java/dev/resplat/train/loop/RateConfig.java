package dev.resplat.train.loop;

import dev.resplat.nn.optim.Schedule;
import dev.resplat.train.config.Require;

/**
 * The learning rate: a line up from zero, then half a cosine.
 *
 * @param rate after warm-up
 * @param lastRate at the end
 * @param warmUpSteps steps on the way up
 */
public record RateConfig(double rate, double lastRate, int warmUpSteps) {
    public RateConfig {
        Require.positive("rate", rate);
        Require.between(0, rate, "lastRate", lastRate);
        Require.atLeast(0, "warmUpSteps", warmUpSteps);
    }

    /** The rate at each of so many steps. */
    public Schedule over(int steps) {
        return Schedule.cosine(rate, lastRate, steps).warmedUp(warmUpSteps);
    }

    /** What to change when a run diverges whose configuration has this as {@code schedule}. */
    public String advice() {
        return "choose a schedule.rate below %s or a smaller optimizer.largestNorm".formatted(rate);
    }
}
