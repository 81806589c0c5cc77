/**
 * ReSplat in 2D: a recurrent network that makes splats of a picture, and its training.
 *
 * <p>Start reading at {@code Column} and {@code State}, what is refined; then {@code Rendering} and
 * {@code Feedback}, what a render tells splats; then {@link dev.resplat.train.resplat2d.Resplat2d}
 * with {@code Encoder}, {@code Refiner} and {@code Turnover}. {@link
 * dev.resplat.train.resplat2d.Reconstruction} uses a model that is trained; {@code Lesson} and
 * {@link dev.resplat.train.resplat2d.Resplat2dTraining} train it.
 */
package dev.resplat.train.resplat2d;
