/**
 * The fit of 2D splats to a picture: where they begin, how they are improved.
 *
 * <p>Start reading at {@link dev.resplat.train.fit.Fitter}, which uses {@code Placement} for the
 * first splats and {@code Growth} for the others; {@link dev.resplat.train.fit.FitRun} is the loop
 * around it.
 */
package dev.resplat.train.fit;
