package dev.resplat.tensor.cpu;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
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
 * <p>Infinities and NaN behave as in {@link Math}. Results of {@link #exp} below 2^-126, the
 * smallest normal float, become zero. {@link #sin} and {@link #cos} need {@code |x| <=} {@link
 * #MAX_ANGLE}.
 *
 * <p>Integers come out of floats by adding 1.5 * 2^23, which leaves the rounded number in the low
 * bits: conversions are slow on JDK 17. All methods must be inlined by the JIT compiler, or vectors
 * go through memory; small methods without branches are.
 */
final class VectorMath {
    static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    /** Beyond this angle the reduction of {@link #sin} and {@link #cos} loses digits. */
    static final float MAX_ANGLE = 30_000;

    private static final int SIGN_BIT = 0x8000_0000;
    private static final int EXPONENT_BITS = 23;

    /** Adding this rounds to an integer, if it is below 2^22, and leaves it in the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private static final float LN2_HIGH = 0.693147182f;
    private static final float LN2_LOW = -1.90465421e-09f;
    private static final float LOG2_E = 1.44269502f;

    /** Outside these, {@code e^x} overflows, or is less than 2^-126. */
    private static final float MAX_EXPONENT = 88.7228394f;

    private static final float MIN_EXPONENT = -87.3365402f;

    private VectorMath() {}

    /** {@code e^x}: with {@code x = n log 2 + r}, {@code 2^n e^r}. */
    static FloatVector exp(FloatVector x) {
        FloatVector rounded = x.fma(broadcast(LOG2_E), broadcast(ROUNDER));
        FloatVector r = remainder(x, rounded.sub(ROUNDER));
        FloatVector e = expm1OfRemainder(r).add(1f);
        // The sum of exponents is the exponent of the product.
        IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS);
        FloatVector y = e.reinterpretAsInts().add(power).reinterpretAsFloats();
        return y.blend(0f, x.compare(LT, MIN_EXPONENT))
                .blend(Float.POSITIVE_INFINITY, x.compare(GT, MAX_EXPONENT))
                .blend(x, x.compare(NE, x));
    }

    /** {@code e^x - 1 = 2^n (e^r - 1) + (2^n - 1)}. */
    static FloatVector expm1(FloatVector x) {
        FloatVector rounded = x.fma(broadcast(LOG2_E), broadcast(ROUNDER));
        FloatVector r = remainder(x, rounded.sub(ROUNDER));
        // Half of 2^n, because 2^128 is no float.
        IntVector exponent = rounded.reinterpretAsInts().add(126 - ROUNDER_BITS);
        FloatVector half = exponent.lanewise(LSHL, EXPONENT_BITS).reinterpretAsFloats();
        FloatVector y = half.fma(expm1OfRemainder(r), half.sub(0.5f));
        return y.add(y)
                .blend(-1f, x.compare(LT, -20f))
                .blend(Float.POSITIVE_INFINITY, x.compare(GT, MAX_EXPONENT))
                .blend(x, x.abs().compare(LT, 0x1p-25f))
                .blend(x, x.compare(NE, x));
    }

    private static FloatVector remainder(FloatVector x, FloatVector n) {
        return n.fma(broadcast(-LN2_LOW), n.fma(broadcast(-LN2_HIGH), x));
    }

    /** {@code e^r - 1} for |r| up to half of log 2. */
    private static FloatVector expm1OfRemainder(FloatVector r) {
        FloatVector p = broadcast(0.000199442671f);
        p = p.fma(r, broadcast(0.00139326742f));
        p = p.fma(r, broadcast(0.00833320804f));
        p = p.fma(r, broadcast(0.0416664891f));
        p = p.fma(r, broadcast(0.166666672f));
        p = p.fma(r, broadcast(0.5f));
        return p.fma(r.mul(r), r);
    }

    /** {@code log x}: with {@code x = 2^k m}, {@code k log 2 + log m}. */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(LT, 0x1p-126f);
        FloatVector scaled = x.blend(x.mul(0x1p23f), tiny);
        IntVector k = exponent(scaled);
        FloatVector f = mantissa(scaled, k).sub(1f);
        FloatVector n = toFloat(k).sub(broadcast(0f).blend(23f, tiny));
        return logLimits(logOf(n, f, broadcast(0f)), x);
    }

    /**
     * {@code log (1 + x)}: as {@code log(u)} of the rounded sum u, plus what was rounded off over
     * u. Near zero u is not used at all.
     */
    static FloatVector log1p(FloatVector x) {
        FloatVector u = x.add(1f);
        IntVector k = exponent(u);
        FloatVector n = toFloat(k);
        VectorMask<Float> near = n.compare(LT, 0.5f).and(n.compare(GT, -0.5f));
        // Of the two summands, the larger one is subtracted first.
        FloatVector lost = x.sub(u.sub(1f)).blend(u.sub(x).neg().add(1f), x.compare(GT, 1f));
        FloatVector f = mantissa(u, k).sub(1f).blend(x, near);
        FloatVector y = logOf(n, f, lost.div(u).blend(0f, near));
        return logLimits(y, u).blend(x, x.abs().compare(LT, 0x1p-25f));
    }

    /** The k for which {@code x 2^-k} lies between the root of one half and that of two. */
    private static IntVector exponent(FloatVector x) {
        return x.reinterpretAsInts().sub(0x3f3504f3).lanewise(ASHR, EXPONENT_BITS);
    }

    private static FloatVector mantissa(FloatVector x, IntVector k) {
        return x.reinterpretAsInts().sub(k.lanewise(LSHL, EXPONENT_BITS)).reinterpretAsFloats();
    }

    private static FloatVector toFloat(IntVector k) {
        return k.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
    }

    /** {@code n log 2 + log(1 + f) + correction} for f between -0.293 and 0.414. */
    private static FloatVector logOf(FloatVector n, FloatVector f, FloatVector correction) {
        FloatVector p = broadcast(0.0675017983f);
        p = p.fma(f, broadcast(-0.116712861f));
        p = p.fma(f, broadcast(0.118837923f));
        p = p.fma(f, broadcast(-0.124060869f));
        p = p.fma(f, broadcast(0.142203152f));
        p = p.fma(f, broadcast(-0.166679934f));
        p = p.fma(f, broadcast(0.20002073f));
        p = p.fma(f, broadcast(-0.250000089f));
        p = p.fma(f, broadcast(0.333333135f));
        FloatVector square = f.mul(f);
        FloatVector small = n.fma(broadcast(LN2_LOW), correction);
        FloatVector y = p.fma(square.mul(f), square.fma(broadcast(-0.5f), small));
        return n.fma(broadcast(LN2_HIGH), y.add(f));
    }

    /** Puts right the logarithms of zero, infinity, NaN and negative numbers. */
    private static FloatVector logLimits(FloatVector y, FloatVector x) {
        return y.blend(x, x.compare(GE, Float.POSITIVE_INFINITY))
                .blend(Float.NEGATIVE_INFINITY, x.compare(LE, 0f))
                .blend(Float.NaN, x.compare(LT, 0f))
                .blend(x, x.compare(NE, x));
    }

    /** {@code tanh |x| = -e / (e + 2)} with {@code e = e^(-2|x|) - 1}; a polynomial near zero. */
    static FloatVector tanh(FloatVector x) {
        FloatVector e = expm1(x.abs().mul(-2f));
        FloatVector large = e.div(e.add(2f)).abs();
        FloatVector s = x.mul(x);
        FloatVector p = broadcast(0.00215763575f);
        p = p.fma(s, broadcast(-0.00819508638f));
        p = p.fma(s, broadcast(0.0217087492f));
        p = p.fma(s, broadcast(-0.053948462f));
        p = p.fma(s, broadcast(0.133332223f));
        p = p.fma(s, broadcast(-0.333333313f));
        FloatVector small = p.fma(s.mul(x), x);
        return withSign(large.blend(small, x.abs().compare(LT, 0.625f)), x);
    }

    /** {@code 1 / (1 + e^-x)}, without overflow. */
    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        return broadcast(1f).blend(e, x.compare(LT, 0f)).div(e.add(1f));
    }

    /** {@code log (1 + e^x) = max(x, 0) + log (1 + e^-|x|)}. */
    static FloatVector softplus(FloatVector x) {
        FloatVector y = log1p(exp(x.abs().neg()));
        return y.add(x.blend(0f, x.compare(LT, 0f)));
    }

    /** {@code x sigmoid(x)}. */
    static FloatVector silu(FloatVector x) {
        return x.mul(sigmoid(x));
    }

    /** The slope of {@link #silu}: {@code s (1 + x (1 - s))} with {@code s = sigmoid(x)}. */
    static FloatVector siluSlope(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector one = broadcast(1f);
        FloatVector scale = one.div(e.add(1f));
        VectorMask<Float> negative = x.compare(LT, 0f);
        FloatVector s = scale.mul(one.blend(e, negative));
        FloatVector rest = scale.mul(e.blend(one, negative));
        return s.mul(rest.fma(x, one));
    }

    /** The error function: a polynomial near zero, one minus a tail elsewhere. */
    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(8f, a.compare(GT, 8f));
        FloatVector tail = tail(a.mul(1.41421354f), expOfMinusSquare(a, 1f));
        FloatVector large = withSign(tail.fma(broadcast(-2f), broadcast(1f)), x);
        FloatVector s = a.mul(a);
        FloatVector p = broadcast(8.33165032e-05f);
        p = p.fma(s, broadcast(-0.000813154678f));
        p = p.fma(s, broadcast(0.00519979047f));
        p = p.fma(s, broadcast(-0.0268587377f));
        p = p.fma(s, broadcast(0.112836786f));
        p = p.fma(s, broadcast(-0.376126319f));
        p = p.fma(s, broadcast(0.128379166f));
        return large.blend(p.fma(x, x), a.compare(LT, 0.92f));
    }

    /** The slope of {@link #erf}: {@code 2/sqrt(pi) e^(-x^2)}. */
    static FloatVector erfSlope(FloatVector x) {
        FloatVector a = x.abs();
        return expOfMinusSquare(a.blend(16f, a.compare(GT, 16f)), 1f).mul(1.12837923f);
    }

    /** {@code x Phi(x)} with the normal distribution function Phi. */
    static FloatVector gelu(FloatVector x) {
        FloatVector a = normalArgument(x);
        return x.mul(normalCdf(x, a, expOfMinusSquare(a, 0.5f)));
    }

    /** The slope of {@link #gelu}: {@code Phi(x) + x phi(x)} with the normal density phi. */
    static FloatVector geluSlope(FloatVector x) {
        FloatVector a = normalArgument(x);
        FloatVector e = expOfMinusSquare(a, 0.5f);
        return e.mul(0.398942292f).fma(x, normalCdf(x, a, e));
    }

    /** {@code |x|}, cut where the normal density is zero in floats, so that no infinity occurs. */
    private static FloatVector normalArgument(FloatVector x) {
        FloatVector a = x.abs();
        return a.blend(16f, a.compare(GT, 16f));
    }

    /**
     * The normal distribution function: {@code 1/2 + x Q(x^2)} near zero, a tail elsewhere.
     *
     * @param a |x|
     * @param e e^(-a^2/2)
     */
    private static FloatVector normalCdf(FloatVector x, FloatVector a, FloatVector e) {
        FloatVector tail = tail(a, e);
        FloatVector large = tail.neg().add(1f).blend(tail, x.compare(LT, 0f));
        FloatVector s = a.mul(a);
        FloatVector p = broadcast(-8.96382426e-06f);
        p = p.fma(s, broadcast(0.000117036674f));
        p = p.fma(s, broadcast(-0.00118981197f));
        p = p.fma(s, broadcast(0.00997480471f));
        p = p.fma(s, broadcast(-0.0664906129f));
        p = p.fma(s, broadcast(0.398942292f));
        return large.blend(p.fma(x, broadcast(0.5f)), a.compare(LT, 1f));
    }

    /** {@code e^(-scale a^2)}; what the rounded square lacks is made up for to first order. */
    private static FloatVector expOfMinusSquare(FloatVector a, float scale) {
        FloatVector square = a.mul(a);
        FloatVector lost = a.fma(a, square.neg());
        FloatVector e = exp(square.mul(-scale));
        return e.fma(lost.mul(-scale), e);
    }

    /**
     * The normal distribution function at {@code -a <= 0}: {@code e^(-a^2/2) t P(t)} with {@code t
     * = 1 / (1 + a / 4)} (the form of Abramowitz and Stegun 26.2.17).
     *
     * @param e e^(-a^2/2)
     */
    private static FloatVector tail(FloatVector a, FloatVector e) {
        FloatVector t = broadcast(1f).div(a.fma(broadcast(0.25f), broadcast(1f)));
        FloatVector p = broadcast(0.016891811f);
        p = p.fma(t, broadcast(-0.0645341277f));
        p = p.fma(t, broadcast(0.055872649f));
        p = p.fma(t, broadcast(0.0226197075f));
        p = p.fma(t, broadcast(0.0177275185f));
        p = p.fma(t, broadcast(0.0838550851f));
        p = p.fma(t, broadcast(0.0730114505f));
        p = p.fma(t, broadcast(0.0952881575f));
        p = p.fma(t, broadcast(0.0995214209f));
        p = p.fma(t, broadcast(0.0997463316f));
        return e.mul(t.mul(p));
    }

    /** {@code sin x} for {@code |x| <= MAX_ANGLE}. */
    static FloatVector sin(FloatVector x) {
        return quadrant(x, 0).blend(x, x.abs().compare(LT, 0x1p-12f));
    }

    /** {@code cos x} for {@code |x| <= MAX_ANGLE}. */
    static FloatVector cos(FloatVector x) {
        return quadrant(x, 1);
    }

    /**
     * {@code sin(x + turn pi/2)}: with {@code x = n pi/2 + r}, the sine or cosine of r up to sign,
     * as the last two bits of {@code n + turn} say.
     */
    private static FloatVector quadrant(FloatVector x, int turn) {
        FloatVector rounded = x.fma(broadcast(0.636619747f), broadcast(ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(broadcast(-1.57079637f), x);
        r = n.fma(broadcast(4.37113883e-08f), r);
        r = n.fma(broadcast(1.71512451e-15f), r);
        IntVector quarter = rounded.reinterpretAsInts().add(turn);
        IntVector sign = quarter.lanewise(LSHL, 30).and(SIGN_BIT);
        // Zero or two: casts of masks are slow on JDK 17.
        FloatVector odd = quarter.and(1).lanewise(LSHL, 30).reinterpretAsFloats();
        FloatVector s = r.mul(r);
        FloatVector y = cosOfRemainder(s).blend(sinOfRemainder(r, s), odd.compare(EQ, 0f));
        return y.reinterpretAsInts().lanewise(XOR, sign).reinterpretAsFloats();
    }

    private static FloatVector sinOfRemainder(FloatVector r, FloatVector s) {
        FloatVector p = broadcast(2.83724694e-06f);
        p = p.fma(s, broadcast(-0.000198534981f));
        p = p.fma(s, broadcast(0.00833338033f));
        p = p.fma(s, broadcast(-0.166666672f));
        return p.fma(s.mul(r), r);
    }

    private static FloatVector cosOfRemainder(FloatVector s) {
        FloatVector p = broadcast(2.44306684e-05f);
        p = p.fma(s, broadcast(-0.00138873013f));
        p = p.fma(s, broadcast(0.0416666456f));
        return p.fma(s.mul(s), s.fma(broadcast(-0.5f), broadcast(1f)));
    }

    /** The largest integer not above x. */
    static FloatVector floor(FloatVector x) {
        FloatVector y = round(x);
        return y.sub(broadcast(0f).blend(1f, y.compare(GT, x)));
    }

    /** The nearest integer, halves to the even one: all floats from 2^23 on are integers. */
    static FloatVector round(FloatVector x) {
        FloatVector rounder = withSign(broadcast(0x1p23f), x);
        FloatVector y = withSign(x.add(rounder).sub(rounder).abs(), x);
        return x.blend(y, x.abs().compare(LT, 0x1p23f));
    }

    /** -1, 0 or 1 as x is; zeros keep their sign. */
    static FloatVector sign(FloatVector x) {
        return x.blend(1f, x.compare(GT, 0f)).blend(-1f, x.compare(LT, 0f));
    }

    /** A number with the sign of x, where it is not negative or has that sign already. */
    private static FloatVector withSign(FloatVector magnitude, FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN_BIT);
        return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(LANES, value);
    }
}
