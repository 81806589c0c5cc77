/**
 * The models there are, by the names that configurations and weights have for them: {@link
 * dev.resplat.train.models.Model} lists them, for commands and ablations.
 */
package dev.resplat.train.models;
