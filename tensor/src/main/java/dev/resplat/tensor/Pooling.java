package dev.resplat.tensor;

/** One number for all that a window sees of feature maps {@code [N, H, W, C]}. */
public final class Pooling {
    private Pooling() {}

    /**
     * The extents of pooling.
     *
     * @param ceil whether a last window counts that reaches beyond the padding, as long as it
     *     starts inside the map or the padding before it (PyTorch's {@code ceil_mode})
     * @throws ShapeException when the window does not fit, or its padding is wider than half of it
     */
    private static FeatureMaps maps(String op, Tensor x, Window window, boolean ceil) {
        FeatureMaps.of(op, x, 0, 0);
        return maps(op, x.shape(), window, ceil);
    }

    private static FeatureMaps maps(String op, Shape x, Window window, boolean ceil) {
        if (2 * window.paddingY() > window.height() || 2 * window.paddingX() > window.width()) {
            throw new ShapeException(
                    op + ": the padding of window " + window + " must be at most half of it");
        }
        int h = x.dim(1);
        int w = x.dim(2);
        int outH = window.outHeight(op, x);
        int outW = window.outWidth(op, x);
        if (ceil) {
            outH = outputs(outH, h, window.paddingY(), window.reachY(), window.strideY());
            outW = outputs(outW, w, window.paddingX(), window.reachX(), window.strideX());
        }
        return new FeatureMaps(x.dim(0), h, w, outH, outW, x.dim(3));
    }

    private static int outputs(int floor, int in, int padding, int reach, int stride) {
        boolean rest = (in + 2 * padding - reach) % stride > 0;
        return rest && floor * stride < in + padding ? floor + 1 : floor;
    }

    /** As {@link #max(Tensor, Window, boolean)}, without windows that reach beyond the padding. */
    public static Tensor max(Tensor x, Window window) {
        return max(x, window, false);
    }

    /**
     * The largest that each window sees, NaN if there is one; padding is left out.
     *
     * @param ceil whether a last window counts that reaches beyond the padding, as long as it
     *     starts inside the map or the padding before it (PyTorch's {@code ceil_mode})
     * @return {@code [N, outH, outW, C]}
     */
    public static Tensor max(Tensor x, Window window, boolean ceil) {
        FeatureMaps maps = maps("maxPool", x, window, ceil);
        Tensor y = Tensor.empty(x.device(), x.type(), maps.result());
        kernels(x).maxPool(x.buffer(), y.buffer(), maps, window);
        return y;
    }

    /**
     * The gradient through {@link #max}, where {@code y} is its result: that of each window goes to
     * the first of the largest.
     */
    public static Tensor maxGrad(Tensor x, Tensor y, Tensor gradY, Window window, boolean ceil) {
        FeatureMaps maps = maps("maxPoolGrad", x, window, ceil);
        Check.sameDevice("maxPoolGrad", "x", x, "y", y);
        Check.sameShape("maxPoolGrad", "y", y, maps.result());
        Check.like("maxPoolGrad", y, "gradY", gradY);
        Tensor gradX = Tensor.like(x);
        kernels(x)
                .maxPoolGrad(x.buffer(), y.buffer(), gradY.buffer(), gradX.buffer(), maps, window);
        return gradX;
    }

    /**
     * The mean of what each window sees.
     *
     * @param ceil as for {@link #max(Tensor, Window, boolean)}
     * @param countPadding whether padding counts as zeros; else it is left out
     * @return {@code [N, outH, outW, C]}
     */
    public static Tensor average(Tensor x, Window window, boolean ceil, boolean countPadding) {
        FeatureMaps maps = maps("averagePool", x, window, ceil);
        Tensor y = Tensor.empty(x.device(), x.type(), maps.result());
        kernels(x).averagePool(x.buffer(), y.buffer(), maps, window, countPadding);
        return y;
    }

    /**
     * The gradient through {@link #average}.
     *
     * @return {@code [N, height, width, C]}
     */
    public static Tensor averageGrad(
            Tensor gradY, int height, int width, Window window, boolean countPadding) {
        FeatureMaps back = FeatureMaps.of("averagePoolGrad", gradY, height, width);
        FeatureMaps floor = maps("averagePoolGrad", back.result(), window, false);
        FeatureMaps ceil = maps("averagePoolGrad", back.result(), window, true);
        if (!gradY.shape().equals(floor.result()) && !gradY.shape().equals(ceil.result())) {
            throw new ShapeException(
                    "averagePoolGrad: gradY must be %s for maps of %d x %d pixels, is %s"
                            .formatted(floor.result(), height, width, gradY.shape()));
        }
        Tensor gradX = Tensor.empty(gradY.device(), gradY.type(), back.result());
        FeatureMaps maps = new FeatureMaps(back.n(), height, width, back.h(), back.w(), back.c());
        kernels(gradY).averagePoolGrad(gradY.buffer(), gradX.buffer(), maps, window, countPadding);
        return gradX;
    }

    private static PoolingKernels kernels(Tensor x) {
        return x.device().kernels(PoolingKernels.class);
    }
}
