/**
 * The models that can be trained: {@link dev.resplat.train.models.Model} lists them, for commands
 * and ablations.
 */
package dev.resplat.train.models;
