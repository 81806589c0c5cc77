package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Tensor;

/** Moving elements by int32 indices. A gather's gradient is a scatter, and the other way round. */
public final class Index {
    private Index() {}

    /** Rows {@code y[j] = x[index[j]]} of {@code [n, ...]}; see {@link Tensor#gatherRows}. */
    public static Var gatherRows(Var x, Tensor index) {
        return Var.of(
                "gatherRows",
                x.value().gatherRows(index),
                wrt(x, g -> g.scatterAddRows(index, x.shape().dim(0))));
    }

    /** Rows added to {@code n} rows of zeros; see {@link Tensor#scatterAddRows}. */
    public static Var scatterAddRows(Var x, Tensor index, int n) {
        return Var.of(
                "scatterAddRows",
                x.value().scatterAddRows(index, n),
                wrt(x, g -> g.gatherRows(index)));
    }

    /** Elements along an axis; see {@link Tensor#gather}. */
    public static Var gather(Var x, int axis, Tensor index) {
        return Var.of(
                "gather",
                x.value().gather(axis, index),
                wrt(x, g -> g.scatterAdd(axis, index, x.shape().dim(axis))));
    }

    /** Elements added along an axis of extent n; see {@link Tensor#scatterAdd}. */
    public static Var scatterAdd(Var x, int axis, Tensor index, int n) {
        return Var.of(
                "scatterAdd",
                x.value().scatterAdd(axis, index, n),
                wrt(x, g -> g.gather(axis, index)));
    }

    /**
     * Elements in order along the innermost axis, and where they were; the gradient goes back
     * there.
     */
    public static Sorted sort(Var x, Order order) {
        return sorted("sort", x, x.value().sort(order));
    }

    /** The first k in order along the innermost axis, and where they were. */
    public static Sorted topK(Var x, Order order, int k) {
        return sorted("topK", x, x.value().topK(order, k));
    }

    private static Sorted sorted(String op, Var x, Tensor.Sorted sorted) {
        Tensor index = sorted.index();
        int n = x.shape().dim(-1);
        Var values = Var.of(op, sorted.values(), wrt(x, g -> g.scatterAdd(-1, index, n)));
        return new Sorted(values, index);
    }

    /**
     * Elements in order and where they were.
     *
     * @param values differentiable
     * @param index int32, of the same shape
     */
    public record Sorted(Var values, Tensor index) {}
}
