/**
 * Networks: layers that own parameters, and how parameters begin.
 *
 * <p>A {@link dev.resplat.nn.Layer} is an object only because it owns parameters; what it computes
 * is written with the operations of {@code dev.resplat.autodiff}. Start reading at {@link
 * dev.resplat.nn.Layer} and {@link dev.resplat.nn.Linear}; optimizers are in {@code
 * dev.resplat.nn.optim}, networks that look at pictures in {@code dev.resplat.nn.vision}.
 */
package dev.resplat.nn;
