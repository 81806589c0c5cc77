package dev.resplat.train.image;

/**
 * The transfer function of sRGB (IEC 61966-2-1): {@code 12.92 x} below 0.0031308, else {@code 1.055
 * x^(1/2.4) - 0.055}, and its inverse. Both are tables, which take no time and are the same on
 * every machine.
 */
public final class Srgb {
    private static final int KNOTS = 4096;
    private static final float[] LINEAR = new float[256];

    /** Linear values at {@code i / KNOTS}. */
    private static final float[] DECODED = new float[KNOTS + 2];

    /**
     * Encoded values of squares: at the square of {@code i / KNOTS}, so that darks are resolved.
     */
    private static final float[] ENCODED = new float[KNOTS + 2];

    static {
        for (int i = 0; i < LINEAR.length; i++) {
            LINEAR[i] = (float) decoded(i / 255.0);
        }
        for (int i = 0; i < ENCODED.length; i++) {
            double root = (double) i / KNOTS;
            DECODED[i] = (float) decoded(root);
            ENCODED[i] = (float) encode(root * root);
        }
    }

    private Srgb() {}

    /** Linear light of an encoded value, both from 0 to 1: the formula itself. */
    public static double decoded(double value) {
        return value <= 0.04045 ? value / 12.92 : StrictMath.pow((value + 0.055) / 1.055, 2.4);
    }

    private static double encode(double value) {
        return value <= 0.0031308 ? 12.92 * value : 1.055 * StrictMath.pow(value, 1 / 2.4) - 0.055;
    }

    /** Linear light of 8 bits that are encoded, 0 to 255. */
    public static float linear(int encoded) {
        return LINEAR[encoded];
    }

    /** Linear light of an encoded value, both from 0 to 1. */
    public static float linear(float encoded) {
        return (float) decoded(Math.min(Math.max(encoded, 0), 1));
    }

    /** Linear light, clipped to 0 and 1 and encoded; to 1e-5. */
    public static float encoded(float linear) {
        if (!(linear > 0)) {
            return 0;
        }
        if (linear >= 1) {
            return 1;
        }
        float at = (float) Math.sqrt(linear) * KNOTS;
        return between(ENCODED, at);
    }

    private static float between(float[] table, float at) {
        int knot = (int) at;
        return table[knot] + (at - knot) * (table[knot + 1] - table[knot]);
    }

    /** Turns colours from 0 to 1 into linear light, in place; to 1e-6. */
    public static void decode(float[] colors) {
        for (int i = 0; i < colors.length; i++) {
            colors[i] = between(DECODED, KNOTS * Math.min(Math.max(colors[i], 0), 1));
        }
    }

    /** Turns linear light into colours from 0 to 1, in place; what is brighter is clipped. */
    public static void encode(float[] colors) {
        for (int i = 0; i < colors.length; i++) {
            colors[i] = encoded(colors[i]);
        }
    }
}
