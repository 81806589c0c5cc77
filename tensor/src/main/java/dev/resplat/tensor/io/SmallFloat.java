package dev.resplat.tensor.io;

/**
 * A 16-bit floating-point format: one sign bit, then exponent, then fraction, as IEEE 754-2019
 * section 3.4 lays them out.
 *
 * <p>With bias b = 2<sup>exponentBits-1</sup> - 1 and f fraction bits, exponent field e and
 * fraction field m mean (1 + m/2<sup>f</sup>) 2<sup>e-b</sup>; e = 0 means m 2<sup>1-b-f</sup>
 * (subnormal); the largest e means infinity (m = 0) or NaN.
 *
 * @param exponentBits width of the exponent, 2 to 8: every value is then also a {@code float}
 * @param fractionBits width of the fraction, {@code 15 - exponentBits}
 */
public record SmallFloat(int exponentBits, int fractionBits) {
    /** IEEE binary16, "half". */
    public static final SmallFloat F16 = new SmallFloat(5, 10);

    /** bfloat16: the upper half of a {@code float}. */
    public static final SmallFloat BF16 = new SmallFloat(8, 7);

    private static final int SIGN = 0x8000;
    private static final int FLOAT_FRACTION_BITS = 23;

    /** The value of 16 bits, exactly; a NaN keeps its sign and payload. */
    public float decode(short bits) {
        int magnitude = bits & ~SIGN & 0xffff;
        int sign = (bits & SIGN) << 16;
        int shifted = magnitude << (FLOAT_FRACTION_BITS - fractionBits);
        if (magnitude >= infinity()) {
            return Float.intBitsToFloat(sign | 0x7f800000 | shifted);
        }
        // Read with the exponent bias of a float the value is too small by a power of two.
        // The product is exact, for subnormals too.
        float value = Float.intBitsToFloat(shifted) * powerOfTwo(Float.MAX_EXPONENT - bias());
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
    }

    /**
     * The nearest value, ties to even: one rounding, however fine {@code value} is. Too large
     * becomes infinity; NaN becomes the quiet NaN of the same sign.
     */
    public short encode(double value) {
        int sign = (int) (Double.doubleToRawLongBits(value) >>> 48) & SIGN;
        if (Double.isNaN(value)) {
            return (short) (sign | infinity() | 1 << (fractionBits - 1));
        }
        double magnitude = Math.abs(value);
        int smallest = 1 - bias();
        int exponent = Math.max(Math.getExponent(magnitude), smallest);
        if (exponent > bias()) {
            return (short) (sign | infinity());
        }
        // In units of the last place, so that rounding to a whole number is the rounding wanted.
        int units = (int) Math.rint(Math.scalb(magnitude, fractionBits - exponent));
        // The leading one of a normal number, and a carry out of the fraction, add to the exponent.
        return (short) (sign | units + (exponent - smallest << fractionBits));
    }

    private int bias() {
        return (1 << (exponentBits - 1)) - 1;
    }

    /** The bits of positive infinity: all larger magnitudes are NaN. */
    private int infinity() {
        return ((1 << exponentBits) - 1) << fractionBits;
    }

    private static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat((Float.MAX_EXPONENT + exponent) << FLOAT_FRACTION_BITS);
    }
}
