/**
 * Kernels that are written in Java, to be read beside those of the reference, of the CPU and of
 * OpenCL: {@link dev.resplat.opencl.aparapi.BlendKernel} and {@link
 * dev.resplat.opencl.aparapi.BlendGradKernel} beside {@code ReferenceRaster}, {@code PlainTile} and
 * {@code SimdTile}; {@link dev.resplat.opencl.aparapi.ProjectedKernel} and what extends it beside
 * {@code ReferenceProjection} and {@code Projected}; {@link
 * dev.resplat.opencl.aparapi.MatmulKernel}.
 */
package dev.resplat.opencl.aparapi;
