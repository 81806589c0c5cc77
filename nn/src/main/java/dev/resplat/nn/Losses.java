package dev.resplat.nn;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Softmax;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;

/** Single numbers to make small. */
public final class Losses {
    private static final int SSIM_WINDOW = 11;
    private static final double SSIM_C1 = 0.01 * 0.01;
    private static final double SSIM_C2 = 0.03 * 0.03;

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
     * The mean of SSIM (Wang, Bovik, Sheikh and Simoncelli 2004, equation 13, with the constants of
     * the paper) over all channels and all pixels whose window is inside the picture; one for equal
     * pictures. With means m, variances v and covariance c in a Gaussian window of 1.5 pixels, 11 x
     * 11 pixels wide,
     *
     * <pre>{@code
     * SSIM = (2 mx my + C1) (2 c + C2) / ((mx^2 + my^2 + C1) (vx + vy + C2))
     * }</pre>
     *
     * @param x {@code [N, H, W, C]}, colours in [0, 1]
     * @param target of the same shape
     * @throws ShapeException when the shapes differ, or a picture is smaller than the window
     */
    public static Var structuralSimilarity(Var x, Var target) {
        checkTarget("structuralSimilarity", x, target);
        if (x.shape().rank() != 4 || Math.min(x.shape().dim(1), x.shape().dim(2)) < SSIM_WINDOW) {
            throw new ShapeException(
                    "structuralSimilarity: x must be [N, H, W, C] with H and W of %d or more, is %s"
                            .formatted(SSIM_WINDOW, x.shape()));
        }
        Var mx = windowMean(x);
        Var my = windowMean(target);
        Var mxy = mx.mul(my);
        Var squares = Elementwise.square(mx).add(Elementwise.square(my));
        Var variances =
                windowMean(Elementwise.square(x).add(Elementwise.square(target))).sub(squares);
        Var covariance = windowMean(x.mul(target)).sub(mxy);
        Var above = mxy.mul(2).add(SSIM_C1).mul(covariance.mul(2).add(SSIM_C2));
        Var below = squares.add(SSIM_C1).mul(variances.add(SSIM_C2));
        return above.div(below).mean();
    }

    /**
     * Weighted by a Gaussian, along x and then, x and y exchanged, along what was y: rows are much
     * faster than columns, and a mean over all pixels does not mind that they stay exchanged.
     */
    private static Var windowMean(Var x) {
        return rowMean(Layout.permute(rowMean(x), 0, 2, 1, 3));
    }

    /** The way back is the same filter, as it is symmetric, and reaches beyond both ends. */
    private static Var rowMean(Var x) {
        int channels = x.shape().dim(3);
        Tensor y = filter(x.value(), 0, channels);
        return Var.of("rowMean", y, wrt(x, g -> filter(g, SSIM_WINDOW - 1, channels)));
    }

    private static Tensor filter(Tensor x, int padding, int channels) {
        double[] weights = new double[SSIM_WINDOW * channels];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            int distance = i / channels - SSIM_WINDOW / 2;
            weights[i] = Math.exp(-0.5 * distance * distance / (1.5 * 1.5));
            sum += weights[i] / channels;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        Window window = Window.of(1, SSIM_WINDOW).padding(0, padding);
        return Scope.compute(
                () -> {
                    Shape shape = Shape.of(1, SSIM_WINDOW, 1, channels);
                    Tensor row = Tensor.of(x.device(), shape, weights);
                    return Convolving.conv2d(x, row, null, window, channels);
                });
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
