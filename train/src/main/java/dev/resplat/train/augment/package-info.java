/**
 * Changes of examples that make a model see more than its data has: mirrored worlds, other light,
 * worse cameras. Each is a record of how strong it is, drawn anew for every example.
 *
 * <p>Start reading at {@link dev.resplat.train.augment.Augmenter}, which has their order, and
 * {@link dev.resplat.train.augment.Shots}, what they change.
 */
package dev.resplat.train.augment;
