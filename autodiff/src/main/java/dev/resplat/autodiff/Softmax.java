package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Tensor;

/** Softmax along the innermost axis. */
public final class Softmax {
    private Softmax() {}

    /** {@code y = e^x / sum e^x}; gradient {@code y (g - sum(g y))}. */
    public static Var softmax(Var x) {
        Tensor y = x.value().softmax();
        return Var.of("softmax", y, wrt(x, y::softmaxGrad));
    }

    /** {@code y = x - log sum e^x}; gradient {@code g - e^y sum(g)}. */
    public static Var logSoftmax(Var x) {
        Tensor y = x.value().logSoftmax();
        return Var.of("logSoftmax", y, wrt(x, y::logSoftmaxGrad));
    }
}
