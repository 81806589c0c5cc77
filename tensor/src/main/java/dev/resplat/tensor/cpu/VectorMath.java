package dev.resplat.tensor.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MIN;
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
 * bits: conversions are slow on JDK 17. Limits are put right with comparisons, because minima and
 * maxima that pass on NaN are slow, and constants are written where they are used, because vectors
 * in fields are loaded each time.
 *
 * <p>A vector stays in a register only where the JIT compiler inlines all that is done with it.
 * Past a budget (18,000 nodes, a hundred operations or so) it inlines the Vector API still, but no
 * method of ours. So these call each other seldom, and early rather than late, and have no
 * branches, and for that the file repeats itself. A loop should call one of them, first thing.
 *
 * <p>Those of the normal distribution are in {@link NormalDistribution}.
 */
final class VectorMath {
    static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    /** Beyond this angle the reduction of {@link #sin} and {@link #cos} loses digits. */
    static final float MAX_ANGLE = 30_000;

    static final int SIGN_BIT = 0x8000_0000;
    private static final int EXPONENT_BITS = 23;

    // Outside these, e^x is infinity or less than 2^-125.5.
    private static final float EXP_HIGHEST = 88.7228394f;
    private static final float EXP_LOWEST = -87;

    /** Adding it rounds numbers below 2^22 to integers. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    /** Rounds, and adds the exponent bias less one. */
    private static final float EXP_ROUNDER = ROUNDER + 126;

    static final float LOG2_E = 1.44269502f;
    private static final float LN2_HIGH = 0.693147182f;
    private static final float LN2_LOW = -1.90465421e-09f;

    // (e^r - 1 - r) / r^2 for |r| up to half of log 2.
    private static final float EXP_0 = 0.5f;
    private static final float EXP_1 = 0.166666672f;
    private static final float EXP_2 = 0.0416664891f;
    private static final float EXP_3 = 0.00833320804f;
    private static final float EXP_4 = 0.00139326742f;
    private static final float EXP_5 = 0.000199442671f;

    /** Where {@link #expOfMinus} has become zero: 127 log 2. */
    private static final int END_BITS = Float.floatToRawIntBits(88.0296919f);

    private static final int ROOT_HALF_BITS = 0x3f3504f3;

    private VectorMath() {}

    /**
     * {@code e^x}: with {@code x = n log 2 + r}, {@code 2^n e^r}; in halves as 2^128 is no float.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector biased = x.fma(broadcast(LANES, LOG2_E), broadcast(LANES, EXP_ROUNDER));
        FloatVector n = biased.sub(EXP_ROUNDER);
        FloatVector r = n.fma(broadcast(LANES, -LN2_LOW), n.fma(broadcast(LANES, -LN2_HIGH), x));
        FloatVector p =
                broadcast(LANES, EXP_5)
                        .fma(r, broadcast(LANES, EXP_4))
                        .fma(r, broadcast(LANES, EXP_3))
                        .fma(r, broadcast(LANES, EXP_2));
        p = p.fma(r, broadcast(LANES, EXP_1)).fma(r, broadcast(LANES, EXP_0)).fma(r.mul(r), r);
        FloatVector half =
                biased.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS).reinterpretAsFloats();
        FloatVector y = p.add(1f).mul(half);
        return y.add(y)
                .blend(0f, x.compare(LT, EXP_LOWEST))
                .blend(Float.POSITIVE_INFINITY, x.compare(GT, EXP_HIGHEST));
    }

    /**
     * {@code e^-t} for {@code t >= 0}, infinity included but not NaN: half the work of {@link
     * #exp}, as there is only one limit, and for positive floats that is a minimum of integers.
     */
    static FloatVector expOfMinus(FloatVector t) {
        IntVector bits = t.reinterpretAsInts();
        FloatVector a = bits.lanewise(MIN, END_BITS).reinterpretAsFloats();
        FloatVector biased = a.fma(broadcast(LANES, -LOG2_E), broadcast(LANES, ROUNDER + 127));
        FloatVector n = biased.sub(ROUNDER + 127);
        FloatVector s = n.fma(broadcast(LANES, LN2_HIGH), a);
        s = n.fma(broadcast(LANES, LN2_LOW), s);
        FloatVector p =
                broadcast(LANES, 0.00138141518f)
                        .fma(s, broadcast(LANES, -0.00836892705f))
                        .fma(s, broadcast(LANES, 0.0416684076f))
                        .fma(s, broadcast(LANES, -0.166665182f))
                        .fma(s, broadcast(LANES, 0.49999994f));
        FloatVector power =
                biased.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS).reinterpretAsFloats();
        return p.fma(s.mul(s), broadcast(LANES, 1f).sub(s)).mul(power);
    }

    /** {@code e^x - 1 = 2^n (e^r - 1) + (2^n - 1)}, with n and r as for {@link #exp}. */
    static FloatVector expm1(FloatVector x) {
        FloatVector biased = x.fma(broadcast(LANES, LOG2_E), broadcast(LANES, EXP_ROUNDER));
        FloatVector n = biased.sub(EXP_ROUNDER);
        FloatVector r = n.fma(broadcast(LANES, -LN2_LOW), n.fma(broadcast(LANES, -LN2_HIGH), x));
        FloatVector p =
                broadcast(LANES, EXP_5)
                        .fma(r, broadcast(LANES, EXP_4))
                        .fma(r, broadcast(LANES, EXP_3))
                        .fma(r, broadcast(LANES, EXP_2));
        p = p.fma(r, broadcast(LANES, EXP_1)).fma(r, broadcast(LANES, EXP_0)).fma(r.mul(r), r);
        FloatVector half =
                biased.reinterpretAsInts().lanewise(LSHL, EXPONENT_BITS).reinterpretAsFloats();
        FloatVector y = half.fma(p, half.sub(0.5f));
        return y.add(y)
                .blend(x, x.abs().compare(LT, 0x1p-25f))
                .blend(-1f, x.compare(LT, -20f))
                .blend(Float.POSITIVE_INFINITY, x.compare(GT, EXP_HIGHEST));
    }

    /**
     * {@code log x}: with {@code x = 2^k m} and m between the root of one half and that of two,
     * {@code k log 2 + log m}.
     */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(LT, 0x1p-126f);
        IntVector bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts();
        IntVector k = bits.sub(ROOT_HALF_BITS).lanewise(ASHR, EXPONENT_BITS);
        FloatVector n = k.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
        FloatVector m = bits.sub(k.lanewise(LSHL, EXPONENT_BITS)).reinterpretAsFloats();
        FloatVector y = logOf(n.blend(n.sub(23f), tiny), m.sub(1f), broadcast(LANES, 0f));
        return x.blend(y, x.compare(LT, Float.POSITIVE_INFINITY))
                .blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f))
                .blend(Float.NaN, x.compare(LT, 0f));
    }

    /**
     * {@code log (1 + x)}: as {@code log(u)} of the rounded sum u, plus what was rounded off over
     * u. Near zero u is not used at all.
     */
    static FloatVector log1p(FloatVector x) {
        FloatVector u = x.add(1f);
        IntVector bits = u.reinterpretAsInts();
        IntVector k = bits.sub(ROOT_HALF_BITS).lanewise(ASHR, EXPONENT_BITS);
        FloatVector n = k.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
        FloatVector m = bits.sub(k.lanewise(LSHL, EXPONENT_BITS)).reinterpretAsFloats();
        // Of the two summands, the larger one is subtracted first.
        FloatVector lost = x.sub(u.sub(1f)).blend(u.sub(x).neg().add(1f), x.compare(GT, 1f));
        VectorMask<Float> near = x.abs().compare(LT, 0.25f);
        FloatVector y = logOf(n, m.sub(1f).blend(x, near), lost.div(u).blend(0f, near));
        return u.blend(y, u.compare(LT, Float.POSITIVE_INFINITY))
                .blend(Float.NEGATIVE_INFINITY, u.compare(EQ, 0f))
                .blend(Float.NaN, u.compare(LT, 0f))
                .blend(x, x.compare(EQ, 0f));
    }

    /** {@code n log 2 + log(1 + f) + correction} for f between -0.293 and 0.414. */
    private static FloatVector logOf(FloatVector n, FloatVector f, FloatVector correction) {
        FloatVector p =
                broadcast(LANES, 0.0675017983f)
                        .fma(f, broadcast(LANES, -0.116712861f))
                        .fma(f, broadcast(LANES, 0.118837923f))
                        .fma(f, broadcast(LANES, -0.124060869f))
                        .fma(f, broadcast(LANES, 0.142203152f));
        p =
                p.fma(f, broadcast(LANES, -0.166679934f))
                        .fma(f, broadcast(LANES, 0.20002073f))
                        .fma(f, broadcast(LANES, -0.250000089f))
                        .fma(f, broadcast(LANES, 0.333333135f));
        FloatVector square = f.mul(f);
        FloatVector small =
                square.fma(broadcast(LANES, -0.5f), n.fma(broadcast(LANES, LN2_LOW), correction));
        return n.fma(broadcast(LANES, LN2_HIGH), p.fma(square.mul(f), small).add(f));
    }

    /** {@code 1 - 2 / (e^(2x) + 1)}; a polynomial near zero. */
    static FloatVector tanh(FloatVector x) {
        FloatVector large =
                broadcast(LANES, 1f).sub(broadcast(LANES, 2f).div(exp(x.add(x)).add(1f)));
        FloatVector s = x.mul(x);
        FloatVector p =
                broadcast(LANES, 0.00215763575f)
                        .fma(s, broadcast(LANES, -0.00819508638f))
                        .fma(s, broadcast(LANES, 0.0217087492f))
                        .fma(s, broadcast(LANES, -0.053948462f))
                        .fma(s, broadcast(LANES, 0.133332223f))
                        .fma(s, broadcast(LANES, -0.333333313f))
                        .fma(s, broadcast(LANES, 1f));
        return large.blend(p.mul(x), s.compare(LT, 0.390625f));
    }

    /** {@code 1 / (1 + e^-x)}, without overflow. */
    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        return broadcast(LANES, 1f).blend(e, x.compare(LT, 0f)).div(e.add(1f));
    }

    /** {@code log (1 + e^x) = max(x, 0) + log (1 + e^-|x|)}. */
    static FloatVector softplus(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector p =
                broadcast(LANES, -0.00330653763f)
                        .fma(e, broadcast(LANES, 0.0201503318f))
                        .fma(e, broadcast(LANES, -0.0575615279f))
                        .fma(e, broadcast(LANES, 0.10670013f))
                        .fma(e, broadcast(LANES, -0.153490975f));
        p =
                p.fma(e, broadcast(LANES, 0.196931928f))
                        .fma(e, broadcast(LANES, -0.24958156f))
                        .fma(e, broadcast(LANES, 0.333304703f))
                        .fma(e, broadcast(LANES, -0.499999315f))
                        .fma(e, broadcast(LANES, 1f));
        return p.fma(e, x.max(broadcast(LANES, 0f)));
    }

    /** {@code x sigmoid(x)}. */
    static FloatVector silu(FloatVector x) {
        return x.mul(sigmoid(x));
    }

    /** The slope of {@link #silu}: {@code s (1 + x (1 - s))} with {@code s = sigmoid(x)}. */
    static FloatVector siluSlope(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector scale = broadcast(LANES, 1f).div(e.add(1f));
        VectorMask<Float> negative = x.compare(LT, 0f);
        FloatVector s = scale.mul(broadcast(LANES, 1f).blend(e, negative));
        FloatVector rest = scale.mul(e.blend(1f, negative));
        return s.mul(rest.fma(x, broadcast(LANES, 1f)));
    }

    /** {@code sin x} for {@code |x| <= MAX_ANGLE}. */
    static FloatVector sin(FloatVector x) {
        return quadrant(x, broadcast(LANES, ROUNDER)).blend(x, x.compare(EQ, 0f));
    }

    /** {@code cos x = sin(x + pi/2)} for {@code |x| <= MAX_ANGLE}. */
    static FloatVector cos(FloatVector x) {
        return quadrant(x, broadcast(LANES, ROUNDER + 1));
    }

    /**
     * The sine or cosine of r up to sign, where {@code x = n pi/2 + r}, as the last two bits of n
     * say, to which the rounder may have added a turn.
     */
    private static FloatVector quadrant(FloatVector x, FloatVector rounder) {
        FloatVector rounded = x.fma(broadcast(LANES, 0.636619747f), rounder);
        FloatVector n = rounded.sub(rounder);
        FloatVector r =
                n.fma(
                        broadcast(LANES, 1.71512451e-15f),
                        n.fma(
                                broadcast(LANES, 4.37113883e-08f),
                                n.fma(broadcast(LANES, -1.57079637f), x)));
        // The last bit of n becomes zero or two, the one before it a sign.
        IntVector bits = rounded.reinterpretAsInts().lanewise(LSHL, 30);
        FloatVector odd = bits.and(0x4000_0000).reinterpretAsFloats();
        FloatVector s = r.mul(r);
        FloatVector sin =
                broadcast(LANES, 2.83724694e-06f)
                        .fma(s, broadcast(LANES, -0.000198534981f))
                        .fma(s, broadcast(LANES, 0.00833338033f))
                        .fma(s, broadcast(LANES, -0.166666672f))
                        .fma(s.mul(r), r);
        FloatVector cos =
                broadcast(LANES, 2.44306684e-05f)
                        .fma(s, broadcast(LANES, -0.00138873013f))
                        .fma(s, broadcast(LANES, 0.0416666456f))
                        .fma(s, broadcast(LANES, -0.5f))
                        .fma(s, broadcast(LANES, 1f));
        FloatVector y = cos.blend(sin, odd.compare(EQ, 0f));
        return y.reinterpretAsInts().lanewise(XOR, bits.and(SIGN_BIT)).reinterpretAsFloats();
    }

    /** The largest integer not above x. */
    static FloatVector floor(FloatVector x) {
        FloatVector y = round(x);
        return y.blend(y.sub(1f), y.compare(GT, x));
    }

    /** The nearest integer, halves to the even one: all floats from 2^23 on are integers. */
    static FloatVector round(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector y = withSign(a.add(0x1p23f).sub(0x1p23f), x);
        return x.blend(y, a.compare(LT, 0x1p23f));
    }

    /** -1, 0 or 1 as x is; zeros keep their sign. */
    static FloatVector sign(FloatVector x) {
        return x.blend(1f, x.compare(GT, 0f)).blend(-1f, x.compare(LT, 0f));
    }

    /** A number that is not negative, with the sign of x. */
    private static FloatVector withSign(FloatVector magnitude, FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN_BIT);
        return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }
}
