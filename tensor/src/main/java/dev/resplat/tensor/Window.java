package dev.resplat.tensor;

/**
 * A rectangle that slides over a feature map: the geometry of convolutions and pooling.
 *
 * <p>Output (i, j) sees inputs {@code (i strideY - paddingY + u dilationY, j strideX - paddingX + v
 * dilationX)} for {@code 0 <= u < height} and {@code 0 <= v < width}; those outside the map are
 * padding.
 *
 * <pre>{@code
 * Window.of(3, 3).stride(2).padding(1)
 * }</pre>
 *
 * @param height inputs along y, at least one
 * @param width inputs along x, at least one
 * @param strideY inputs from one output to the next along y, at least one
 * @param strideX the same along x
 * @param dilationY distance of neighbouring inputs of one output along y, at least one
 * @param dilationX the same along x
 * @param paddingY rows of padding above the map, and as many below
 * @param paddingX columns of padding on either side of the map
 */
public record Window(
        int height,
        int width,
        int strideY,
        int strideX,
        int dilationY,
        int dilationX,
        int paddingY,
        int paddingX) {

    public Window {
        atLeast(1, "height", height);
        atLeast(1, "width", width);
        atLeast(1, "strideY", strideY);
        atLeast(1, "strideX", strideX);
        atLeast(1, "dilationY", dilationY);
        atLeast(1, "dilationX", dilationX);
        atLeast(0, "paddingY", paddingY);
        atLeast(0, "paddingX", paddingX);
    }

    private static void atLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "window: " + name + " must be at least " + least + ", is " + value);
        }
    }

    /** A dense window that moves in steps of one, without padding. */
    public static Window of(int height, int width) {
        return new Window(height, width, 1, 1, 1, 1, 0, 0);
    }

    /** The same window with this stride along both axes. */
    public Window stride(int stride) {
        return stride(stride, stride);
    }

    /** The same window with these strides. */
    public Window stride(int y, int x) {
        return new Window(height, width, y, x, dilationY, dilationX, paddingY, paddingX);
    }

    /** The same window with this dilation along both axes. */
    public Window dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /** The same window with these dilations. */
    public Window dilation(int y, int x) {
        return new Window(height, width, strideY, strideX, y, x, paddingY, paddingX);
    }

    /** The same window with this padding on all four sides. */
    public Window padding(int padding) {
        return padding(padding, padding);
    }

    /** The same window with y rows of padding above and below, x columns left and right. */
    public Window padding(int y, int x) {
        return new Window(height, width, strideY, strideX, dilationY, dilationX, y, x);
    }

    /** Rows of inputs from the first that one output sees to the last, both included. */
    public int reachY() {
        return dilationY * (height - 1) + 1;
    }

    /** Columns of inputs from the first that one output sees to the last, both included. */
    public int reachX() {
        return dilationX * (width - 1) + 1;
    }

    /**
     * Rows of outputs over a map of {@code inHeight} rows.
     *
     * @throws ShapeException when the window is higher than the padded map
     */
    public int outHeight(int inHeight) {
        return outputs("height", inHeight, paddingY, reachY(), strideY);
    }

    /**
     * Columns of outputs over a map of {@code inWidth} columns.
     *
     * @throws ShapeException when the window is wider than the padded map
     */
    public int outWidth(int inWidth) {
        return outputs("width", inWidth, paddingX, reachX(), strideX);
    }

    private int outputs(String extent, int in, int padding, int reach, int stride) {
        long room = in + 2L * padding - reach;
        if (room < 0) {
            throw new ShapeException(
                    "window: "
                            + this
                            + " does not fit: the padded map has "
                            + extent
                            + " "
                            + (in + 2L * padding)
                            + ", the window reaches over "
                            + reach);
        }
        return Math.toIntExact(room / stride + 1);
    }

    /**
     * Rows of the smallest map that has {@code outHeight} rows of outputs, which must be at least
     * one: what a transposed convolution makes of so many.
     */
    public int inHeight(int outHeight) {
        return inputs("height", outHeight, strideY, paddingY, reachY());
    }

    /** Columns of the smallest map that has {@code outWidth} columns of outputs, as for rows. */
    public int inWidth(int outWidth) {
        return inputs("width", outWidth, strideX, paddingX, reachX());
    }

    private int inputs(String extent, int out, int stride, int padding, int reach) {
        long in = (out - 1L) * stride - 2L * padding + reach;
        if (out < 1 || in < 0) {
            throw new ShapeException(
                    "window: no map has outputs of " + extent + " " + out + " under " + this);
        }
        return Math.toIntExact(in);
    }

    /** Extents, then what differs from one or zero: {@code 3x3 stride 2x2 padding 1x1}. */
    @Override
    public String toString() {
        return height
                + "x"
                + width
                + (strideY * strideX == 1 ? "" : " stride " + strideY + "x" + strideX)
                + (dilationY * dilationX == 1 ? "" : " dilation " + dilationY + "x" + dilationX)
                + (paddingY + paddingX == 0 ? "" : " padding " + paddingY + "x" + paddingX);
    }
}
