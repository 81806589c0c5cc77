package dev.resplat.tensor.cpu;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of a vector of floats, to within a few units in the last place.
 *
 * <p>The Vector API has some of these, but its results differ between interpreted and compiled
 * code; these use only operations whose bits IEEE 754 prescribes. Each reduces its argument to a
 * short interval and evaluates a polynomial there (Cody and Waite 1980; Muller, Elementary
 * Functions, 2016, chapters 3 and 11), whose coefficients minimise the largest relative error
 * (Lawson's algorithm), rounded to float one by one from the lowest.
 *
 * <p>Infinities and NaN behave as in {@link Math}. Exponentials below 2^-125.5 become zero. {@link
 * #sin} and {@link #cos} need {@code |x| <=} {@link #MAX_ANGLE}.
 *
 * <p>Integers come out of floats by adding 1.5 * 2^23, which leaves the rounded number in the low
 * bits: conversions are slow on JDK 17. A vector stays in a register only where the JIT compiler
 * inlines all that is done with it, and its budget for one loop is about a hundred operations here.
 * So these are written with few operations rather than fast ones, without branches, with constants
 * that are vectors already.
 */
final class VectorMath {
    static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    /** Beyond this angle the reduction of {@link #sin} and {@link #cos} loses digits. */
    static final float MAX_ANGLE = 30_000;

    private static final int SIGN_BIT = 0x8000_0000;
    private static final int EXPONENT_BITS = 23;

    // spotless:off
    private static final FloatVector ZERO = vector(0), HALF = vector(0.5f), ONE = vector(1), TWO = vector(2);
    private static final FloatVector MINUS_HALF = vector(-0.5f), MINUS_TWO = vector(-2);
    private static final FloatVector INFINITY = vector(Float.POSITIVE_INFINITY), NOT_A_NUMBER = vector(Float.NaN);

    /** Adding it rounds numbers below 2^22 to integers. */
    private static final float ROUND = 0x1.8p23f;
    private static final FloatVector ROUNDER = vector(ROUND);

    private static final FloatVector LOG2_E = vector(1.44269502f);
    private static final FloatVector LN2_HIGH = vector(0.693147182f), LN2_LOW = vector(-1.90465421e-09f);
    private static final FloatVector MINUS_LN2_HIGH = vector(-0.693147182f), MINUS_LN2_LOW = vector(1.90465421e-09f);

    // Where exponentials have become zero or infinity; the exponent of 2^(n-1) fits its bits for all n between.
    private static final FloatVector EXP_LOWEST = vector(-87.4f), EXP_HIGHEST = vector(89);
    // Rounds, and adds the exponent bias less one.
    private static final FloatVector EXP_ROUNDER = vector(ROUND + 126);
    // (e^r - 1 - r) / r^2 for |r| <= log(2) / 2
    private static final FloatVector
            EXP_0 = vector(0.5f), EXP_1 = vector(0.166666672f), EXP_2 = vector(0.0416664891f),
            EXP_3 = vector(0.00833320804f), EXP_4 = vector(0.00139326742f), EXP_5 = vector(0.000199442671f);

    // (log(1 + f) - f + f^2 / 2) / f^3 for sqrt(1/2) <= 1 + f <= sqrt(2)
    private static final FloatVector
            LOG_0 = vector(0.333333135f), LOG_1 = vector(-0.250000089f), LOG_2 = vector(0.20002073f),
            LOG_3 = vector(-0.166679934f), LOG_4 = vector(0.142203152f), LOG_5 = vector(-0.124060869f),
            LOG_6 = vector(0.118837923f), LOG_7 = vector(-0.116712861f), LOG_8 = vector(0.0675017983f);
    private static final FloatVector LOG_SMALLEST = vector(0x1p-126f), LOG_SCALE = vector(0x1p23f), LOG_SHIFT = vector(23);

    // log(1 + e) / e for 0 <= e <= 1
    private static final FloatVector
            SOFT_0 = vector(1), SOFT_1 = vector(-0.499999315f), SOFT_2 = vector(0.333304703f), SOFT_3 = vector(-0.24958156f),
            SOFT_4 = vector(0.196931928f), SOFT_5 = vector(-0.153490975f), SOFT_6 = vector(0.10670013f),
            SOFT_7 = vector(-0.0575615279f), SOFT_8 = vector(0.0201503318f), SOFT_9 = vector(-0.00330653763f);

    // (tanh(x) - x) / x^3 as a function of x^2, for |x| < 0.625
    private static final FloatVector
            TANH_0 = vector(-0.333333313f), TANH_1 = vector(0.133332223f), TANH_2 = vector(-0.053948462f),
            TANH_3 = vector(0.0217087492f), TANH_4 = vector(-0.00819508638f), TANH_5 = vector(0.00215763575f);

    // (erf(x) - x) / x as a function of x^2, for |x| < 0.92
    private static final FloatVector
            ERF_0 = vector(0.128379166f), ERF_1 = vector(-0.376126319f), ERF_2 = vector(0.112836786f), ERF_3 = vector(-0.0268587377f),
            ERF_4 = vector(0.00519979047f), ERF_5 = vector(-0.000813154678f), ERF_6 = vector(8.33165032e-05f);

    // (Phi(x) - 1/2) / x as a function of x^2, for |x| < 1
    private static final FloatVector
            CDF_0 = vector(0.398942292f), CDF_1 = vector(-0.0664906129f), CDF_2 = vector(0.00997480471f),
            CDF_3 = vector(-0.00118981197f), CDF_4 = vector(0.000117036674f), CDF_5 = vector(-8.96382426e-06f);

    // Phi(-a) e^(a^2/2) / t as a function of t = 1 / (1 + a / 4), for a >= 0
    private static final FloatVector
            TAIL_0 = vector(0.0997463316f), TAIL_1 = vector(0.0995214209f), TAIL_2 = vector(0.0952881575f), TAIL_3 = vector(0.0730114505f),
            TAIL_4 = vector(0.0838550851f), TAIL_5 = vector(0.0177275185f), TAIL_6 = vector(0.0226197075f), TAIL_7 = vector(0.055872649f),
            TAIL_8 = vector(-0.0645341277f), TAIL_9 = vector(0.016891811f);
    private static final FloatVector QUARTER = vector(0.25f), ROOT_2 = vector(1.41421354f);
    // Beyond this e^(-a^2/2) is zero.
    private static final FloatVector TAIL_END = vector(16);
    private static final FloatVector ONE_OVER_ROOT_2_PI = vector(0.398942292f), TWO_OVER_ROOT_PI = vector(1.12837923f);

    private static final FloatVector TWO_OVER_PI = vector(0.636619747f);
    private static final FloatVector HALF_PI_1 = vector(-1.57079637f), HALF_PI_2 = vector(4.37113883e-08f), HALF_PI_3 = vector(1.71512451e-15f);
    // (sin(r) - r) / r^3 and (cos(r) - 1 + r^2/2) / r^4 as functions of r^2, for |r| <= pi/4
    private static final FloatVector
            SIN_0 = vector(-0.166666672f), SIN_1 = vector(0.00833338033f), SIN_2 = vector(-0.000198534981f), SIN_3 = vector(2.83724694e-06f);
    private static final FloatVector
            COS_0 = vector(0.0416666456f), COS_1 = vector(-0.00138873013f), COS_2 = vector(2.44306684e-05f);
    // spotless:on

    private VectorMath() {}

    private static FloatVector vector(float value) {
        return FloatVector.broadcast(LANES, value);
    }

    /**
     * {@code e^x}: with {@code x = n log 2 + r}, {@code 2^n e^r}; in halves as 2^128 is no float.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector bounded = x.max(EXP_LOWEST).min(EXP_HIGHEST);
        FloatVector biased = bounded.fma(LOG2_E, EXP_ROUNDER);
        FloatVector r = remainder(bounded, biased.sub(EXP_ROUNDER));
        FloatVector half = expm1OfRemainder(r).add(ONE).mul(powerOfTwo(biased));
        return half.add(half);
    }

    /** {@code e^x - 1 = 2^n (e^r - 1) + (2^n - 1)}. */
    static FloatVector expm1(FloatVector x) {
        FloatVector bounded = x.max(EXP_LOWEST).min(EXP_HIGHEST);
        FloatVector biased = bounded.fma(LOG2_E, EXP_ROUNDER);
        FloatVector r = remainder(bounded, biased.sub(EXP_ROUNDER));
        FloatVector power = powerOfTwo(biased);
        FloatVector half = power.fma(expm1OfRemainder(r), power.sub(HALF));
        return half.add(half).blend(x, x.abs().compare(LT, 0x1p-25f));
    }

    /** {@code 2^(n-1)} where n has been rounded with the exponent bias less one. */
    private static FloatVector powerOfTwo(FloatVector biased) {
        return biased.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS).reinterpretAsFloats();
    }

    private static FloatVector remainder(FloatVector x, FloatVector n) {
        return n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
    }

    /** {@code e^r - 1} for |r| up to half of log 2. */
    private static FloatVector expm1OfRemainder(FloatVector r) {
        FloatVector p = EXP_5.fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2).fma(r, EXP_1).fma(r, EXP_0);
        return p.fma(r.mul(r), r);
    }

    /** {@code log x}: with {@code x = 2^k m}, {@code k log 2 + log m}. */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(LT, LOG_SMALLEST);
        FloatVector scaled = x.blend(x.mul(LOG_SCALE), tiny);
        IntVector k = exponent(scaled);
        FloatVector n = toFloat(k);
        FloatVector y = logOf(n.blend(n.sub(LOG_SHIFT), tiny), mantissa(scaled, k).sub(ONE), ZERO);
        return logLimits(y, x);
    }

    /**
     * {@code log (1 + x)}: as {@code log(u)} of the rounded sum u, plus what was rounded off over
     * u. Near zero u is not used at all.
     */
    static FloatVector log1p(FloatVector x) {
        FloatVector u = x.add(ONE);
        IntVector k = exponent(u);
        // Of the two summands, the larger one is subtracted first.
        FloatVector lost = x.sub(u.sub(ONE)).blend(ONE.sub(u.sub(x)), x.compare(GT, ONE));
        VectorMask<Float> near = x.abs().compare(LT, QUARTER);
        FloatVector f = mantissa(u, k).sub(ONE).blend(x, near);
        FloatVector y = logOf(toFloat(k), f, lost.div(u).blend(ZERO, near));
        return logLimits(y, u).blend(x, x.compare(EQ, ZERO));
    }

    /** The k for which {@code x 2^-k} lies between the root of one half and that of two. */
    private static IntVector exponent(FloatVector x) {
        return x.reinterpretAsInts().sub(0x3f3504f3).lanewise(ASHR, EXPONENT_BITS);
    }

    private static FloatVector mantissa(FloatVector x, IntVector k) {
        return x.reinterpretAsInts().sub(k.lanewise(LSHL, EXPONENT_BITS)).reinterpretAsFloats();
    }

    private static FloatVector toFloat(IntVector k) {
        return k.add(ROUNDER.reinterpretAsInts()).reinterpretAsFloats().sub(ROUNDER);
    }

    /** {@code n log 2 + log(1 + f) + correction} for f between -0.293 and 0.414. */
    private static FloatVector logOf(FloatVector n, FloatVector f, FloatVector correction) {
        FloatVector p = LOG_8.fma(f, LOG_7).fma(f, LOG_6).fma(f, LOG_5).fma(f, LOG_4);
        p = p.fma(f, LOG_3).fma(f, LOG_2).fma(f, LOG_1).fma(f, LOG_0);
        FloatVector square = f.mul(f);
        FloatVector small = square.fma(MINUS_HALF, n.fma(LN2_LOW, correction));
        return n.fma(LN2_HIGH, p.fma(square.mul(f), small).add(f));
    }

    /** Puts right the logarithms of infinity, NaN, zero and negative numbers. */
    private static FloatVector logLimits(FloatVector y, FloatVector x) {
        return x.blend(y, x.compare(LT, INFINITY))
                .blend(INFINITY.neg(), x.compare(EQ, ZERO))
                .blend(NOT_A_NUMBER, x.compare(LT, ZERO));
    }

    /** {@code tanh |x| = 1 - 2 / (e^(2|x|) + 1)}; a polynomial near zero. */
    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector large = ONE.sub(TWO.div(exp(a.add(a)).add(ONE)));
        FloatVector s = x.mul(x);
        FloatVector p = TANH_5.fma(s, TANH_4).fma(s, TANH_3).fma(s, TANH_2).fma(s, TANH_1);
        FloatVector small = p.fma(s, TANH_0).fma(s.mul(a), a);
        return withSign(large.blend(small, a.compare(LT, 0.625f)), x);
    }

    /** {@code 1 / (1 + e^-x)}, without overflow. */
    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        return ONE.blend(e, x.compare(LT, ZERO)).div(e.add(ONE));
    }

    /** {@code log (1 + e^x) = max(x, 0) + log (1 + e^-|x|)}. */
    static FloatVector softplus(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector p = SOFT_9.fma(e, SOFT_8).fma(e, SOFT_7).fma(e, SOFT_6).fma(e, SOFT_5);
        p = p.fma(e, SOFT_4).fma(e, SOFT_3).fma(e, SOFT_2).fma(e, SOFT_1).fma(e, SOFT_0);
        return p.fma(e, x.max(ZERO));
    }

    /** {@code x sigmoid(x)}. */
    static FloatVector silu(FloatVector x) {
        return x.mul(sigmoid(x));
    }

    /** The slope of {@link #silu}: {@code s (1 + x (1 - s))} with {@code s = sigmoid(x)}. */
    static FloatVector siluSlope(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector scale = ONE.div(e.add(ONE));
        VectorMask<Float> negative = x.compare(LT, ZERO);
        FloatVector s = scale.mul(ONE.blend(e, negative));
        FloatVector rest = scale.mul(e.blend(ONE, negative));
        return s.mul(rest.fma(x, ONE));
    }

    /** The error function: a polynomial near zero, one minus a tail elsewhere. */
    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs().min(TAIL_END);
        FloatVector tail = tail(a.mul(ROOT_2), expOfMinusSquare(a, ONE));
        FloatVector s = a.mul(a);
        FloatVector p = ERF_6.fma(s, ERF_5).fma(s, ERF_4).fma(s, ERF_3).fma(s, ERF_2);
        FloatVector small = p.fma(s, ERF_1).fma(s, ERF_0).fma(a, a);
        FloatVector y = tail.fma(MINUS_TWO, ONE).blend(small, a.compare(LT, 0.92f));
        return withSign(y, x);
    }

    /** The slope of {@link #erf}: {@code 2/sqrt(pi) e^(-x^2)}. */
    static FloatVector erfSlope(FloatVector x) {
        return expOfMinusSquare(x.abs().min(TAIL_END), ONE).mul(TWO_OVER_ROOT_PI);
    }

    /** {@code x Phi(x)} with the normal distribution function Phi. */
    static FloatVector gelu(FloatVector x) {
        FloatVector a = x.abs().min(TAIL_END);
        return x.mul(normalCdf(x, a, expOfMinusSquare(a, HALF)));
    }

    /** The slope of {@link #gelu}: {@code Phi(x) + x phi(x)} with the normal density phi. */
    static FloatVector geluSlope(FloatVector x) {
        FloatVector a = x.abs().min(TAIL_END);
        FloatVector e = expOfMinusSquare(a, HALF);
        return e.mul(ONE_OVER_ROOT_2_PI).fma(x, normalCdf(x, a, e));
    }

    /**
     * The normal distribution function: {@code 1/2 + x Q(x^2)} near zero, a tail elsewhere.
     *
     * @param a |x|
     * @param e e^(-a^2/2)
     */
    private static FloatVector normalCdf(FloatVector x, FloatVector a, FloatVector e) {
        FloatVector tail = tail(a, e);
        FloatVector s = a.mul(a);
        FloatVector p = CDF_5.fma(s, CDF_4).fma(s, CDF_3).fma(s, CDF_2).fma(s, CDF_1);
        return ONE.sub(tail)
                .blend(tail, x.compare(LT, ZERO))
                .blend(p.fma(s, CDF_0).fma(x, HALF), a.compare(LT, ONE));
    }

    /** {@code e^(-scale a^2)}; what the rounded square lacks is made up for to first order. */
    private static FloatVector expOfMinusSquare(FloatVector a, FloatVector scale) {
        FloatVector scaled = a.mul(scale);
        FloatVector exponent = scaled.mul(a).neg();
        FloatVector e = exp(exponent);
        return e.sub(e.mul(scaled.fma(a, exponent)));
    }

    /**
     * The normal distribution function at {@code -a <= 0}: {@code e^(-a^2/2) t P(t)} with {@code t
     * = 1 / (1 + a / 4)} (the form of Abramowitz and Stegun 26.2.17).
     *
     * @param e e^(-a^2/2)
     */
    private static FloatVector tail(FloatVector a, FloatVector e) {
        FloatVector t = ONE.div(a.fma(QUARTER, ONE));
        FloatVector p = TAIL_9.fma(t, TAIL_8).fma(t, TAIL_7).fma(t, TAIL_6).fma(t, TAIL_5);
        p = p.fma(t, TAIL_4).fma(t, TAIL_3).fma(t, TAIL_2).fma(t, TAIL_1).fma(t, TAIL_0);
        return p.mul(t).mul(e);
    }

    /** {@code sin x} for {@code |x| <= MAX_ANGLE}. */
    static FloatVector sin(FloatVector x) {
        return quadrant(x, ROUNDER).blend(x, x.compare(EQ, ZERO));
    }

    /** {@code cos x = sin(x + pi/2)} for {@code |x| <= MAX_ANGLE}. */
    static FloatVector cos(FloatVector x) {
        return quadrant(x, ROUNDER.add(ONE));
    }

    /**
     * The sine or cosine of r up to sign, where {@code x = n pi/2 + r}, as the last two bits of n
     * say, to which the rounder may have added a turn.
     */
    private static FloatVector quadrant(FloatVector x, FloatVector rounder) {
        FloatVector rounded = x.fma(TWO_OVER_PI, rounder);
        FloatVector n = rounded.sub(rounder);
        FloatVector r = n.fma(HALF_PI_3, n.fma(HALF_PI_2, n.fma(HALF_PI_1, x)));
        // The last bit of n becomes zero or two, the one before it a sign.
        IntVector bits = rounded.reinterpretAsInts().lanewise(LSHL, 30);
        FloatVector odd = bits.and(0x4000_0000).reinterpretAsFloats();
        FloatVector s = r.mul(r);
        FloatVector sin = SIN_3.fma(s, SIN_2).fma(s, SIN_1).fma(s, SIN_0).fma(s.mul(r), r);
        FloatVector cos = COS_2.fma(s, COS_1).fma(s, COS_0).fma(s, MINUS_HALF).fma(s, ONE);
        FloatVector y = cos.blend(sin, odd.compare(EQ, ZERO));
        return y.reinterpretAsInts().lanewise(XOR, bits.and(SIGN_BIT)).reinterpretAsFloats();
    }

    /** The largest integer not above x. */
    static FloatVector floor(FloatVector x) {
        FloatVector y = round(x);
        return y.blend(y.sub(ONE), y.compare(GT, x));
    }

    /** The nearest integer, halves to the even one: all floats from 2^23 on are integers. */
    static FloatVector round(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector y = withSign(a.add(0x1p23f).sub(0x1p23f), x);
        return x.blend(y, a.compare(LT, 0x1p23f));
    }

    /** -1, 0 or 1 as x is; zeros keep their sign. */
    static FloatVector sign(FloatVector x) {
        return x.blend(1f, x.compare(GT, ZERO)).blend(-1f, x.compare(LT, ZERO));
    }

    /** A number that is not negative, with the sign of another. */
    private static FloatVector withSign(FloatVector magnitude, FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN_BIT);
        return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }
}
