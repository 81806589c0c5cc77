package dev.resplat.tensor.cpu;

import dev.resplat.tensor.FeatureMaps;

/**
 * The gradient of a maximum over windows. Each output offers its gradient to the inputs it saw, one
 * after the other, and the first that is as large takes it: nothing was remembered on the way
 * forward. Outputs that are no number look for the last such input instead.
 *
 * @param X inputs
 * @param Y outputs
 * @param gY the gradient of the outputs
 * @param gX that of the inputs, written
 */
record MaxPoolGrad(
        Pixels pixels,
        float[] X,
        float[] Y,
        float[] gY,
        float[] gX,
        FeatureMaps maps,
        Taps rows,
        Taps columns) {

    /** Writes some channels of some rows of a map; the scratch has room for twice as many. */
    void run(int map, int row, int count, int channel, int channels, float[] scratch) {
        MapParts.clear(gX, maps, map * maps.h() + row, count, channel, channels);
        for (int o = 0; o < maps.outH(); o++) {
            if (!rows.touch(o, row, row + count)) {
                continue;
            }
            for (int p = 0; p < maps.outW(); p++) {
                int y = ((map * maps.outH() + o) * maps.outW() + p) * maps.c() + channel;
                if (hasNaN(Y, y, channels)) {
                    for (int i = 0; i < channels; i++) {
                        giveToWinner(map, o, p, channel + i, y + i, row, row + count);
                    }
                } else {
                    System.arraycopy(gY, y, scratch, 0, channels);
                    give(map, o, p, channel, channels, y, row, row + count, scratch);
                }
            }
        }
    }

    private static boolean hasNaN(float[] Y, int from, int n) {
        // The difference is negative for NaN only.
        int infinity = 0x7f800000;
        int sign = 0;
        for (int i = from; i < from + n; i++) {
            sign |= infinity - (Float.floatToRawIntBits(Y[i]) & Integer.MAX_VALUE);
        }
        return sign < 0;
    }

    /** Output (o, p) offers what the scratch begins with. */
    private void give(
            int map,
            int o,
            int p,
            int channel,
            int channels,
            int y,
            int from,
            int to,
            float[] scratch) {
        for (int t = rows.start[o]; t < rows.start[o + 1]; t++) {
            int row = rows.index[t];
            int line = (map * maps.h() + row) * maps.w();
            for (int s = columns.start[p]; s < columns.start[p + 1]; s++) {
                int x = (line + columns.index[s]) * maps.c() + channel;
                if (row >= from && row < to) {
                    pixels.give(X, x, Y, y, scratch, gX, x, channels);
                } else {
                    // Others add to this row; what is taken here is thrown away.
                    pixels.give(X, x, Y, y, scratch, scratch, channels, channels);
                }
            }
        }
    }

    /** The same for one channel, NaN or not. */
    private void giveToWinner(int map, int o, int p, int c, int y, int from, int to) {
        int winner = -1;
        int winningRow = -1;
        for (int t = rows.start[o]; t < rows.start[o + 1]; t++) {
            int line = (map * maps.h() + rows.index[t]) * maps.w();
            for (int s = columns.start[p]; s < columns.start[p + 1]; s++) {
                int x = (line + columns.index[s]) * maps.c() + c;
                if (winner < 0 || X[x] > X[winner] || Float.isNaN(X[x])) {
                    winner = x;
                    winningRow = rows.index[t];
                }
            }
        }
        if (winningRow >= from && winningRow < to) {
            gX[winner] += gY[y];
        }
    }
}
