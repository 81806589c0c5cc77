package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;

/**
 * Functions of each element on its own. Where two operands differ in shape, extents of one are
 * repeated, and gradients are summed over what was repeated.
 */
public final class Elementwise {
    private Elementwise() {}

    // ---- One variable ----------------------------------------------------------------------

    /**
     * {@code y = op(x)}; gradient {@code g op'(x)}. Both are rows of {@link UnaryOp}; those with a
     * gradient have a method of their own below.
     */
    public static Var map(UnaryOp op, Var x) {
        Tensor y = x.value().map(op);
        return Var.of(op.toString(), y, wrt(x, g -> x.value().mapGrad(op, y, g)));
    }

    /** {@code -x}. */
    public static Var neg(Var x) {
        return map(UnaryOp.NEG, x);
    }

    /** {@code |x|}; the gradient at zero is zero. */
    public static Var abs(Var x) {
        return map(UnaryOp.ABS, x);
    }

    /** {@code x^2}. */
    public static Var square(Var x) {
        return map(UnaryOp.SQUARE, x);
    }

    /** {@code sqrt(x)}. */
    public static Var sqrt(Var x) {
        return map(UnaryOp.SQRT, x);
    }

    /** {@code e^x}. */
    public static Var exp(Var x) {
        return map(UnaryOp.EXP, x);
    }

    /** The natural logarithm. */
    public static Var log(Var x) {
        return map(UnaryOp.LOG, x);
    }

    /** {@code 1 / (1 + e^-x)}. */
    public static Var sigmoid(Var x) {
        return map(UnaryOp.SIGMOID, x);
    }

    /** The hyperbolic tangent. */
    public static Var tanh(Var x) {
        return map(UnaryOp.TANH, x);
    }

    /** {@code max(x, 0)}; the gradient at zero is zero. */
    public static Var relu(Var x) {
        return map(UnaryOp.RELU, x);
    }

    /** {@code min(max(x, 0), 1)}; the gradient at and beyond the ends is zero. */
    public static Var saturate(Var x) {
        return map(UnaryOp.SATURATE, x);
    }

    /** {@code 1 / sqrt(x)}. */
    public static Var rsqrt(Var x) {
        return map(UnaryOp.RSQRT, x);
    }

    /** {@code 1 / x}. */
    public static Var reciprocal(Var x) {
        return map(UnaryOp.RECIPROCAL, x);
    }

    /** {@code e^x - 1}, accurate near zero. */
    public static Var expm1(Var x) {
        return map(UnaryOp.EXPM1, x);
    }

    /** {@code log(1 + x)}, accurate near zero. */
    public static Var log1p(Var x) {
        return map(UnaryOp.LOG1P, x);
    }

    /** The sine of an angle in radians. */
    public static Var sin(Var x) {
        return map(UnaryOp.SIN, x);
    }

    /** The cosine of an angle in radians. */
    public static Var cos(Var x) {
        return map(UnaryOp.COS, x);
    }

    /** {@code log(1 + e^x)}. */
    public static Var softplus(Var x) {
        return map(UnaryOp.SOFTPLUS, x);
    }

    /** The error function. */
    public static Var erf(Var x) {
        return map(UnaryOp.ERF, x);
    }

    /** {@code x Phi(x)} with the normal distribution function Phi. */
    public static Var gelu(Var x) {
        return map(UnaryOp.GELU, x);
    }

    /** {@code x / (1 + e^-x)}. */
    public static Var silu(Var x) {
        return map(UnaryOp.SILU, x);
    }

    // ---- Two variables ---------------------------------------------------------------------

    /** {@code a + b}; gradients {@code g, g}. */
    public static Var add(Var a, Var b) {
        return Var.of(
                "add",
                a.value().add(b.value()),
                wrt(a, g -> g.sumTo(a.shape())),
                wrt(b, g -> g.sumTo(b.shape())));
    }

    /** {@code a - b}; gradients {@code g, -g}. */
    public static Var sub(Var a, Var b) {
        return Var.of(
                "sub",
                a.value().sub(b.value()),
                wrt(a, g -> g.sumTo(a.shape())),
                wrt(b, g -> g.sumTo(b.shape()).neg()));
    }

    /** {@code a b}; gradients {@code g b, g a}. */
    public static Var mul(Var a, Var b) {
        return Var.of(
                "mul",
                a.value().mul(b.value()),
                wrt(a, g -> g.mul(b.value()).sumTo(a.shape())),
                wrt(b, g -> g.mul(a.value()).sumTo(b.shape())));
    }

    /** {@code c = a / b}; gradients {@code g / b, -g c / b}. */
    public static Var div(Var a, Var b) {
        Tensor c = a.value().div(b.value());
        return Var.of(
                "div",
                c,
                wrt(a, g -> g.div(b.value()).sumTo(a.shape())),
                wrt(b, g -> g.mul(c).div(b.value()).sumTo(b.shape()).neg()));
    }

    /**
     * {@code c = a^b}; gradients {@code g b a^(b-1), g c log(a)}; the latter needs a positive a.
     */
    public static Var pow(Var a, Var b) {
        Tensor c = a.value().map(BinaryOp.POW, b.value());
        return Var.of(
                "pow",
                c,
                wrt(
                        a,
                        g -> {
                            Tensor lower = a.value().map(BinaryOp.POW, b.value().add(-1));
                            return g.mul(b.value()).mul(lower).sumTo(a.shape());
                        }),
                wrt(b, g -> g.mul(c).mul(a.value().map(UnaryOp.LOG)).sumTo(b.shape())));
    }

    /** {@code max(a, b)}; the gradient goes to the larger, to a when they are equal. */
    public static Var max(Var a, Var b) {
        Tensor c = a.value().map(BinaryOp.MAX, b.value());
        return choose("max", c, a, b, b.value().map(BinaryOp.LESS_EQUAL, a.value()));
    }

    /** {@code min(a, b)}; the gradient goes to the smaller, to a when they are equal. */
    public static Var min(Var a, Var b) {
        Tensor c = a.value().map(BinaryOp.MIN, b.value());
        return choose("min", c, a, b, a.value().map(BinaryOp.LESS_EQUAL, b.value()));
    }

    private static Var choose(String op, Tensor c, Var a, Var b, Tensor isA) {
        return Var.of(
                op,
                c,
                wrt(a, g -> g.mul(isA).sumTo(a.shape())),
                wrt(b, g -> g.sub(g.mul(isA)).sumTo(b.shape())));
    }

    /** The angle of the point (b, a); gradients {@code g b / (a^2 + b^2), -g a / (a^2 + b^2)}. */
    public static Var atan2(Var a, Var b) {
        return Var.of(
                "atan2",
                a.value().map(BinaryOp.ATAN2, b.value()),
                wrt(a, g -> g.mul(b.value()).div(squaredRadius(a, b)).sumTo(a.shape())),
                wrt(b, g -> g.mul(a.value()).div(squaredRadius(a, b)).sumTo(b.shape()).neg()));
    }

    private static Tensor squaredRadius(Var a, Var b) {
        return a.value().map(UnaryOp.SQUARE).add(b.value().map(UnaryOp.SQUARE));
    }

    /** {@code condition != 0 ? a : b}; all of one shape, and the condition gets no gradient. */
    public static Var select(Tensor condition, Var a, Var b) {
        return Var.of(
                "select",
                condition.select(a.value(), b.value()),
                wrt(a, g -> condition.select(g, Tensor.zeros(g.device(), g.shape()))),
                wrt(b, g -> condition.select(Tensor.zeros(g.device(), g.shape()), g)));
    }

    // ---- A variable and a number -----------------------------------------------------------

    /** {@code a + b}. */
    public static Var add(Var a, double b) {
        return Var.of("add", a.value().add(b), wrt(a, g -> g));
    }

    /** {@code a - b}. */
    public static Var sub(Var a, double b) {
        return add(a, -b);
    }

    /** {@code a / b}. */
    public static Var div(Var a, double b) {
        return mul(a, 1 / b);
    }

    /** {@code a b}; gradient {@code g b}. */
    public static Var mul(Var a, double b) {
        return Var.of("mul", a.value().mul(b), wrt(a, g -> g.mul(b)));
    }

    /** {@code a^b}; gradient {@code g b a^(b-1)}, which is zero everywhere for b = 0. */
    public static Var pow(Var a, double b) {
        if (b == 0) {
            return Var.of("pow", a.value().map(BinaryOp.POW, 0), wrt(a, g -> g.mul(0)));
        }
        return Var.of(
                "pow",
                a.value().map(BinaryOp.POW, b),
                wrt(a, g -> g.mul(a.value().map(BinaryOp.POW, b - 1)).mul(b)));
    }

    /** {@code min(max(x, low), high)}; the gradient is zero outside. */
    public static Var clamp(Var x, double low, double high) {
        Tensor y = x.value().map(BinaryOp.MAX, low).map(BinaryOp.MIN, high);
        return Var.of("clamp", y, wrt(x, g -> g.mul(x.value().map(BinaryOp.EQUAL, y))));
    }
}
