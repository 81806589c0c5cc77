package dev.resplat.nn;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.SimilarityKernels;
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
     * The mean of SSIM (Wang, Bovik, Sheikh and Simoncelli 2004), one for equal pictures; see
     * {@link SimilarityKernels#ssim}.
     *
     * @param x {@code [N, H, W, C]}, colours in [0, 1]
     * @param target of the same shape
     * @throws ShapeException when the shapes differ, or a picture is smaller than the window
     */
    public static Var structuralSimilarity(Var x, Var target) {
        checkTarget("structuralSimilarity", x, target);
        int window = SimilarityKernels.WINDOW;
        if (x.shape().rank() != 4 || Math.min(x.shape().dim(1), x.shape().dim(2)) < window) {
            throw new ShapeException(
                    "structuralSimilarity: x must be [N, H, W, C] with H and W of %d or more, is %s"
                            .formatted(window, x.shape()));
        }
        Tensor gradX = x.needsGrad() ? empty(x) : null;
        Tensor mean = similarity(x.value(), target.value(), gradX);
        Tensor gradTarget = target.needsGrad() ? empty(x) : null;
        if (gradTarget != null) {
            similarity(target.value(), x.value(), gradTarget);
        }
        return Var.of(
                "structuralSimilarity",
                mean,
                wrt(x, g -> gradX.mul(g)),
                wrt(target, g -> gradTarget.mul(g)));
    }

    /** The gradient is that of a single number, so it comes with it: going back only scales it. */
    private static Tensor similarity(Tensor x, Tensor y, Tensor gradX) {
        Tensor mean = Tensor.empty(x.device(), ElementType.REAL, Shape.scalar());
        Shape s = x.shape();
        x.device()
                .kernels(SimilarityKernels.class)
                .ssim(
                        x.buffer(),
                        y.buffer(),
                        mean.buffer(),
                        gradX == null ? null : gradX.buffer(),
                        s.dim(0),
                        s.dim(1),
                        s.dim(2),
                        s.dim(3));
        return mean;
    }

    private static Tensor empty(Var x) {
        return Tensor.empty(x.device(), ElementType.REAL, x.shape());
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
