/**
 * What each part of a model is good for: the same training with one thing changed at a time, with
 * several seeds, and how far the results differ.
 *
 * <p>Start reading at {@link dev.resplat.train.ablation.AblationConfig}, then {@link
 * dev.resplat.train.ablation.Ablation}, which drives it.
 */
package dev.resplat.train.ablation;
