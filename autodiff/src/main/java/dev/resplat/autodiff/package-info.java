/**
 * Reverse-mode automatic differentiation.
 *
 * <p>{@link dev.resplat.autodiff.Var} is a value that remembers how it was made; {@link
 * dev.resplat.autodiff.Gradients} walks that history backwards. Operations are in {@link
 * dev.resplat.autodiff.Elementwise}, {@code Matmul}, {@code Reduce}, {@code Softmax}, {@code Scan},
 * {@code Index} and {@code Layout}, and for feature maps and tokens in {@code Convolution}, {@code
 * Attention}, {@code Normalization}, {@code Pool} and {@code Sample}: one operation is one static
 * method with its forward value and, next to it, one closure per argument, or one for all where
 * their gradients share work. {@link dev.resplat.autodiff.Checkpoint} trades memory for time. Start
 * reading at {@link dev.resplat.autodiff.Var}, then {@link dev.resplat.autodiff.Matmul}. {@link
 * dev.resplat.autodiff.GradientCheck} tells whether an operation of your own is right.
 */
package dev.resplat.autodiff;
