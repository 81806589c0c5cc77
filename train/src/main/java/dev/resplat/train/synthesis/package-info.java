/**
 * Images of views that were not photographed: what models that do this have in common, how they are
 * trained on examples of {@link dev.resplat.train.views} and how they are measured. The models are
 * in packages of their own.
 */
package dev.resplat.train.synthesis;
