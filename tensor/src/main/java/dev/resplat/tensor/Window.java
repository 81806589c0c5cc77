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
 * <p>No setting may be more than {@value #MAX}: places of inputs, and sums and differences of a few
 * of them, then stay inside an int.
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
    /** The largest extent, stride, dilation and padding; a window reaches over 2^30 at most. */
    public static final int MAX = 1 << 15;

    public Window {
        check("height", height, 1);
        check("width", width, 1);
        check("strideY", strideY, 1);
        check("strideX", strideX, 1);
        check("dilationY", dilationY, 1);
        check("dilationX", dilationX, 1);
        check("paddingY", paddingY, 0);
        check("paddingX", paddingX, 0);
    }

    private static void check(String name, int value, int least) {
        if (value < least || value > MAX) {
            throw new IllegalArgumentException(
                    "window: %s must be from %d to %d, is %d".formatted(name, least, MAX, value));
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
     * @throws ShapeException when the window is higher than the padded map, or both are too large
     */
    public int outHeight(int inHeight) {
        return outputs("a map", "height", inHeight, paddingY, reachY(), strideY);
    }

    /**
     * Columns of outputs over a map of {@code inWidth} columns.
     *
     * @throws ShapeException when the window is wider than the padded map, or both are too large
     */
    public int outWidth(int inWidth) {
        return outputs("a map", "width", inWidth, paddingX, reachX(), strideX);
    }

    /** Rows of outputs over the maps {@code x [N, H, W, C]} of an operation. */
    int outHeight(String op, Shape x) {
        return outputs(op + ": x " + x, "height", x.dim(1), paddingY, reachY(), strideY);
    }

    /** Columns of outputs over the maps {@code x [N, H, W, C]} of an operation. */
    int outWidth(String op, Shape x) {
        return outputs(op + ": x " + x, "width", x.dim(2), paddingX, reachX(), strideX);
    }

    private int outputs(String map, String extent, int in, int padding, int reach, int stride) {
        long padded = in + 2L * padding;
        if (padded < reach) {
            throw new ShapeException(
                    "%s: window %s does not fit: padded it has %s %d, the window reaches over %d"
                            .formatted(map, this, extent, padded, reach));
        }
        // Windows that begin on the map may reach beyond its padding.
        if (padded + reach > Integer.MAX_VALUE) {
            throw new ShapeException(
                    "%s: too large for window %s: its padded %s %d and the %d that the window"
                                    .formatted(map, this, extent, padded, reach)
                            + " reaches over must add up to less than 2^31");
        }
        return (int) (padded - reach) / stride + 1;
    }

    /**
     * Rows of the smallest map that has {@code outHeight} rows of outputs, which must be at least
     * one: what a transposed convolution makes of so many.
     *
     * @throws ShapeException when there is none, or it is too large
     */
    public int inHeight(int outHeight) {
        return inputs("a map", "height", outHeight, strideY, paddingY, reachY(), 0);
    }

    /** Columns of the smallest map that has {@code outWidth} columns of outputs, as for rows. */
    public int inWidth(int outWidth) {
        return inputs("a map", "width", outWidth, strideX, paddingX, reachX(), 0);
    }

    /** Rows of maps whose outputs are {@code x [N, H, W, C]}, and {@code more}. */
    int inHeight(String op, Shape x, int more) {
        return inputs(op + ": x " + x, "height", x.dim(1), strideY, paddingY, reachY(), more);
    }

    /** Columns of maps whose outputs are {@code x [N, H, W, C]}, and {@code more}. */
    int inWidth(String op, Shape x, int more) {
        return inputs(op + ": x " + x, "width", x.dim(2), strideX, paddingX, reachX(), more);
    }

    private int inputs(
            String map, String extent, int out, int stride, int padding, int reach, int more) {
        long in = (out - 1L) * stride - 2L * padding + reach;
        if (out < 1 || in < 0 || in + more > Integer.MAX_VALUE) {
            throw new ShapeException(
                    "%s: nothing has outputs of %s %d under window %s%s"
                            .formatted(
                                    map,
                                    extent,
                                    out,
                                    this,
                                    out < 1
                                            ? ""
                                            : ": it would have " + extent + " " + (in + more)));
        }
        return (int) in + more;
    }

    /** Extents, then what differs from one or zero: {@code 3x3 stride 2x2 padding 1x1}. */
    @Override
    public String toString() {
        return height
                + "x"
                + width
                + (strideY == 1 && strideX == 1 ? "" : " stride " + strideY + "x" + strideX)
                + (dilationY == 1 && dilationX == 1
                        ? ""
                        : " dilation " + dilationY + "x" + dilationX)
                + (paddingY + paddingX == 0 ? "" : " padding " + paddingY + "x" + paddingX);
    }
}
