package dev.resplat.tensor;

import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Every element-wise function of one variable, one row each: {@code y = f(x)} and {@code dy/dx} in
 * terms of x and y, in Java (double) and as OpenCL C text (float). Adding a function is adding a
 * row.
 *
 * <p>The Java columns are the definition: the reference device applies them, tests compare the
 * second with finite differences of the first. The CPU device has vector loops of its own for the
 * rows where they pay and uses the Java columns for the others.
 */
// spotless:off
public enum UnaryOp {
    //           y = f(x)                                  dy/dx                                    f and dy/dx in OpenCL C
    NEG         (x -> -x,                                  (x, y) -> -1,                            "-x",                       "-1.0f"),
    ABS         (Math::abs,                                (x, y) -> Math.signum(x),                "fabs(x)",                  "isnan(x) ? x : sign(x)"),
    SIGN        (Math::signum,                             (x, y) -> 0,                             "isnan(x) ? x : sign(x)",   "0.0f"),
    SQUARE      (x -> x * x,                               (x, y) -> 2 * x,                         "x * x",                    "2.0f * x"),
    SQRT        (Math::sqrt,                               (x, y) -> 0.5 / y,                       "sqrt(x)",                  "0.5f / y"),
    RSQRT       (x -> 1 / Math.sqrt(x),                    (x, y) -> -0.5 * y / x,                  "1.0f / sqrt(x)",           "-0.5f * y / x"),
    RECIPROCAL  (x -> 1 / x,                               (x, y) -> -y * y,                        "1.0f / x",                 "-y * y"),
    EXP         (Math::exp,                                (x, y) -> y,                             "exp(x)",                   "y"),
    EXPM1       (Math::expm1,                              (x, y) -> y + 1,                         "expm1(x)",                 "y + 1.0f"),
    LOG         (Math::log,                                (x, y) -> 1 / x,                         "log(x)",                   "1.0f / x"),
    LOG1P       (Math::log1p,                              (x, y) -> 1 / (1 + x),                   "log1p(x)",                 "1.0f / (1.0f + x)"),
    SIN         (Math::sin,                                (x, y) -> Math.cos(x),                   "sin(x)",                   "cos(x)"),
    COS         (Math::cos,                                (x, y) -> -Math.sin(x),                  "cos(x)",                   "-sin(x)"),
    TANH        (Math::tanh,                               (x, y) -> 1 - y * y,                     "tanh(x)",                  "1.0f - y * y"),
    SIGMOID     (Scalars::sigmoid,                         (x, y) -> y * (1 - y),                   "1.0f / (1.0f + exp(-x))",  "y * (1.0f - y)"),
    /** {@code log(1 + e^x)}, a smooth ReLU. */
    SOFTPLUS    (Scalars::softplus,                        (x, y) -> Scalars.sigmoid(x),            "fmax(x, 0.0f) + log1p(exp(-fabs(x)))", "1.0f / (1.0f + exp(-x))"),
    RELU        (x -> Math.max(x, 0),                      (x, y) -> x > 0 ? 1 : 0,                 "x > 0.0f || isnan(x) ? x : 0.0f", "x > 0.0f ? 1.0f : 0.0f"),
    /** Clipped to [0, 1], as the colours of a picture are. */
    SATURATE    (x -> Math.min(Math.max(x, 0), 1),         (x, y) -> x > 0 && x < 1 ? 1 : 0,        "isnan(x) ? x : clamp(x, 0.0f, 1.0f)", "x > 0.0f && x < 1.0f ? 1.0f : 0.0f"),
    ERF         (Scalars::erf,                             (x, y) -> Scalars.TWO_OVER_SQRT_PI * Math.exp(-x * x), "erf(x)",     "1.12837917f * exp(-x * x)"),
    /** {@code x Phi(x)} with the normal distribution function Phi (Hendrycks and Gimpel 2016), exact. */
    GELU        (x -> x * Scalars.normalCdf(x),            (x, y) -> Scalars.normalCdf(x) + x * Scalars.normalPdf(x), "0.5f * x * (1.0f + erf(x * 0.70710678f))", "0.5f * (1.0f + erf(x * 0.70710678f)) + x * 0.39894228f * exp(-0.5f * x * x)"),
    /** {@code x sigmoid(x)}, also called swish. */
    SILU        (x -> x * Scalars.sigmoid(x),              (x, y) -> Scalars.siluSlope(x),          "x / (1.0f + exp(-x))",     "(1.0f + x * (1.0f - 1.0f / (1.0f + exp(-x)))) / (1.0f + exp(-x))"),
    FLOOR       (Math::floor,                              (x, y) -> 0,                             "floor(x)",                 "0.0f"),
    /** To the nearest integer, halves to the even one. */
    ROUND       (Math::rint,                               (x, y) -> 0,                             "rint(x)",                  "0.0f");
    // spotless:on

    private final DoubleUnaryOperator function;
    private final DoubleBinaryOperator slope;
    private final String text = name().toLowerCase(Locale.ROOT);
    private final String gradText = text + "Grad";
    private final String clFunction;
    private final String clSlope;

    UnaryOp(
            DoubleUnaryOperator function,
            DoubleBinaryOperator slope,
            String clFunction,
            String clSlope) {
        this.function = function;
        this.slope = slope;
        this.clFunction = clFunction;
        this.clSlope = clSlope;
    }

    /** {@code f(x)}. */
    public double apply(double x) {
        return function.applyAsDouble(x);
    }

    /** {@code dy/dx} at x, where {@code y = f(x)}. */
    public double slope(double x, double y) {
        return slope.applyAsDouble(x, y);
    }

    /** {@code f(x)} as an OpenCL C expression in {@code x}. */
    public String clFunction() {
        return clFunction;
    }

    /** {@code dy/dx} as an OpenCL C expression in {@code x} and {@code y}. */
    public String clSlope() {
        return clSlope;
    }

    /** The name of the gradient in errors. */
    String gradText() {
        return gradText;
    }

    /** The name in errors and in OpenCL: lower case. */
    @Override
    public String toString() {
        return text;
    }
}
