package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;

/** Matrix products. */
public final class Matmul {
    private Matmul() {}

    /**
     * Matrix product {@code c[.., m, n] = sum_k a[.., m, k] b[.., k, n]}; gradients {@code da = g
     * b^T, db = a^T g} (Giles 2008, 2.2.2). Leading axes are equal, or one operand is a single
     * matrix used for the whole batch, and its gradient is summed over the batch.
     */
    public static Var matmul(Var a, Var b) {
        return Var.of(
                "matmul",
                a.value().matmul(b.value()),
                wrt(a, g -> g.matmulTransposed(b.value()).sumTo(a.shape())),
                wrt(b, g -> gradRight(a.value(), g, b)));
    }

    /**
     * {@code c = a b^T} for b stored as {@code [.., n, k]}; gradients {@code da = g b, db = g^T a}.
     */
    public static Var matmulTransposed(Var a, Var b) {
        return Var.of(
                "matmul",
                a.value().matmulTransposed(b.value()),
                wrt(a, g -> g.matmul(b.value()).sumTo(a.shape())),
                wrt(b, g -> gradRight(g, a.value(), b)));
    }

    /**
     * {@code y = x weight + bias}: {@code [.., in]} to {@code [.., out]}; gradients {@code dx = g
     * weight^T, dweight = x^T g, dbias = sum g} over all rows.
     */
    public static Var affine(Var x, Var weight, Var bias) {
        checkAffine(x.shape(), weight.shape(), bias.shape());
        Tensor y = Scope.compute(() -> x.value().matmul(weight.value()).add(bias.value()));
        return Var.of(
                "affine",
                y,
                wrt(x, g -> g.matmulTransposed(weight.value())),
                wrt(weight, g -> gradRight(x.value(), g, weight)),
                wrt(bias, g -> g.sumTo(bias.shape())));
    }

    private static void checkAffine(Shape x, Shape weight, Shape bias) {
        if (weight.rank() != 2) {
            throw new ShapeException("affine: weight must be [in, out], is " + weight);
        }
        if (x.rank() < 2 || x.dim(-1) != weight.dim(0)) {
            throw new ShapeException(
                    "affine: x must be [..., "
                            + weight.dim(0)
                            + "] with two axes or more, is "
                            + x
                            + " for weight "
                            + weight);
        }
        if (bias.rank() != 1 || bias.dim(0) != weight.dim(1)) {
            throw new ShapeException(
                    "affine: bias must be ["
                            + weight.dim(1)
                            + "], is "
                            + bias
                            + " for weight "
                            + weight);
        }
    }

    /**
     * {@code a^T g}, summed over the batch when b is a single matrix: one product of tall matrices.
     */
    private static Tensor gradRight(Tensor a, Tensor g, Var b) {
        if (b.shape().rank() == 2 && a.shape().rank() > 2) {
            a = rows(a);
            g = g.shape().rank() > 2 ? rows(g) : g;
        }
        return a.transposedMatmul(g).sumTo(b.shape());
    }

    /** A batch of matrices as one tall matrix. */
    private static Tensor rows(Tensor x) {
        Shape s = x.shape();
        return x.reshape(s.product(0, s.rank() - 1), s.dim(-1));
    }
}
