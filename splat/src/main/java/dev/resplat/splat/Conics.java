package dev.resplat.splat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;

/**
 * Conics {@code (a, b, c)} of footprints, from how wide and how turned they are.
 *
 * <p>Widths below {@code e^-7} pixels count as {@code e^-7}, those above {@code e^12} as {@code
 * e^12}: the conic is then finite in float, and the gradient with respect to the width is zero. A
 * splat that is more than about a thousand times as long as wide, and not along an axis, has in
 * float a conic whose determinant may be lost to rounding; the compositor leaves it out.
 */
public final class Conics {
    /** The least logarithm of a standard deviation in pixels. */
    public static final double MIN_LOG_SCALE = -7;

    /** The largest logarithm of a standard deviation in pixels. */
    public static final double MAX_LOG_SCALE = 12;

    /** Under the root of {@code u^2 + v^2}, whose slope is then finite for round splats. */
    private static final double TINY = 1e-8;

    private Conics() {}

    /**
     * The inverse of the covariance {@code R diag(s0^2, s1^2) R^T}, where R turns the x axis
     * towards the y axis by the angle t: with {@code u = s0^-2}, {@code v = s1^-2},
     *
     * <pre>{@code
     * a = (u + v) / 2 + (u - v) / 2 cos 2t
     * b =               (u - v) / 2 sin 2t
     * c = (u + v) / 2 - (u - v) / 2 cos 2t
     * }</pre>
     *
     * <p>A round splat has no gradient with respect to its angle.
     *
     * @param logScales {@code [N, 2]}: logarithms of the standard deviations s0, s1 in pixels along
     *     the axes of the splat
     * @param angles {@code [N]}: t in radians
     * @return {@code [N, 3]}
     */
    public static Var rotated(Var logScales, Var angles) {
        int n = angles.shape().rank() == 1 ? angles.shape().dim(0) : -1;
        if (!logScales.shape().equals(Shape.of(Math.max(n, 0), 2)) || n < 0) {
            throw new ShapeException(
                    "rotated: logScales must be [N, 2] and angles [N], are %s and %s"
                            .formatted(logScales.shape(), angles.shape()));
        }
        Var precisions = precision(logScales);
        Var u = Layout.slice(precisions, 1, 0, 1);
        Var v = Layout.slice(precisions, 1, 1, 2);
        Var mean = u.add(v).mul(0.5);
        Var half = u.sub(v).mul(0.5);
        Var turn = angles.mul(2).reshape(n, 1);
        Var along = half.mul(Elementwise.cos(turn));
        Var across = half.mul(Elementwise.sin(turn));
        return Layout.concat(1, mean.add(along), across, mean.sub(along));
    }

    /**
     * Round splats: {@code (s^-2, 0, s^-2)}.
     *
     * @param logScales {@code [N]}: logarithms of the standard deviations s in pixels
     * @return {@code [N, 3]}
     */
    public static Var round(Var logScales) {
        if (logScales.shape().rank() != 1) {
            throw new ShapeException("round: logScales must be [N], is " + logScales.shape());
        }
        Var precision = precision(logScales).reshape(logScales.shape().dim(0), 1);
        return Layout.concat(1, precision, precision.mul(0), precision);
    }

    /**
     * The inverse of the covariance {@code exp(2 L)} with {@code L = [[m + u, v], [v, m - u]]}, a
     * matrix logarithm, which has no angle that could jump (Arsigny et al. 2006, "Log-Euclidean
     * metrics for fast and simple calculus on diffusion tensors"). With {@code r = |(u, v)|} the
     * standard deviations are {@code exp(m + r)} along the angle {@code atan2(v, u) / 2} and {@code
     * exp(m - r)} across it, and
     *
     * <pre>{@code
     * (a, c) = exp(-2m) (cosh 2r -+ u sinh(2r) / r)
     * b      = exp(-2m) (         - v sinh(2r) / r)
     * }</pre>
     *
     * @param logScales {@code [N]}: m, the mean logarithm of the standard deviations in pixels
     * @param stretches {@code [N, 2]}: (u, v), zeros for a round splat
     * @return {@code [N, 3]}
     */
    public static Var stretched(Var logScales, Var stretches) {
        int n = logScales.shape().rank() == 1 ? logScales.shape().dim(0) : -1;
        if (n < 0 || !stretches.shape().equals(Shape.of(n, 2))) {
            throw new ShapeException(
                    "stretched: logScales must be [N] and stretches [N, 2], are %s and %s"
                            .formatted(logScales.shape(), stretches.shape()));
        }
        Var square = Reduce.sum(Elementwise.square(stretches), 1);
        Var r = Elementwise.sqrt(square.add(TINY)).reshape(n, 1);
        Var m = logScales.reshape(n, 1);
        Var across = precision(m.sub(r)).mul(0.5);
        Var along = precision(m.add(r)).mul(0.5);
        Var mean = across.add(along);
        Var slope = across.sub(along).div(r);
        Var first = slope.mul(Layout.slice(stretches, 1, 0, 1));
        Var second = slope.mul(Layout.slice(stretches, 1, 1, 2));
        return Layout.concat(1, mean.sub(first), Elementwise.neg(second), mean.add(first));
    }

    /** {@code s^-2}. */
    private static Var precision(Var logScales) {
        return Elementwise.exp(Elementwise.clamp(logScales, MIN_LOG_SCALE, MAX_LOG_SCALE).mul(-2));
    }
}
