package dev.resplat.train.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SrgbTest {
    /** IEC 61966-2-1. */
    private static double encode(double v) {
        return v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
    }

    private static double decode(double v) {
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    @Test
    void encodedIsAsTheStandardSays() {
        for (int i = 0; i <= 200_000; i++) {
            float value = i / 200_000f;
            assertEquals(encode(value), Srgb.encoded(value), 1e-5, "of " + value);
            float dark = value * value * value / 50;
            assertEquals(encode(dark), Srgb.encoded(dark), 1e-5, "of " + dark);
        }
    }

    @Test
    void linearIsAsTheStandardSays() {
        for (int i = 0; i < 256; i++) {
            assertEquals(decode(i / 255.0), Srgb.linear(i), 1e-7);
            assertEquals(decode(i / 255.0), Srgb.linear(i / 255f), 1e-6);
            assertEquals(i / 255.0, Srgb.encoded(Srgb.linear(i)), 1e-5);
        }
    }

    @Test
    void whatIsOutOfRangeIsClipped() {
        assertEquals(0, Srgb.encoded(-1));
        assertEquals(0, Srgb.encoded(Float.NaN));
        assertEquals(1, Srgb.encoded(1));
        assertEquals(1, Srgb.encoded(Math.nextDown(1f)), 1e-5);
        assertEquals(1, Srgb.encoded(Float.POSITIVE_INFINITY));
        assertEquals(0, Srgb.linear(-0.5f));
        assertEquals(1, Srgb.linear(7f));
    }
}
