package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Shape;

/** Feature maps {@code [N, H, W, C]} read between pixels. */
public final class Sample {
    private Sample() {}

    /**
     * Maps with another number of pixels: {@code y = R x S^T} for each map and channel, where rows
     * of R and S hold the two weights of linear interpolation; gradient {@code R^T g S}. See {@link
     * Sampling#resizeBilinear}.
     */
    public static Var resizeBilinear(Var x, int height, int width, boolean alignCorners) {
        Shape s = x.shape();
        return Var.of(
                "resizeBilinear",
                Sampling.resizeBilinear(x.value(), height, width, alignCorners),
                wrt(x, g -> Sampling.resizeBilinearGrad(g, s.dim(1), s.dim(2), alignCorners)));
    }

    /**
     * Maps read at the places {@code (u, v)} of a grid: {@code y = sum over the four pixels (i, j)
     * around of (1 - |u - j|) (1 - |v - i|) x_ij}; the gradient goes to the pixels with the same
     * weights, and to the grid as the slope of the surface (Jaderberg et al. 2015, section 3.3).
     * See {@link Sampling#gridSample}.
     */
    public static Var gridSample(Var x, Var grid, Padding padding, boolean alignCorners) {
        return Var.of(
                "gridSample",
                Sampling.gridSample(x.value(), grid.value(), padding, alignCorners),
                wrt(
                        x,
                        g ->
                                Sampling.gridSampleGradX(
                                        grid.value(),
                                        g,
                                        x.shape().dim(1),
                                        x.shape().dim(2),
                                        padding,
                                        alignCorners)),
                wrt(
                        grid,
                        g ->
                                Sampling.gridSampleGradGrid(
                                        x.value(), grid.value(), g, padding, alignCorners)));
    }
}
