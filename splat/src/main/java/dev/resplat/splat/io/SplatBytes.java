package dev.resplat.splat.io;

import dev.resplat.splat.Harmonics;

/** What bytes of small formats stand for, and back: numbers of splats with few digits. */
final class SplatBytes {
    /**
     * Opacities nearer to 0 or 1 have no logit that is worth keeping: both are far beyond what a
     * renderer tells from 0 and 1.
     */
    private static final double MARGIN = 1e-6;

    /** The logits of all bytes, as most are asked for many times. */
    private static final float[] LOGITS = logits();

    /** What a deviation of 0 becomes, which has no logarithm: flat splats are not to be lost. */
    private static final double LEAST_SCALE = 1e-10;

    private SplatBytes() {}

    private static float[] logits() {
        float[] logits = new float[256];
        for (int i = 0; i < logits.length; i++) {
            double opacity = Math.max(MARGIN, Math.min(1 - MARGIN, i / 255.0));
            logits[i] = (float) Math.log(opacity / (1 - opacity));
        }
        return logits;
    }

    /** The logit of an opacity {@code code / 255}, held within +-13.8. */
    static float logit(byte code) {
        return LOGITS[Byte.toUnsignedInt(code)];
    }

    /** The nearest code of the opacity that has a logit. */
    static byte opacity(float logit) {
        return unit(1 / (1 + Math.exp(-logit)));
    }

    /** The nearest code of a number from 0 to 1; others are held within. */
    static byte unit(double value) {
        return (byte) code(value, 255);
    }

    /** The nearest of the codes 0 to {@code most} of a number from 0 to 1; others are held. */
    static int code(double value, int most) {
        return (int) (Math.max(0, Math.min(1, value)) * most + 0.5);
    }

    /** The first coefficient of a channel that has a colour {@code code / 255}. */
    static float first(byte code) {
        return (float) ((Byte.toUnsignedInt(code) / 255.0 - 0.5) / Harmonics.DC);
    }

    /** The nearest code of the colour that a first coefficient is. */
    static byte color(float first) {
        return unit(first * Harmonics.DC + 0.5);
    }

    /** The logarithm of a deviation; that of 0 is that of 1e-10, that of others below is NaN. */
    static float logScale(float scale) {
        return (float) Math.log(scale == 0 ? LEAST_SCALE : scale);
    }
}
