package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class PositionalEncodingTest {
    @Test
    void wavesAreSinesAndCosines() {
        int octaves = 12;
        float[] x = new float[3001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 1000) / 1000f + (i % 7) * 1e-5f;
        }
        float[] waves = PositionalEncoding.of(x, 1, octaves);
        assertEquals(x.length * PositionalEncoding.width(1, octaves), waves.length);
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < octaves; k++) {
                double angle = 2 * Math.PI * Math.scalb((double) x[i], k);
                assertEquals(Math.sin(angle), waves[2 * (i * octaves + k)], 1e-7);
                assertEquals(Math.cos(angle), waves[2 * (i * octaves + k) + 1], 1e-7);
            }
        }
    }

    @Test
    void quartersOfATurnAreExact() {
        float[] x = {0, 0.25f, 0.5f, 0.75f, 1};
        assertArrayEquals(
                new float[] {0, 1, 1, 0, 0, -1, -1, 0, 0, 1}, PositionalEncoding.of(x, 1, 1), 0);
    }

    @Test
    void numbersOfAPointFollowEachOther() {
        float[] one = PositionalEncoding.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 1, 3);
        float[] two = PositionalEncoding.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 2, 3);
        assertArrayEquals(one, two);
        assertEquals(12, PositionalEncoding.width(2, 3));
        assertThrows(
                IllegalArgumentException.class, () -> PositionalEncoding.of(new float[3], 2, 3));
    }
}
