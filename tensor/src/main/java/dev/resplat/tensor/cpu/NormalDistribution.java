package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static dev.resplat.tensor.cpu.VectorMath.SIGN_BIT;
import static dev.resplat.tensor.cpu.VectorMath.exp;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Functions of the normal distribution of a vector of floats: the error function, and what networks
 * make of the distribution function. All that is said of those in {@link VectorMath} is true here.
 */
final class NormalDistribution {
    private NormalDistribution() {}

    /** The error function: a polynomial near zero, one minus a tail elsewhere. */
    static FloatVector erf(FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN_BIT);
        FloatVector a = x.abs().min(16f);
        FloatVector tail = tail(a.mul(1.41421354f), expOfMinusProduct(a, a));
        FloatVector s = a.mul(a);
        FloatVector p =
                broadcast(LANES, 8.33165032e-05f)
                        .fma(s, broadcast(LANES, -0.000813154678f))
                        .fma(s, broadcast(LANES, 0.00519979047f))
                        .fma(s, broadcast(LANES, -0.0268587377f))
                        .fma(s, broadcast(LANES, 0.112836786f));
        FloatVector small =
                p.fma(s, broadcast(LANES, -0.376126319f))
                        .fma(s, broadcast(LANES, 0.128379166f))
                        .fma(a, a);
        FloatVector y = tail.mul(-2f).add(1f).blend(small, a.compare(LT, 0.92f));
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    /** The slope of {@link #erf}: {@code 2/sqrt(pi) e^(-x^2)}. */
    static FloatVector erfSlope(FloatVector x) {
        FloatVector a = x.abs().min(16f);
        return expOfMinusProduct(a, a).mul(1.12837923f);
    }

    /**
     * {@code x Phi(x)} with the normal distribution function {@code Phi(x) = 1/2 + x R(x^2)}, R
     * rational. The error of Phi is below 2^-22 everywhere; what is relative to its tail on the
     * left would take twice the time and matters to no network.
     */
    static FloatVector gelu(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector p =
                broadcast(LANES, 1.1175739e-10f)
                        .fma(s, broadcast(LANES, -2.2082313e-08f))
                        .fma(s, broadcast(LANES, 3.2410599e-06f))
                        .fma(s, broadcast(LANES, 0.00017037393f))
                        .fma(s, broadcast(LANES, 0.004509164f))
                        .fma(s, broadcast(LANES, 0.035922233f))
                        .fma(s, broadcast(LANES, 0.39894214f));
        FloatVector q =
                broadcast(LANES, 6.2326486e-05f)
                        .fma(s, broadcast(LANES, 0.0018306434f))
                        .fma(s, broadcast(LANES, 0.029091503f))
                        .fma(s, broadcast(LANES, 0.25670826f))
                        .fma(s, broadcast(LANES, 1f));
        return p.div(q)
                .fma(x, broadcast(LANES, 0.5f))
                .blend(0f, x.compare(LT, -5.5f))
                .blend(1f, x.compare(GT, 5.5f))
                .mul(x);
    }

    /**
     * The slope of {@link #gelu}, {@code Phi(x) + x phi(x)} with the normal density phi, as {@code
     * 1/2 + x R(x^2)}, R rational; its error is below 2^-21.
     */
    static FloatVector geluSlope(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector p =
                broadcast(LANES, -2.8880398e-11f)
                        .fma(s, broadcast(LANES, 1.3003155e-08f))
                        .fma(s, broadcast(LANES, 1.1219469e-06f))
                        .fma(s, broadcast(LANES, 3.2027154e-05f))
                        .fma(s, broadcast(LANES, 0.00028522851f))
                        .fma(s, broadcast(LANES, 0.0135690f))
                        .fma(s, broadcast(LANES, -0.018037776f))
                        .fma(s, broadcast(LANES, 0.7978845f));
        FloatVector q =
                broadcast(LANES, 3.6364006e-07f)
                        .fma(s, broadcast(LANES, 1.0812292e-05f))
                        .fma(s, broadcast(LANES, 0.00025860727f))
                        .fma(s, broadcast(LANES, 0.0041502318f))
                        .fma(s, broadcast(LANES, 0.045582905f))
                        .fma(s, broadcast(LANES, 0.31072584f))
                        .fma(s, broadcast(LANES, 1f));
        return p.div(q)
                .fma(x, broadcast(LANES, 0.5f))
                .blend(0f, x.compare(LT, -6f))
                .blend(1f, x.compare(GT, 6f));
    }

    /**
     * {@code e^(-a b)}; what the rounded product lacks is made up for to first order. Arguments end
     * at 16, where this is zero, as infinity would make it NaN.
     */
    private static FloatVector expOfMinusProduct(FloatVector a, FloatVector b) {
        FloatVector minusB = b.neg();
        FloatVector product = a.mul(minusB);
        FloatVector e = exp(product);
        return a.fma(minusB, product.neg()).fma(e, e);
    }

    /**
     * The normal distribution function at {@code -a <= 0}: {@code e^(-a^2/2) t P(t)} with {@code t
     * = 1 / (1 + a / 4)} (the form of Abramowitz and Stegun 26.2.17).
     *
     * @param e e^(-a^2/2)
     */
    private static FloatVector tail(FloatVector a, FloatVector e) {
        FloatVector t =
                broadcast(LANES, 1f).div(a.fma(broadcast(LANES, 0.25f), broadcast(LANES, 1f)));
        FloatVector p =
                broadcast(LANES, 0.016891811f)
                        .fma(t, broadcast(LANES, -0.0645341277f))
                        .fma(t, broadcast(LANES, 0.055872649f))
                        .fma(t, broadcast(LANES, 0.0226197075f))
                        .fma(t, broadcast(LANES, 0.0177275185f));
        p =
                p.fma(t, broadcast(LANES, 0.0838550851f))
                        .fma(t, broadcast(LANES, 0.0730114505f))
                        .fma(t, broadcast(LANES, 0.0952881575f))
                        .fma(t, broadcast(LANES, 0.0995214209f))
                        .fma(t, broadcast(LANES, 0.0997463316f));
        return p.mul(t).mul(e);
    }
}
