package dev.resplat.train.resplat;

import dev.resplat.nn.optim.Schedule;
import dev.resplat.train.config.Require;
import dev.resplat.train.loop.RateConfig;
import java.util.List;

/**
 * How the recurrent part is trained, after the first splats are done.
 *
 * @param start weights of another training whose first splats are taken: the directory of a run,
 *     its best weights or {@value ResplatConfig#MODEL}; empty if they are random at first
 * @param startUpdate weights whose recurrent part is taken, as above; empty if it is random at
 *     first
 * @param stages in which it refines ever more often; before them the first splats are learned, and
 *     without any only they are
 * @param discount how much less a render counts than that of the next step; 0.9 in ReSplat
 * @param recurrence weight of the recurrence loss: the mean square of what learned steps change
 * @param teaching how often steps begin with states of a teacher
 * @param schedule the learning rate, from the first stage to the end
 * @param depth steps of refinement in evaluations
 */
public record RefinementConfig(
        String start,
        String startUpdate,
        List<Stage> stages,
        double discount,
        double recurrence,
        Teaching teaching,
        RateConfig schedule,
        int depth) {
    /** More is of no use, and takes time. */
    private static final int MOST = 16;

    public RefinementConfig {
        stages = List.copyOf(stages);
        for (int i = 1; i < stages.size(); i++) {
            Require.that(
                    stages.get(i).from > stages.get(i - 1).from,
                    "stages",
                    "in the order of their first steps",
                    stages);
        }
        Require.between(1e-3, 1, "discount", discount);
        Require.between(0, 1e6, "recurrence", recurrence);
        Require.between(0, MOST, "depth", depth);
    }

    /**
     * A part of the training.
     *
     * @param from its first step
     * @param least steps of refinement, at least
     * @param most at most; numbers between are equally probable
     */
    public record Stage(int from, int least, int most) {
        public Stage {
            Require.atLeast(0, "from", from);
            Require.between(1, MOST, "least", least);
            Require.between(least, MOST, "most", most);
        }
    }

    /**
     * Scheduled sampling: a step of refinement but the first may begin with what {@link Teacher
     * descent} makes of the first splats, instead of what the steps before have made.
     *
     * @param probability that a step does; 0 in ReSplat
     * @param steps of descent for each step of refinement before it
     */
    public record Teaching(double probability, int steps) {
        public Teaching {
            Require.between(0, 1, "probability", probability);
            Require.between(1, 1000, "steps", steps);
        }
    }

    /** The first step of training that refines; none if it never does. */
    public int first() {
        return stages.isEmpty() ? Integer.MAX_VALUE : stages.get(0).from;
    }

    /** How much a render after some refinements counts: {@code discount^(last - depth)}. */
    double weight(int depth, int last) {
        return depth == 0 && last > 0 ? 0 : Math.pow(discount, last - depth);
    }

    /** The learning rate of the recurrent part, which rests before its first step. */
    Schedule rates(int steps) {
        if (first() >= steps) {
            return step -> 0;
        }
        Schedule own = schedule.over(steps - first());
        return step -> step < first() ? 0 : own.at(step - first());
    }

    /** The learning rate of all else, which rests from there on. */
    Schedule before(RateConfig rates, int steps) {
        if (first() == 0) {
            return step -> 0;
        }
        Schedule own = rates.over(Math.min(steps, first()));
        return step -> step < first() ? own.at(step) : 0;
    }
}
