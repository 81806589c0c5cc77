package dev.resplat.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The exponentials of scores. */
class AttentionTilesTest {
    private static final int COLUMNS = AttentionTiles.QUERIES;
    private static final int KEYS = AttentionTiles.KEYS;

    /** From a little below zero to where they vanish. */
    @Test
    void exp2IsAccurateAndEndsAtZero() {
        float[] tile = new float[AttentionTiles.SIZE];
        float[] shifts = new float[COLUMNS];
        double step = 128.0 / (KEYS * COLUMNS);
        for (int x = 0; x < COLUMNS; x++) {
            shifts[x] = x / 4f;
            for (int j = 0; j < KEYS; j++) {
                tile[j * MicroKernels.A_STRIDE + x] = (float) (0.5 - (j * COLUMNS + x) * step);
            }
        }
        tile[0] = Float.NEGATIVE_INFINITY;
        float[] scores = tile.clone();
        AttentionTiles.exp2(tile, COLUMNS, KEYS, shifts);
        assertEquals(0, tile[0]);
        for (int x = 0; x < COLUMNS; x++) {
            for (int j = x == 0 ? 1 : 0; j < KEYS; j++) {
                int at = j * MicroKernels.A_STRIDE + x;
                float t = shifts[x] - scores[at];
                double expected = t >= 126 ? 0 : Math.pow(2, -t);
                assertEquals(expected, tile[at], 2e-7 * expected + 0x1p-125, "2^-" + t);
            }
        }
    }
}
