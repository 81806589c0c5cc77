/**
 * How good a trained model is on photographs that it has not seen, and how much work it saves.
 *
 * <p>Start reading at {@link dev.resplat.train.eval.Evaluation}; {@code FitComparison} says how
 * long optimisation takes to come as far.
 */
package dev.resplat.train.eval;
