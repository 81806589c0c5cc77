package dev.resplat.train.augment;

/**
 * From sRGB to linear light and back (IEC 61966-2-1), by tables of which neighbours are
 * interpolated; both ways together change nothing by more than 1e-6. As the tables are made by
 * {@link StrictMath}, results are the same on every machine.
 */
final class Srgb {
    private static final int STEPS = 4096;
    private static final float[] DECODED = new float[STEPS + 2];

    /** Of squares, as the curve is steep at black. */
    private static final float[] ENCODED = new float[STEPS + 2];

    static {
        for (int i = 0; i < STEPS + 2; i++) {
            double x = (double) i / STEPS;
            DECODED[i] = (float) decoded(x);
            ENCODED[i] = (float) encoded(x * x);
        }
    }

    private Srgb() {}

    private static double decoded(double x) {
        return x <= 0.04045 ? x / 12.92 : StrictMath.pow((x + 0.055) / 1.055, 2.4);
    }

    private static double encoded(double x) {
        return x <= 0.0031308 ? 12.92 * x : 1.055 * StrictMath.pow(x, 1 / 2.4) - 0.055;
    }

    private static float between(float[] table, float at) {
        int below = (int) at;
        return table[below] + (at - below) * (table[below + 1] - table[below]);
    }

    /** Turns colours from 0 to 1 into linear light, in place. */
    static void decode(float[] colors) {
        for (int i = 0; i < colors.length; i++) {
            colors[i] = between(DECODED, STEPS * Math.min(Math.max(colors[i], 0), 1));
        }
    }

    /** Turns linear light into colours from 0 to 1, in place; what is brighter is clipped. */
    static void encode(float[] colors) {
        for (int i = 0; i < colors.length; i++) {
            double light = Math.min(Math.max(colors[i], 0), 1);
            colors[i] = between(ENCODED, STEPS * (float) Math.sqrt(light));
        }
    }
}
