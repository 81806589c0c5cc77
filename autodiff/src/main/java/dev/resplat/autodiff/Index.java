package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;

/** Moving elements by int32 indices. A gather's gradient is a scatter, and the other way round. */
public final class Index {
    private Index() {}

    /** Rows {@code y[j] = x[index[j]]} of {@code [n, ...]}; see {@link Gathering#gatherRows}. */
    public static Var gatherRows(Var x, Tensor index) {
        return Var.of(
                "gatherRows",
                Gathering.gatherRows(x.value(), index),
                wrt(x, g -> Gathering.scatterAddRows(g, index, x.shape().dim(0))));
    }

    /** Rows added to {@code n} rows of zeros; see {@link Gathering#scatterAddRows}. */
    public static Var scatterAddRows(Var x, Tensor index, int n) {
        return Var.of(
                "scatterAddRows",
                Gathering.scatterAddRows(x.value(), index, n),
                wrt(x, g -> Gathering.gatherRows(g, index)));
    }

    /** Elements along an axis; see {@link Gathering#gather}. */
    public static Var gather(Var x, int axis, Tensor index) {
        return Var.of(
                "gather",
                Gathering.gather(x.value(), axis, index),
                wrt(x, g -> Gathering.scatterAdd(g, axis, index, x.shape().dim(axis))));
    }

    /** Elements added along an axis of extent n; see {@link Gathering#scatterAdd}. */
    public static Var scatterAdd(Var x, int axis, Tensor index, int n) {
        return Var.of(
                "scatterAdd",
                Gathering.scatterAdd(x.value(), axis, index, n),
                wrt(x, g -> Gathering.gather(g, axis, index)));
    }

    /**
     * Elements in order along the innermost axis, and where they were; the gradient goes back
     * there.
     */
    public static Sorted sort(Var x, Order order) {
        return sorted("sort", x, Sorting.sort(x.value(), order));
    }

    /** The first k in order along the innermost axis, and where they were. */
    public static Sorted topK(Var x, Order order, int k) {
        return sorted("topK", x, Sorting.topK(x.value(), order, k));
    }

    private static Sorted sorted(String op, Var x, Sorting.Sorted sorted) {
        Tensor index = sorted.index();
        int n = x.shape().dim(-1);
        Var values =
                Var.of(op, sorted.values(), wrt(x, g -> Gathering.scatterAdd(g, -1, index, n)));
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
