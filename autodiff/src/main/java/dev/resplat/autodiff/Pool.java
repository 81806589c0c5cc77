package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;

/** One number for all that a window sees of feature maps {@code [N, H, W, C]}. */
public final class Pool {
    private Pool() {}

    /** As {@link #max(Var, Window, boolean)}, without windows that reach beyond the padding. */
    public static Var max(Var x, Window window) {
        return max(x, window, false);
    }

    /**
     * The largest that each window sees; its gradient goes to the first of the largest. See {@link
     * Pooling#max(Tensor, Window, boolean)}.
     *
     * @param ceil whether a last window counts that reaches beyond the padding
     */
    public static Var max(Var x, Window window, boolean ceil) {
        Tensor y = Pooling.max(x.value(), window, ceil);
        return Var.of("maxPool", y, wrt(x, g -> Pooling.maxGrad(x.value(), y, g, window, ceil)));
    }

    /**
     * The mean of what each window sees; each input gets its share of the gradient. See {@link
     * Pooling#average}.
     *
     * @param ceil whether a last window counts that reaches beyond the padding
     * @param countPadding whether padding counts as zeros; else it is left out
     */
    public static Var average(Var x, Window window, boolean ceil, boolean countPadding) {
        Shape s = x.shape();
        return Var.of(
                "averagePool",
                Pooling.average(x.value(), window, ceil, countPadding),
                wrt(x, g -> Pooling.averageGrad(g, s.dim(1), s.dim(2), window, countPadding)));
    }
}
