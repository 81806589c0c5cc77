package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** Reductions of one axis, which disappears, or of all elements to a single number. */
public final class Reduce {
    /** Keeps the gradient of a norm finite where the norm is zero: it is zero there. */
    private static final double TINY = 1e-30;

    private Reduce() {}

    /** {@code sum_i x_i}; gradient {@code g} for each. */
    public static Var sum(Var x, int axis) {
        return Var.of("sum", x.value().sum(axis), wrt(x, g -> spread(g, x.shape(), axis)));
    }

    /** The sum of all elements. */
    public static Var sum(Var x) {
        return Var.of("sum", x.value().sum(), wrt(x, g -> Arranging.broadcastTo(g, x.shape())));
    }

    /** {@code sum_i x_i / n}; gradient {@code g / n} for each. */
    public static Var mean(Var x, int axis) {
        double weight = 1.0 / x.shape().dim(axis);
        return Var.of(
                "mean",
                x.value().reduce(ReduceOp.MEAN, axis),
                wrt(x, g -> spread(g.mul(weight), x.shape(), axis)));
    }

    /** The mean of all elements. */
    public static Var mean(Var x) {
        double weight = 1.0 / x.shape().size();
        return Var.of(
                "mean",
                x.value().reduce(ReduceOp.MEAN),
                wrt(x, g -> Arranging.broadcastTo(g.mul(weight), x.shape())));
    }

    /** The largest; the gradient goes to the first place where it is attained. */
    public static Var max(Var x, int axis) {
        return Var.of(
                "max",
                x.value().reduce(ReduceOp.MAX, axis),
                wrt(
                        x,
                        g -> {
                            int a = x.shape().axis(axis);
                            Shape kept = x.shape().with(a, 1);
                            Tensor place = x.value().argMax(a).reshape(kept);
                            return Gathering.scatterAdd(
                                    g.reshape(kept), a, place, x.shape().dim(a));
                        }));
    }

    /** The largest of all elements. */
    public static Var max(Var x) {
        return max(Layout.reshape(x, -1), 0);
    }

    /**
     * The biased variance {@code sum_i (x_i - mean)^2 / n}; gradient {@code 2 g (x_i - mean) / n}.
     */
    public static Var variance(Var x, int axis) {
        return Var.of(
                "variance",
                x.value().reduce(ReduceOp.VARIANCE, axis),
                wrt(
                        x,
                        g -> {
                            double weight = 2.0 / x.shape().dim(axis);
                            // Twice: the mean of numbers far from zero is rounded.
                            Tensor centred = centred(centred(x.value(), axis), axis);
                            return centred.mul(g.mul(weight).reshape(x.shape().with(axis, 1)));
                        }));
    }

    /**
     * The Euclidean norm {@code y = sqrt(sum_i x_i^2)}; gradient {@code g x_i / y}, zero at zero.
     */
    public static Var norm(Var x, int axis) {
        Tensor y = x.value().reduce(ReduceOp.NORM, axis);
        return Var.of(
                "norm",
                y,
                wrt(
                        x,
                        g -> {
                            Shape kept = x.shape().with(axis, 1);
                            Tensor scaled = g.div(y.map(BinaryOp.MAX, TINY));
                            return x.value().mul(scaled.reshape(kept));
                        }));
    }

    private static Tensor centred(Tensor x, int axis) {
        Tensor mean = x.reduce(ReduceOp.MEAN, axis);
        return x.sub(mean.reshape(x.shape().with(axis, 1)));
    }

    private static Tensor spread(Tensor g, Shape target, int axis) {
        return Arranging.broadcastTo(g.reshape(target.with(axis, 1)), target);
    }
}
