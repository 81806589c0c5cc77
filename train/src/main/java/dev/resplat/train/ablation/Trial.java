package dev.resplat.train.ablation;

import dev.resplat.train.resplat2d.Resplat2dConfig;

/**
 * One training of an ablation.
 *
 * @param variant what is trained
 * @param seed of its weights and pictures
 * @param config of the training
 */
record Trial(Variant variant, long seed, Resplat2dConfig config) {
    /** Of its directory. */
    String name() {
        return variant.name() + "-seed-" + seed;
    }
}
