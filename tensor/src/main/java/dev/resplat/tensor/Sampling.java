package dev.resplat.tensor;

import dev.resplat.tensor.SamplingKernels.Padding;

/** Feature maps {@code [N, H, W, C]} read between pixels; see {@link SamplingKernels}. */
public final class Sampling {
    private Sampling() {}

    /**
     * Maps with another number of pixels, by bilinear interpolation between the four nearest, as
     * PyTorch's {@code interpolate} without antialiasing.
     *
     * @param alignCorners whether centres of corner pixels stay where they are; else their corners
     * @return {@code [N, height, width, C]}
     */
    public static Tensor resizeBilinear(Tensor x, int height, int width, boolean alignCorners) {
        FeatureMaps maps = resized("resizeBilinear", x, height, width);
        Tensor y = Tensor.empty(x.device(), x.type(), maps.result());
        kernels(x).resizeBilinear(x.buffer(), y.buffer(), maps, alignCorners);
        return y;
    }

    /**
     * The gradient through {@link #resizeBilinear}.
     *
     * @return {@code [N, height, width, C]} for gradY of any height and width
     */
    public static Tensor resizeBilinearGrad(
            Tensor gradY, int height, int width, boolean alignCorners) {
        FeatureMaps back = resized("resizeBilinearGrad", gradY, height, width);
        Tensor gradX = Tensor.empty(gradY.device(), gradY.type(), back.result());
        FeatureMaps maps = new FeatureMaps(back.n(), height, width, back.h(), back.w(), back.c());
        kernels(gradY).resizeBilinearGrad(gradY.buffer(), gradX.buffer(), maps, alignCorners);
        return gradX;
    }

    private static FeatureMaps resized(String op, Tensor x, int height, int width) {
        FeatureMaps maps = FeatureMaps.of(op, x, height, width);
        if (height < 1 || width < 1 || maps.h() < 1 || maps.w() < 1) {
            throw new ShapeException(
                    "%s: x %s to %d x %d pixels: there must be one or more on either side"
                            .formatted(op, x.shape(), height, width));
        }
        return maps;
    }

    /**
     * Maps read at the places of a grid, as PyTorch's {@code grid_sample}.
     *
     * @param grid {@code [N, outH, outW, 2]}, each (x, y) in [-1, 1] over the map
     * @param alignCorners whether -1 and 1 are the centres of the outermost pixels; else their
     *     edges
     * @return {@code [N, outH, outW, C]}
     */
    public static Tensor gridSample(Tensor x, Tensor grid, Padding padding, boolean alignCorners) {
        FeatureMaps maps = sampled("gridSample", x, grid);
        Tensor y = Tensor.empty(x.device(), x.type(), maps.result());
        kernels(x).gridSample(x.buffer(), grid.buffer(), y.buffer(), maps, padding, alignCorners);
        return y;
    }

    /** The gradient through {@link #gridSample} with respect to maps of height and width. */
    public static Tensor gridSampleGradX(
            Tensor grid,
            Tensor gradY,
            int height,
            int width,
            Padding padding,
            boolean alignCorners) {
        FeatureMaps back = FeatureMaps.of("gridSampleGradX", gradY, height, width);
        checkGrid("gridSampleGradX", "gradY", gradY, grid);
        Check.sameShape("gridSampleGradX", "grid", grid, gradY.shape().with(-1, 2));
        FeatureMaps maps = new FeatureMaps(back.n(), height, width, back.h(), back.w(), back.c());
        Tensor gradX = Tensor.empty(gradY.device(), gradY.type(), back.result());
        kernels(gradY)
                .gridSampleGradX(
                        grid.buffer(), gradY.buffer(), gradX.buffer(), maps, padding, alignCorners);
        return gradX;
    }

    /** The gradient through {@link #gridSample} with respect to the grid. */
    public static Tensor gridSampleGradGrid(
            Tensor x, Tensor grid, Tensor gradY, Padding padding, boolean alignCorners) {
        FeatureMaps maps = sampled("gridSampleGradGrid", x, grid);
        Check.real("gridSampleGradGrid", "gradY", gradY);
        Check.sameDevice("gridSampleGradGrid", "x", x, "gradY", gradY);
        Check.sameShape("gridSampleGradGrid", "gradY", gradY, maps.result());
        Tensor gradGrid = Tensor.like(grid);
        kernels(x)
                .gridSampleGradGrid(
                        x.buffer(),
                        grid.buffer(),
                        gradY.buffer(),
                        gradGrid.buffer(),
                        maps,
                        padding,
                        alignCorners);
        return gradGrid;
    }

    private static FeatureMaps sampled(String op, Tensor x, Tensor grid) {
        FeatureMaps.of(op, x, 0, 0);
        checkGrid(op, "x", x, grid);
        Shape s = grid.shape();
        if (s.rank() != 4 || s.dim(0) != x.shape().dim(0) || s.dim(3) != 2) {
            throw new ShapeException(
                    "%s: grid must be [%d, outH, outW, 2], is %s for x %s"
                            .formatted(op, x.shape().dim(0), s, x.shape()));
        }
        FeatureMaps maps = FeatureMaps.of(op, x, s.dim(1), s.dim(2));
        if (maps.outSize() > 0 && (maps.h() == 0 || maps.w() == 0)) {
            throw new ShapeException(op + ": x " + x.shape() + " has no pixels");
        }
        return maps;
    }

    private static void checkGrid(String op, String name, Tensor x, Tensor grid) {
        Check.real(op, "grid", grid);
        Check.sameDevice(op, name, x, "grid", grid);
    }

    private static SamplingKernels kernels(Tensor x) {
        return x.device().kernels(SamplingKernels.class);
    }
}
