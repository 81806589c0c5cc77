/**
 * The loop that trains every model: steps, evaluations, checkpoints, and results in the end.
 *
 * <p>Start reading at {@link dev.resplat.train.loop.Trainee}, which a model implements, then {@link
 * dev.resplat.train.loop.TrainingLoop}, which drives it. Nothing here knows what is being trained.
 */
package dev.resplat.train.loop;
