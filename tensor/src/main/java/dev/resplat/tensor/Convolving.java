package dev.resplat.tensor;

import dev.resplat.tensor.ConvolutionKernels.Size;

/**
 * Convolutions of feature maps {@code [N, H, W, C]}.
 *
 * <p>With groups, the channels of input and output are cut into as many equal runs, and each run of
 * outputs sees the run of inputs of the same number only. As many groups as input channels make a
 * depthwise convolution.
 *
 * <p>Padding may count as zeros that are multiplied with weights, and sums may be arranged in other
 * ways: what is infinite or NaN, in the weight or the maps, may then reach pixels that see it only
 * beyond the border, as {@code 0 * infinity}, or not at all but are next to those that do.
 */
public final class Convolving {
    private Convolving() {}

    /**
     * {@code y[n, i, j, d] = bias[d] + sum x[n, i s - p + u, j s - p + v, c] weight[u, v, c, d]};
     * see {@link Window}.
     *
     * @param x {@code [N, H, W, Cin]}
     * @param weight {@code [kH, kW, Cin / groups, Cout]}
     * @param bias {@code [Cout]}, or null for none
     * @return {@code [N, window.outHeight(H), window.outWidth(W), Cout]}
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window, int groups) {
        String op = "conv2d";
        map(op, "x", x);
        Size size = size(op, x.shape(), weight, window, groups);
        Check.sameDevice(op, "x", x, "weight", weight);
        checkBias(op, x, bias, size.outChannels());
        Tensor y = empty(x, outShape(size));
        kernels(x).conv2d(size, x.buffer(), weight.buffer(), bufferOrNull(bias), y.buffer());
        return y;
    }

    /**
     * The gradient of {@link #conv2d} with respect to x.
     *
     * @param gradY of the shape of y
     * @param xShape that of x
     */
    public static Tensor conv2dGradX(
            Tensor gradY, Tensor weight, Shape xShape, Window window, int groups) {
        String op = "conv2dGradX";
        if (xShape.rank() != 4) {
            throw new ShapeException(op + ": x must be [N, H, W, C], is " + xShape);
        }
        Size size = size(op, xShape, weight, window, groups);
        Check.real(op, "gradY", gradY);
        Check.sameDevice(op, "gradY", gradY, "weight", weight);
        Check.sameShape(op, "gradY", gradY, outShape(size));
        return adjoint(size, gradY, weight, null, xShape);
    }

    /**
     * The gradient of {@link #conv2d} with respect to the weight.
     *
     * @param gradY of the shape of y
     * @return {@code [kH, kW, Cin / groups, Cout]}
     */
    public static Tensor conv2dGradWeight(Tensor x, Tensor gradY, Window window, int groups) {
        String op = "conv2dGradWeight";
        map(op, "x", x);
        map(op, "gradY", gradY);
        Check.sameDevice(op, "x", x, "gradY", gradY);
        Size size = size(op, x.shape(), window, gradY.shape().dim(3), groups);
        Check.sameShape(op, "gradY", gradY, outShape(size));
        Tensor gradWeight = empty(x, weightShape(size));
        kernels(x).conv2dGradWeight(size, x.buffer(), gradY.buffer(), gradWeight.buffer());
        return gradWeight;
    }

    /**
     * The transposed convolution: the adjoint of the {@link #conv2d} with this weight and window,
     * plus a bias. It spreads every input over a window of the output; with a stride it enlarges.
     *
     * <p>The output has height {@code (H - 1) strideY - 2 paddingY + dilationY (kH - 1) + 1 +
     * outputPaddingY}, and the width alike.
     *
     * @param x {@code [N, H, W, Cin]}
     * @param weight {@code [kH, kW, Cout / groups, Cin]}
     * @param bias {@code [Cout]}, or null for none
     * @param outputPaddingY rows that the window leaves over at the bottom, fewer than its stride
     * @param outputPaddingX columns that the window leaves over on the right, fewer than its stride
     */
    public static Tensor conv2dTransposed(
            Tensor x,
            Tensor weight,
            Tensor bias,
            Window window,
            int groups,
            int outputPaddingY,
            int outputPaddingX) {
        String op = "conv2dTransposed";
        map(op, "x", x);
        Shape s = x.shape();
        Shape yShape =
                transposedShape(op, s, weight, window, groups, outputPaddingY, outputPaddingX);
        Size size = size(op, yShape, window, s.dim(3), groups);
        Check.sameDevice(op, "x", x, "weight", weight);
        checkBias(op, x, bias, size.channels());
        return adjoint(size, x, weight, bias, yShape);
    }

    private static Tensor adjoint(
            Size size, Tensor gradY, Tensor weight, Tensor bias, Shape xShape) {
        Tensor gradX = empty(gradY, xShape);
        kernels(gradY)
                .conv2dGradX(
                        size, gradY.buffer(), weight.buffer(), bufferOrNull(bias), gradX.buffer());
        return gradX;
    }

    private static Shape transposedShape(
            String op,
            Shape x,
            Tensor weight,
            Window window,
            int groups,
            int outputPaddingY,
            int outputPaddingX) {
        checkTransposed(op, x, weight, window, groups);
        if (outputPaddingY < 0
                || outputPaddingX < 0
                || outputPaddingY >= window.strideY()
                || outputPaddingX >= window.strideX()) {
            throw new IllegalArgumentException(
                    op
                            + ": output padding must be 0 or more and less than the stride, is "
                            + outputPaddingY
                            + " and "
                            + outputPaddingX
                            + " for window "
                            + window);
        }
        int height = window.inHeight(op, x, outputPaddingY);
        int width = window.inWidth(op, x, outputPaddingX);
        return Shape.of(x.dim(0), height, width, weight.shape().dim(2) * groups);
    }

    private static void checkTransposed(
            String op, Shape x, Tensor weight, Window window, int groups) {
        Check.real(op, "weight", weight);
        Shape w = weight.shape();
        if (w.rank() != 4) {
            throw new ShapeException(op + ": weight must be [kH, kW, Cout / groups, Cin], is " + w);
        }
        if (w.dim(0) != window.height() || w.dim(1) != window.width()) {
            throw new ShapeException(
                    "%s: weight %s must have the extents of window %s".formatted(op, w, window));
        }
        if (x.dim(3) != w.dim(3)) {
            throw new ShapeException(
                    "%s: x must have %d channels, is %s for weight %s"
                            .formatted(op, w.dim(3), x, w));
        }
        if (groups < 1 || x.dim(3) % groups != 0) {
            throw new ShapeException(
                    "%s: groups = %d must divide the channels of x %s".formatted(op, groups, x));
        }
        if ((long) w.dim(2) * groups > Integer.MAX_VALUE) {
            throw new ShapeException(
                    "%s: groups = %d and weight %s make more than 2^31 channels"
                            .formatted(op, groups, w));
        }
    }

    private static void map(String op, String argument, Tensor x) {
        Check.real(op, argument, x);
        if (x.shape().rank() != 4) {
            throw new ShapeException(
                    op + ": " + argument + " must be [N, H, W, C], is " + x.shape());
        }
    }

    private static Size size(String op, Shape x, Tensor weight, Window window, int groups) {
        Check.real(op, "weight", weight);
        Shape w = weight.shape();
        if (w.rank() != 4) {
            throw new ShapeException(op + ": weight must be [kH, kW, Cin / groups, Cout], is " + w);
        }
        Size size = size(op, x, window, w.dim(3), groups);
        if (!w.equals(weightShape(size))) {
            throw new ShapeException(
                    op
                            + ": weight must be "
                            + weightShape(size)
                            + ", is "
                            + w
                            + " for x "
                            + x
                            + ", window "
                            + window
                            + " and groups = "
                            + groups);
        }
        return size;
    }

    private static Size size(String op, Shape x, Window window, int outChannels, int groups) {
        int channels = x.dim(3);
        if (groups < 1 || channels % groups != 0 || outChannels % groups != 0) {
            throw new ShapeException(
                    op
                            + ": groups = "
                            + groups
                            + " must divide the channels of x "
                            + x
                            + " and those of y, "
                            + outChannels);
        }
        return new Size(
                x.dim(0),
                x.dim(1),
                x.dim(2),
                channels,
                window.outHeight(op, x),
                window.outWidth(op, x),
                outChannels,
                groups,
                window);
    }

    private static Shape outShape(Size size) {
        return Shape.of(size.batch(), size.outHeight(), size.outWidth(), size.outChannels());
    }

    private static Shape weightShape(Size size) {
        Window window = size.window();
        return Shape.of(window.height(), window.width(), size.groupChannels(), size.outChannels());
    }

    private static void checkBias(String op, Tensor x, Tensor bias, int channels) {
        if (bias != null) {
            Check.real(op, "bias", bias);
            Check.sameDevice(op, "x", x, "bias", bias);
            Check.sameShape(op, "bias", bias, Shape.of(channels));
        }
    }

    private static Buffer bufferOrNull(Tensor bias) {
        return bias == null ? null : bias.buffer();
    }

    private static Tensor empty(Tensor x, Shape shape) {
        return Tensor.empty(x.device(), ElementType.REAL, shape);
    }

    private static ConvolutionKernels kernels(Tensor x) {
        return x.device().kernels(ConvolutionKernels.class);
    }
}
