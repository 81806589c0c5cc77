package dev.resplat.nn;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;

/** Single numbers to make small. */
public final class Losses {
    private Losses() {}

    /** The mean of {@code (x - target)^2}; both have one shape. */
    public static Var meanSquaredError(Var x, Var target) {
        checkTarget("meanSquaredError", x, target);
        return Elementwise.square(x.sub(target)).mean();
    }

    /** The mean of {@code |x - target|}; both have one shape. */
    public static Var meanAbsoluteError(Var x, Var target) {
        checkTarget("meanAbsoluteError", x, target);
        return Elementwise.abs(x.sub(target)).mean();
    }

    /**
     * The mean over rows of minus the log-probability of the right class.
     *
     * @param logits {@code [rows, classes]}
     * @param classes int32 {@code [rows]}
     */
    public static Var crossEntropy(Var logits, Tensor classes) {
        if (logits.shape().rank() != 2) {
            throw new ShapeException(
                    "crossEntropy: logits must be [rows, classes], is " + logits.shape());
        }
        int rows = logits.shape().dim(0);
        if (!classes.shape().equals(Shape.of(rows))) {
            throw new ShapeException(
                    "crossEntropy: classes must be ["
                            + rows
                            + "], is "
                            + classes.shape()
                            + " for logits "
                            + logits.shape());
        }
        Tensor index = classes.reshape(rows, 1);
        return Index.gather(Softmax.logSoftmax(logits), 1, index).mean().mul(-1);
    }

    /** Shapes that broadcast would give a number too, and a wrong one. */
    private static void checkTarget(String op, Var x, Var target) {
        if (!target.shape().equals(x.shape())) {
            throw new ShapeException(
                    op + ": target must be " + x.shape() + ", is " + target.shape());
        }
    }
}
