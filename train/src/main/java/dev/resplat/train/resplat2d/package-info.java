/**
 * ReSplat in 2D: a recurrent network that makes splats of pictures, and how it is trained.
 *
 * <p>Start reading at {@link dev.resplat.train.resplat2d.Resplat2d}, then {@link
 * dev.resplat.train.resplat2d.Lesson} and {@link dev.resplat.train.resplat2d.Resplat2dTraining}.
 * {@link dev.resplat.train.resplat2d.Reconstruction} uses a trained one.
 */
package dev.resplat.train.resplat2d;
