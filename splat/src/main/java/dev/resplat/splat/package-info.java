/**
 * Gaussian splats and their differentiable renderer: footprints on the image plane and the
 * compositor that blends them.
 *
 * <p>Start reading at {@link dev.resplat.splat.BlendMode}, then {@link
 * dev.resplat.splat.RasterKernels} with {@code reference.ReferenceRaster}, which is its definition,
 * and {@link dev.resplat.splat.Compositor}, which is what people call. How it is made fast is in
 * {@code dev.resplat.splat.cpu}. {@link dev.resplat.splat.Splats2d} is a picture of splats as it is
 * stored, and {@link dev.resplat.splat.Conics} what its angles and widths become.
 */
package dev.resplat.splat;
