/**
 * Pictures and frames made into splats by a trained model, and what is told about it.
 *
 * <p>Start reading at {@link dev.resplat.train.reconstruct.PictureRun}, which takes one picture;
 * {@link dev.resplat.train.reconstruct.FramesRun} takes the frames of a sequence.
 */
package dev.resplat.train.reconstruct;
