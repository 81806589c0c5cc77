package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Arrays;

/** The same elements in other places. */
public final class Layout {
    private Layout() {}

    /** Other extents; one of them may be -1 and is worked out. */
    public static Var reshape(Var x, int... dims) {
        return Var.of("reshape", x.value().reshape(dims), wrt(x, g -> g.reshape(x.shape())));
    }

    /** The innermost two axes exchanged. */
    public static Var transpose(Var x) {
        return Var.of("transpose", Arranging.transpose(x.value()), wrt(x, Arranging::transpose));
    }

    /** Axes in another order: axis i of the result is axis {@code order[i]} of x. */
    public static Var permute(Var x, int... order) {
        int[] inverse = new int[order.length];
        Tensor y = Arranging.permute(x.value(), order);
        for (int i = 0; i < order.length; i++) {
            inverse[x.shape().axis(order[i])] = i;
        }
        return Var.of("permute", y, wrt(x, g -> Arranging.permute(g, inverse)));
    }

    /**
     * Repeats axes of extent one, and leading axes; the gradient is summed over the repetitions.
     */
    public static Var broadcastTo(Var x, Shape target) {
        return Var.of(
                "broadcastTo",
                Arranging.broadcastTo(x.value(), target),
                wrt(x, g -> g.sumTo(x.shape())));
    }

    /** Elements {@code from} (inclusive) to {@code to} (exclusive) of an axis. */
    public static Var slice(Var x, int axis, int from, int to) {
        return Var.of(
                "slice",
                Arranging.slice(x.value(), axis, from, to),
                wrt(x, g -> Arranging.pad(g, axis, from, x.shape().dim(axis) - to)));
    }

    /** Zeros before and after the elements of an axis. */
    public static Var pad(Var x, int axis, int before, int after) {
        return Var.of(
                "pad",
                Arranging.pad(x.value(), axis, before, after),
                wrt(x, g -> Arranging.slice(g, axis, before, before + x.shape().dim(axis))));
    }

    /** An axis in reverse. */
    public static Var flip(Var x, int axis) {
        return Var.of(
                "flip", Arranging.flip(x.value(), axis), wrt(x, g -> Arranging.flip(g, axis)));
    }

    /** One after the other along an axis; each gets its part of the gradient. */
    public static Var concat(int axis, Var... parts) {
        Tensor y =
                Arranging.concat(axis, Arrays.stream(parts).map(Var::value).toArray(Tensor[]::new));
        Var.Edge[] edges = new Var.Edge[parts.length];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            int from = at;
            int to = from + parts[i].shape().dim(axis);
            edges[i] = wrt(parts[i], g -> Arranging.slice(g, axis, from, to));
            at = to;
        }
        return Var.of("concat", y, edges);
    }

    /** Channels to pixels, see {@link Arranging#pixelShuffle}; the gradient goes the other way. */
    public static Var pixelShuffle(Var x, int r) {
        return Var.of(
                "pixelShuffle",
                Arranging.pixelShuffle(x.value(), r),
                wrt(x, g -> Arranging.pixelUnshuffle(g, r)));
    }

    /**
     * Pixels to channels, see {@link Arranging#pixelUnshuffle}; the gradient goes the other way.
     */
    public static Var pixelUnshuffle(Var x, int r) {
        return Var.of(
                "pixelUnshuffle",
                Arranging.pixelUnshuffle(x.value(), r),
                wrt(x, g -> Arranging.pixelShuffle(g, r)));
    }
}
