package dev.resplat.tensor;

import dev.resplat.tensor.IndexKernels.View;
import java.util.Arrays;

/** The same elements, of any type, in other places. All are one strided copy each. */
public final class Arranging {
    private static final int MAX_ENLARGEMENT = 32_767;

    private Arranging() {}

    /** The innermost two axes exchanged. */
    public static Tensor transpose(Tensor x) {
        if (x.shape().rank() < 2) {
            throw new ShapeException("transpose: x must have two axes or more, is " + x.shape());
        }
        int[] order = Axes.identity(x.shape().rank());
        order[order.length - 1] = order.length - 2;
        order[order.length - 2] = order.length - 1;
        return permute(x, order);
    }

    /** Axes in another order: axis i of the result is axis {@code order[i]} of x. */
    public static Tensor permute(Tensor x, int... order) {
        int[] axes = Axes.permutation(x.shape(), order);
        int[] strides = x.shape().strides();
        int[] dims = new int[axes.length];
        int[] from = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            dims[i] = x.shape().dim(axes[i]);
            from[i] = strides[axes[i]];
        }
        return read(x, 0, from, Shape.of(dims));
    }

    /** Repeats axes of extent one, and leading axes, up to the target shape. */
    public static Tensor broadcastTo(Tensor x, Shape target) {
        Shape s = x.shape();
        if (!s.broadcastsTo(target)) {
            throw new ShapeException("broadcastTo: x %s does not fit %s".formatted(s, target));
        }
        return target.equals(s) ? x.alias() : read(x, 0, s.stridesIn(target), target);
    }

    /** Elements {@code from} (inclusive) to {@code to} (exclusive) of an axis. */
    public static Tensor slice(Tensor x, int axis, int from, int to) {
        int a = Check.axis("slice", x, axis);
        Shape s = x.shape();
        if (from < 0 || to < from || to > s.dim(a)) {
            throw new ShapeException(
                    "slice: %d to %d of axis %d of x %s: allowed are 0 to %d"
                            .formatted(from, to, a, s, s.dim(a)));
        }
        return read(x, from * s.after(a), s.strides(), s.with(a, to - from));
    }

    /** An axis in reverse. */
    public static Tensor flip(Tensor x, int axis) {
        int a = Check.axis("flip", x, axis);
        int[] strides = x.shape().strides();
        int last = Math.max(x.shape().dim(a) - 1, 0) * strides[a];
        strides[a] = -strides[a];
        return read(x, last, strides, x.shape());
    }

    /** Zeros before and after the elements of an axis. */
    public static Tensor pad(Tensor x, int axis, int before, int after) {
        int a = Check.axis("pad", x, axis);
        if (before < 0 || after < 0) {
            throw new ShapeException(
                    "pad: %d before and %d after x %s: negative"
                            .formatted(before, after, x.shape()));
        }
        long extent = (long) x.shape().dim(a) + before + after;
        if (extent > Integer.MAX_VALUE) {
            throw new ShapeException(
                    "pad: %d before and %d after x %s: too many"
                            .formatted(before, after, x.shape()));
        }
        Shape padded = x.shape().with(a, (int) extent);
        Tensor y = Tensor.empty(x.device(), x.type(), padded);
        x.device().kernels(ElementwiseKernels.class).fill(y.buffer(), 0, padded.size());
        write(x, y, a, before);
        return y;
    }

    /** Tensors one after the other along an axis; their other extents are equal. */
    public static Tensor concat(int axis, Tensor... parts) {
        Tensor first = Check.concat(axis, parts);
        int a = first.shape().axis(axis);
        int extent = Arrays.stream(parts).mapToInt(p -> p.shape().dim(a)).sum();
        Tensor y = Tensor.empty(first.device(), first.type(), first.shape().with(a, extent));
        int at = 0;
        for (Tensor part : parts) {
            write(part, y, a, at);
            at += part.shape().dim(a);
        }
        return y;
    }

    /**
     * Channels to pixels: {@code y[n, h r + i, w r + j, c] = x[n, h, w, c r^2 + i r + j]} (Shi et
     * al. 2016, section 3.2, with the channels in PyTorch's order).
     *
     * @param x {@code [N, H, W, C r^2]}
     * @return {@code [N, H r, W r, C]}
     */
    public static Tensor pixelShuffle(Tensor x, int r) {
        Shape s = featureMaps("pixelShuffle", x, r);
        if (s.dim(3) % (r * r) != 0) {
            throw new ShapeException(
                    "pixelShuffle: the channels of x %s must be a multiple of %d^2"
                            .formatted(s, r));
        }
        int c = s.dim(3) / (r * r);
        return Scope.compute(
                () -> {
                    Tensor cells = x.reshape(s.dim(0), s.dim(1), s.dim(2), c, r, r);
                    return permute(cells, 0, 1, 4, 2, 5, 3)
                            .reshape(s.dim(0), s.dim(1) * r, s.dim(2) * r, c);
                });
    }

    /**
     * Pixels to channels: {@code y[n, h, w, c r^2 + i r + j] = x[n, h r + i, w r + j, c]}, the
     * inverse of {@link #pixelShuffle}.
     *
     * @param x {@code [N, H r, W r, C]}
     * @return {@code [N, H, W, C r^2]}
     */
    public static Tensor pixelUnshuffle(Tensor x, int r) {
        Shape s = featureMaps("pixelUnshuffle", x, r);
        if (s.dim(1) % r != 0 || s.dim(2) % r != 0) {
            throw new ShapeException(
                    "pixelUnshuffle: the pixels of x %s must be multiples of %d".formatted(s, r));
        }
        int h = s.dim(1) / r;
        int w = s.dim(2) / r;
        return Scope.compute(
                () -> {
                    Tensor cells = x.reshape(s.dim(0), h, r, w, r, s.dim(3));
                    return permute(cells, 0, 1, 3, 5, 2, 4)
                            .reshape(s.dim(0), h, w, s.dim(3) * r * r);
                });
    }

    private static Shape featureMaps(String op, Tensor x, int r) {
        if (x.shape().rank() != 4) {
            throw new ShapeException(op + ": x must be [N, H, W, C], is " + x.shape());
        }
        // so that its square is an int
        if (r < 1 || r > MAX_ENLARGEMENT) {
            throw new ShapeException(op + ": r must be from 1 to " + MAX_ENLARGEMENT + ", is " + r);
        }
        return x.shape();
    }

    /** A dense tensor from a strided walk through x. */
    private static Tensor read(Tensor x, int offset, int[] strides, Shape shape) {
        Tensor y = Tensor.empty(x.device(), x.type(), shape);
        copy(x, offset, strides, y, 0, shape.strides(), shape);
        return y;
    }

    /** Writes all of x into y, from place {@code at} of an axis on. */
    private static void write(Tensor x, Tensor y, int axis, int at) {
        int[] strides = y.shape().strides();
        copy(x, 0, x.shape().strides(), y, at * strides[axis], strides, x.shape());
    }

    private static void copy(
            Tensor x, int xOffset, int[] xStrides, Tensor y, int yOffset, int[] yStrides, Shape s) {
        if (s.size() > 0) {
            Axes axes = Axes.merged(s, xStrides, yStrides);
            x.device()
                    .kernels(IndexKernels.class)
                    .copy(
                            x.buffer(),
                            new View(xOffset, axes.a()),
                            y.buffer(),
                            new View(yOffset, axes.b()),
                            axes.dims());
        }
    }
}
