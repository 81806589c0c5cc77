/**
 * The renderer's kernels on the cores of this machine, with vectors and threads.
 *
 * <p>Start reading at {@code CpuRaster}, then {@code Binning} with {@code Ellipse}, and {@code
 * TileBlocks} with {@code SimdTile}.
 */
package dev.resplat.splat.cpu;
