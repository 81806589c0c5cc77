package dev.resplat.train.augment;

import dev.resplat.train.data.Draws;

/** One way to change the views of an example. Never changes, so several threads can use it. */
interface Augmentation {
    /** Of all examples, how many are changed: 0 to 1. */
    double probability();

    /**
     * Changes an example in place.
     *
     * @param draws of this example and this augmentation only
     */
    void apply(Shots shots, Draws draws);
}
