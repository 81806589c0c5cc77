package dev.resplat.tensor;

import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/**
 * Every element-wise function of two variables, one row each: {@code c = f(a, b)} in Java (double)
 * and as OpenCL C text (float). Comparisons yield 1 for true and 0 for false. Derivatives are
 * written in terms of these same functions, in {@code dev.resplat.autodiff.Elementwise}.
 */
// spotless:off
public enum BinaryOp {
    ADD           ((a, b) -> a + b,            "a + b"),
    SUB           ((a, b) -> a - b,            "a - b"),
    MUL           ((a, b) -> a * b,            "a * b"),
    DIV           ((a, b) -> a / b,            "a / b"),
    /** As Java has it: NaN to any power but 0, and 1 to a power that is NaN or infinite, are NaN. */
    POW           (Math::pow,                  "(isnan(b) || isinf(b) && fabs(a) == 1.0f) ? NAN : pow(a, b)"),
    /** NaN when either is NaN. */
    MAX           (Math::max,                  "(isnan(a) || a > b) ? a : b"),
    MIN           (Math::min,                  "(isnan(a) || a < b) ? a : b"),
    ATAN2         (Math::atan2,                "atan2(a, b)"),
    LESS          ((a, b) -> a < b ? 1 : 0,    "a < b ? 1.0f : 0.0f"),
    LESS_EQUAL    ((a, b) -> a <= b ? 1 : 0,   "a <= b ? 1.0f : 0.0f"),
    EQUAL         ((a, b) -> a == b ? 1 : 0,   "a == b ? 1.0f : 0.0f");
    // spotless:on

    private final DoubleBinaryOperator function;
    private final String text = name().toLowerCase(Locale.ROOT);
    private final String clFunction;

    BinaryOp(DoubleBinaryOperator function, String clFunction) {
        this.function = function;
        this.clFunction = clFunction;
    }

    /** {@code f(a, b)}. */
    public double apply(double a, double b) {
        return function.applyAsDouble(a, b);
    }

    /** {@code f(a, b)} as an OpenCL C expression in {@code a} and {@code b}. */
    public String clFunction() {
        return clFunction;
    }

    /** The name in errors and in OpenCL: lower case. */
    @Override
    public String toString() {
        return text;
    }
}
