/**
 * How parameters are improved: optimizers, learning-rate schedules, gradient clipping, averages.
 *
 * <p>One training step reads
 *
 * <pre>{@code
 * try (Scope step = Scope.open()) {
 *     Var loss = Losses.meanSquaredError(model.forward(x), y);
 *     Gradients gradients = loss.backward();
 *     GradientClip.byNorm(gradients, 1.0);
 *     optimizer.step(gradients, schedule.at(i));
 * }
 * }</pre>
 */
package dev.resplat.nn.optim;
