/**
 * Networks that look at pictures: residual networks, vision transformers, and LPIPS with the
 * convolutional trunks it is made of.
 *
 * <p>All take {@code [N, H, W, C]}. Names of weights are those of torchvision where it has the
 * network; {@link dev.resplat.nn.PyTorch} converts their layout. Start reading at {@link
 * dev.resplat.nn.vision.ResNet}.
 */
package dev.resplat.nn.vision;
