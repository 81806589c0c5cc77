package dev.resplat.nn;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Tensor;

/** Single numbers to make small. */
public final class Losses {
    private Losses() {}

    /** The mean of {@code (x - target)^2}. */
    public static Var meanSquaredError(Var x, Var target) {
        return Elementwise.square(x.sub(target)).mean();
    }

    /** The mean of {@code |x - target|}. */
    public static Var meanAbsoluteError(Var x, Var target) {
        return Elementwise.abs(x.sub(target)).mean();
    }

    /**
     * The mean over rows of minus the log-probability of the right class.
     *
     * @param logits {@code [rows, classes]}
     * @param classes int32 {@code [rows]}
     */
    public static Var crossEntropy(Var logits, Tensor classes) {
        Tensor index = classes.reshape(-1, 1);
        return Index.gather(Softmax.logSoftmax(logits), 1, index).mean().mul(-1);
    }
}
