/**
 * Kernels that are written in Java: {@link dev.resplat.opencl.aparapi.BlendKernel} and {@link
 * dev.resplat.opencl.aparapi.BlendGradKernel}, to be read beside those of the reference ({@code
 * ReferenceRaster}), of the CPU ({@code PlainTile}, {@code SimdTile}) and of OpenCL.
 */
package dev.resplat.opencl.aparapi;
