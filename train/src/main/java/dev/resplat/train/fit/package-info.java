/**
 * The fit of 2D splats to a picture: where they begin, how they are improved.
 *
 * <p>Start reading at {@link dev.resplat.train.fit.Fitter}.
 */
package dev.resplat.train.fit;
