package dev.resplat.tensor.cpu;

/** Pixels in plain Java. */
final class PlainPixels implements Pixels {
    @Override
    public void scale(float[] X, int x, float weight, float[] Y, int y, int n) {
        for (int i = 0; i < n; i++) {
            Y[y + i] = weight * X[x + i];
        }
    }

    @Override
    public void add(float[] X, int x, float weight, float[] Y, int y, int n) {
        for (int i = 0; i < n; i++) {
            Y[y + i] += weight * X[x + i];
        }
    }

    @Override
    public void blend(float[] X, int a, float wa, int b, float wb, float[] Y, int y, int n) {
        for (int i = 0; i < n; i++) {
            Y[y + i] = wa * X[a + i] + wb * X[b + i];
        }
    }

    @Override
    public void blend(float[] X, int[] at, float[] weights, float[] Y, int y, int n) {
        blend(X, at, weights, Y, y, 0, n);
    }

    /** Numbers {@code from} (inclusive) to {@code n} (exclusive) only. */
    void blend(float[] X, int[] at, float[] weights, float[] Y, int y, int from, int n) {
        int a = at[0];
        int b = at[1];
        int c = at[2];
        int d = at[3];
        float wa = weights[0];
        float wb = weights[1];
        float wc = weights[2];
        float wd = weights[3];
        if (n == 3 && from == 0) {
            Y[y] = wa * X[a] + wb * X[b] + (wc * X[c] + wd * X[d]);
            Y[y + 1] = wa * X[a + 1] + wb * X[b + 1] + (wc * X[c + 1] + wd * X[d + 1]);
            Y[y + 2] = wa * X[a + 2] + wb * X[b + 2] + (wc * X[c + 2] + wd * X[d + 2]);
            return;
        }
        for (int i = from; i < n; i++) {
            Y[y + i] = wa * X[a + i] + wb * X[b + i] + (wc * X[c + i] + wd * X[d + i]);
        }
    }

    @Override
    public void spread(float[] X, int x, int[] at, int offset, float[] weights, float[] Y, int n) {
        for (int corner = 0; corner < 4; corner++) {
            add(X, x, weights[corner], Y, at[corner] + offset, n);
        }
    }

    @Override
    public void combine(float[] X, int x, Taps taps, float[] Y, int y, int c) {
        combine(X, x, taps, Y, y, c, 0);
    }

    /** Channels from the given one on only. */
    void combine(float[] X, int x, Taps taps, float[] Y, int y, int c, int channel) {
        int[] start = taps.start;
        for (int o = 0; o < taps.outputs; o++) {
            int t = start[o];
            int at = y + o * c;
            if (start[o + 1] - t == 2) {
                combineTwo(X, x, taps, t, Y, at, c, channel);
            } else {
                combineAll(X, x, taps, t, start[o + 1], Y, at, c, channel);
            }
        }
    }

    private static void combineTwo(
            float[] X, int x, Taps taps, int t, float[] Y, int y, int c, int channel) {
        int a = x + taps.index[t] * c;
        int b = x + taps.index[t + 1] * c;
        float wa = taps.weight[t];
        float wb = taps.weight[t + 1];
        if (c == 3) {
            // Colours; a loop takes longer to set up than to run.
            Y[y] = wa * X[a] + wb * X[b];
            Y[y + 1] = wa * X[a + 1] + wb * X[b + 1];
            Y[y + 2] = wa * X[a + 2] + wb * X[b + 2];
            return;
        }
        if (c == 1) {
            Y[y] = wa * X[a] + wb * X[b];
            return;
        }
        for (int i = channel; i < c; i++) {
            Y[y + i] = wa * X[a + i] + wb * X[b + i];
        }
    }

    private static void combineAll(
            float[] X, int x, Taps taps, int from, int to, float[] Y, int y, int c, int channel) {
        int[] index = taps.index;
        float[] weight = taps.weight;
        for (int i = channel; i < c; i++) {
            float sum = 0;
            for (int t = from; t < to; t++) {
                sum += weight[t] * X[x + index[t] * c + i];
            }
            Y[y + i] = sum;
        }
    }

    @Override
    public void max(float[] X, int a, int b, float[] Y, int y, int n) {
        for (int i = 0; i < n; i++) {
            Y[y + i] = Math.max(X[a + i], X[b + i]);
        }
    }

    @Override
    public void max(float[] X, int x, float[] Y, int y, int n) {
        for (int i = 0; i < n; i++) {
            Y[y + i] = Math.max(Y[y + i], X[x + i]);
        }
    }

    @Override
    public void largest(float[] X, int x, Taps taps, float[] Y, int y, int c) {
        largest(X, x, taps, Y, y, c, 0);
    }

    /** Channels from the given one on only. */
    void largest(float[] X, int x, Taps taps, float[] Y, int y, int c, int channel) {
        int[] start = taps.start;
        for (int o = 0; o < taps.outputs; o++) {
            for (int i = channel; i < c; i++) {
                float max = Float.NEGATIVE_INFINITY;
                for (int t = start[o]; t < start[o + 1]; t++) {
                    max = Math.max(max, X[x + taps.index[t] * c + i]);
                }
                Y[y + o * c + i] = max;
            }
        }
    }

    @Override
    public void dots(float[] G, int g, float[] X, int[] at, float[] dots, int n) {
        for (int corner = 0; corner < 4; corner++) {
            int x = at[corner];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += G[g + i] * X[x + i];
            }
            dots[corner] = (float) sum;
        }
    }

    @Override
    public void give(float[] X, int x, float[] Y, int y, float[] left, float[] gX, int at, int n) {
        give(X, x, Y, y, left, gX, at, 0, n);
    }

    /** Numbers {@code from} (inclusive) to {@code n} (exclusive) only. */
    void give(
            float[] X, int x, float[] Y, int y, float[] left, float[] gX, int at, int from, int n) {
        for (int i = from; i < n; i++) {
            if (X[x + i] == Y[y + i]) {
                gX[at + i] += left[i];
                left[i] = 0;
            }
        }
    }
}
