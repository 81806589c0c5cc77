package dev.resplat.train.resplat;

import dev.resplat.train.data.Draws;
import dev.resplat.train.resplat.RefinementConfig.Stage;
import dev.resplat.train.resplat.RefinementConfig.Teaching;
import dev.resplat.train.synthesis.SynthesisModel.Pass;

/**
 * How often a training refines, step by step.
 *
 * @param config its stages and its teaching
 * @param seed of what is drawn
 */
record RefinementSteps(RefinementConfig config, long seed) implements Resplat.Steps {
    /** {@inheritDoc} In training by its stage; the same for all examples of a step. */
    @Override
    public int of(Pass pass) {
        if (!pass.training()) {
            return config.depth();
        }
        if (pass.step() < config.first()) {
            return 0;
        }
        Stage now = config.stages().get(0);
        for (Stage stage : config.stages()) {
            now = stage.from() <= pass.step() ? stage : now;
        }
        Draws draws = new Draws(seed, Draws.Purpose.REFINEMENTS, pass.step());
        return now.least() + draws.below(now.most() - now.least() + 1);
    }

    @Override
    public int taught(Pass pass, int step) {
        Teaching teaching = config.teaching();
        if (!pass.training() || step == 0 || teaching.probability() == 0) {
            return 0;
        }
        Draws draws = new Draws(pass.seed() + step, Draws.Purpose.STEP, pass.step());
        return draws.chance(teaching.probability()) ? step * teaching.steps() : 0;
    }
}
