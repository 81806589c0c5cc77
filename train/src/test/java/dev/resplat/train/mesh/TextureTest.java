package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.data.Draws;
import dev.resplat.train.mesh.Texture.Wrap;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextureTest {
    private static final int OPAQUE = 0xFF000000;

    private static int[] noise(int width, int height, long seed) {
        Draws draws = new Draws(seed, Draws.Purpose.NOISE, 0);
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = OPAQUE | draws.below(1 << 24);
        }
        return argb;
    }

    private static double decode(double v) {
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static double encode(double v) {
        return v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
    }

    private static double value(int texel, int channel, boolean encoded) {
        double stored = (texel >> 16 - 8 * channel & 255) / 255.0;
        return encoded ? decode(stored) : stored;
    }

    /** Walks from 0 to a place texel by texel, as the kind of wrap says. */
    private static int wrapped(Wrap wrap, int place, int size) {
        int at = 0;
        int direction = 1;
        for (int i = 0; i < Math.abs(place); i++) {
            boolean forward = place > 0;
            switch (wrap) {
                case CLAMP -> at = forward ? Math.min(at + 1, size - 1) : 0;
                case REPEAT -> at = forward ? (at + 1) % size : (at + size - 1) % size;
                case MIRROR -> {
                    if (i == 0 && !forward) {
                        // The first texel to the left is the first one again.
                        continue;
                    }
                    int next = at + direction;
                    if (next < 0 || next >= size) {
                        direction = -direction;
                    } else {
                        at = next;
                    }
                }
            }
        }
        return at;
    }

    private static double bilinear(
            int[] argb, int w, int h, Wrap u, Wrap v, double x, double y, int channel, boolean s) {
        double result = 0;
        int left = (int) Math.floor(x * w - 0.5);
        int top = (int) Math.floor(y * h - 0.5);
        for (int row = top; row <= top + 1; row++) {
            for (int column = left; column <= left + 1; column++) {
                double weight =
                        (1 - Math.abs(x * w - 0.5 - column)) * (1 - Math.abs(y * h - 0.5 - row));
                int texel = argb[wrapped(v, row, h) * w + wrapped(u, column, w)];
                result += weight * value(texel, channel, s);
            }
        }
        return result;
    }

    @ParameterizedTest
    @CsvSource({
        "REPEAT, MIRROR, 8, 4",
        "MIRROR, CLAMP, 7, 5",
        "CLAMP, REPEAT, 3, 6",
        "REPEAT, REPEAT, 5, 1",
        "MIRROR, MIRROR, 1, 2",
        "CLAMP, CLAMP, 1, 1"
    })
    void valuesBetweenTexelsAndBeyondEdges(Wrap u, Wrap v, int width, int height) {
        for (boolean encoded : new boolean[] {true, false}) {
            int[] argb = noise(width, height, 7);
            Texture texture = Texture.of(width, height, argb, u, v, encoded);
            Draws draws = new Draws(8, Draws.Purpose.NOISE, 0);
            float[] out = new float[3];
            for (int i = 0; i < 500; i++) {
                float x = draws.range(-3.2f, 3.4f);
                float y = draws.range(-3.2f, 3.4f);
                texture.sample(x, y, 0, 0, 0, 0, out);
                for (int c = 0; c < 3; c++) {
                    double expected = bilinear(argb, width, height, u, v, x, y, c, encoded);
                    assertEquals(expected, out[c], 2e-5, "at " + x + ", " + y);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void alphaIsBetweenThatOfTexels(Wrap wrap) {
        // Also as red, of which the values between texels are known.
        int[] argb = new int[15];
        for (int i = 0; i < 15; i++) {
            int value = i * 67 % 256;
            argb[i] = value << 24 | value << 16;
        }
        Texture texture = Texture.of(5, 3, argb, wrap, wrap, true);
        Draws draws = new Draws(8, Draws.Purpose.NOISE, 1);
        for (int i = 0; i < 500; i++) {
            float u = draws.range(-2.2f, 2.4f);
            float v = draws.range(-2.2f, 2.4f);
            double expected = bilinear(argb, 5, 3, wrap, wrap, u, v, 0, false);
            assertEquals(expected, texture.alpha(u, v), 2e-5, "at " + u + ", " + v);
        }
    }

    // ---- Smaller copies --------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "64, 64", "64, 16", "1, 32", "5, 5", "257, 3", "100, 75", "7, 1", "31, 33", "129, 64"
    })
    void whatIsFarAwayIsTheMeanOfLinearLight(int width, int height) {
        int[] argb = noise(width, height, 9);
        // Of stripes a copy that counts some columns twice has another mean.
        for (int i = 0; i < argb.length; i++) {
            argb[i] = i % width % 2 == 0 ? argb[i] | 0xFF0000 : argb[i] & ~0xFF0000;
        }
        for (boolean encoded : new boolean[] {true, false}) {
            Texture texture = Texture.of(width, height, argb, Wrap.REPEAT, Wrap.CLAMP, encoded);
            float[] out = new float[3];
            texture.sample(0.3f, 0.8f, 3, 0, 0, 3, out);
            for (int c = 0; c < 3; c++) {
                double mean = 0;
                for (int texel : argb) {
                    mean += value(texel, c, encoded) / argb.length;
                }
                // Each level is rounded to 8 bits.
                double stored = encoded ? encode(out[c]) : out[c];
                assertEquals(encoded ? encode(mean) : mean, stored, 2 / 255.0);
            }
        }
    }

    @Test
    void eachCopyIsTheMeanOfFourTexels() {
        int[] argb = noise(16, 8, 10);
        Texture texture = Texture.of(16, 8, argb, Wrap.CLAMP, Wrap.CLAMP, false);
        float[] out = new float[3];
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 8; column++) {
                texture.sample((column + 0.5f) / 8, (row + 0.5f) / 4, 2 / 16f, 0, 0, 2 / 8f, out);
                for (int c = 0; c < 3; c++) {
                    double mean = 0;
                    for (int i = 0; i < 4; i++) {
                        int at = (2 * row + i / 2) * 16 + 2 * column + i % 2;
                        mean += value(argb[at], c, false) / 4;
                    }
                    assertEquals(mean, out[c], 0.501 / 255);
                }
            }
        }
    }

    @Test
    void copiesAreMixedByTheLogarithmOfTheFootprint() {
        // Chequered in a corner, black elsewhere: each copy has another value at a white texel.
        int size = 64;
        int[] argb = new int[size * size];
        Arrays.fill(argb, OPAQUE);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                argb[y * size + x] = (x + y) % 2 == 0 ? -1 : OPAQUE;
            }
        }
        Texture texture = Texture.of(size, size, argb, Wrap.CLAMP, Wrap.CLAMP, false);
        float u = 8.5f / size;
        double[] levels = new double[7];
        float[] out = new float[3];
        for (int level = 0; level < levels.length; level++) {
            float footprint = (float) (1 << level) / size;
            texture.sample(u, u, footprint, 0, 0, footprint, out);
            levels[level] = out[0];
        }
        assertTrue(levels[0] > 0.9 && levels[1] < 0.6 && levels[6] < 0.3);
        for (double at = 0; at < 5.99; at += 0.07) {
            float footprint = (float) Math.pow(2, at) / size;
            texture.sample(u, u, 0, footprint, footprint, 0, out);
            int lower = (int) at;
            double step = levels[lower + 1] - levels[lower];
            double expected = levels[lower] + (at - lower) * step;
            assertEquals(expected, out[0], 0.011 * Math.abs(step) + 1e-4, "level " + at);
        }
    }

    @Test
    void transparentTexelsDoNotColourTheirNeighbours() {
        int[] argb = {0xFFFF0000, 0x0000FF00, 0x0000FF00, 0x0000FF00};
        Texture texture = Texture.of(2, 2, argb, Wrap.CLAMP, Wrap.CLAMP, true);
        float[] out = new float[3];
        texture.sample(0.5f, 0.5f, 1, 0, 0, 1, out);
        assertEquals(1, out[0], 1e-3);
        assertEquals(0, out[1], 1e-3);
    }

    // ---- Footprints ------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void longFootprintsKeepDetailAcrossThem(boolean downwards, boolean alongY) {
        // Stripes of two texels; the footprint is four texels along them and one across.
        int size = 64;
        int[] argb = new int[size * size];
        for (int i = 0; i < argb.length; i++) {
            int across = downwards ? i % size : i / size;
            argb[i] = across / 2 % 2 == 0 ? -1 : OPAQUE;
        }
        Texture texture = Texture.of(size, size, argb, Wrap.REPEAT, Wrap.REPEAT, true);
        float[] out = new float[3];
        for (int stripe = 0; stripe < 6; stripe++) {
            float across = (2 * stripe + 1f) / size;
            float u = downwards ? across : 0.43f;
            float v = downwards ? 0.43f : across;
            float four = 4f / size;
            float one = 1f / size;
            float longU = downwards ? 0 : four;
            float longV = downwards ? four : 0;
            float shortU = downwards ? one : 0;
            float shortV = downwards ? 0 : one;
            if (alongY) {
                texture.sample(u, v, shortU, shortV, longU, longV, out);
            } else {
                texture.sample(u, v, longU, longV, shortU, shortV, out);
            }
            assertEquals(stripe % 2 == 0 ? 1 : 0, out[1], 1e-4, "stripe " + stripe);
        }
    }

    @Test
    void longFootprintsAverageAlongThem() {
        // Stripes of one texel at a right angle to the footprint of eight.
        int[] argb = new int[64 * 64];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = i % 2 == 0 ? -1 : OPAQUE;
        }
        Texture texture = Texture.of(64, 64, argb, Wrap.REPEAT, Wrap.REPEAT, true);
        float[] out = new float[3];
        for (int i = 0; i < 20; i++) {
            texture.sample(0.3f + 0.1f * i / 64, 0.4f, 8 / 64f, 0, 0, 1 / 64f, out);
            assertEquals(0.5, out[0], 0.01);
        }
    }

    @Test
    void placesAndFootprintsThatAreNoNumbersDoNoHarm() {
        float[] out = new float[3];
        float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, 0.2f};
        for (Wrap wrap : Wrap.values()) {
            Texture texture = Texture.of(7, 4, noise(7, 4, 1), wrap, wrap, true);
            for (float a : values) {
                for (float b : values) {
                    texture.sample(a, b, 0.1f, 0, 0, 0.1f, out);
                    texture.sample(0.4f, 0.6f, a, b, b, a, out);
                    texture.alpha(a, b);
                }
            }
        }
    }

    @Test
    void sizesMustFit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Texture.of(2, 3, new int[5], Wrap.CLAMP, Wrap.CLAMP, true));
        assertThrows(
                IllegalArgumentException.class,
                () -> Texture.of(0, 3, new int[0], Wrap.CLAMP, Wrap.CLAMP, true));
    }
}
