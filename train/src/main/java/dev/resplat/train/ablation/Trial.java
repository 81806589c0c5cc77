package dev.resplat.train.ablation;

import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.models.Training;

/**
 * One training of an ablation.
 *
 * @param variant what is trained
 * @param seed of its weights and data
 * @param training how
 */
record Trial(Variant variant, long seed, Training<?> training) {
    /** Its configuration. */
    TrainingConfig config() {
        return training.config();
    }

    /** Of its directory. */
    String name() {
        return variant.name() + "-seed-" + seed;
    }
}
