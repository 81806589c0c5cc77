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
     * Maps read at the places of a grid: {@code y = sum over the four pixels (i, j) around of (1 -
     * |u - j|) (1 - |v - i|) x_ij}, where (u, v) are the grid's (x, y) in pixels, with the centre
     * of the first pixel at 0 (Jaderberg et al. 2015, section 3.3). See {@link
     * Sampling#gridSample}.
     *
     * <p>Gradients, with j and i the column and the row at or before (u, v), and sums over
     * channels:
     *
     * <pre>{@code
     * dx_ij   = sum of (1 - |u - j|) (1 - |v - i|) g over the places that see the pixel
     * dgrid_x = du/dx <g, (1 - |v - i|) (x_i,j+1 - x_ij) + (1 - |v - i - 1|) (x_i+1,j+1 - x_i+1,j)>
     * dgrid_y = dv/dy <g, (1 - |u - j|) (x_i+1,j - x_ij) + (1 - |u - j - 1|) (x_i+1,j+1 - x_i,j+1)>
     * }</pre>
     *
     * <p>with {@code du/dx = (W - 1) / 2} when corners are aligned and {@code W / 2} otherwise,
     * {@code dv/dy} alike with H, and each zero where {@link Padding#BORDER} moves its coordinate.
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
