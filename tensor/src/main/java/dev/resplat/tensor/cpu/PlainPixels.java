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
        for (int i = from; i < n; i++) {
            Y[y + i] = wa * X[a + i] + wb * X[b + i] + (wc * X[c + i] + wd * X[d + i]);
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
    public void maxGrad(
            float[] X,
            int x,
            Taps rows,
            int o,
            Taps columns,
            float[] Y,
            float[] gY,
            int y,
            float[] gX,
            int c,
            int channel,
            int n,
            int fromRow,
            int toRow) {
        for (int p = 0; p < columns.outputs; p++) {
            for (int i = channel; i < channel + n; i++) {
                int largest = largest(X, x + i, rows, o, columns, p, c);
                int row = largest / columns.inputs;
                if (largest >= 0 && row >= fromRow && row < toRow) {
                    gX[x + largest * c + i] += gY[y + p * c + i];
                }
            }
        }
    }

    /** Which pixel from x on has the largest of the taps of output (o, p), or -1 for none. */
    private static int largest(float[] X, int x, Taps rows, int o, Taps columns, int p, int c) {
        int largest = -1;
        float max = 0;
        for (int t = rows.start[o]; t < rows.start[o + 1]; t++) {
            for (int s = columns.start[p]; s < columns.start[p + 1]; s++) {
                int pixel = rows.index[t] * columns.inputs + columns.index[s];
                float value = X[x + pixel * c];
                if (largest < 0 || value > max || value != value) {
                    largest = pixel;
                    max = value;
                }
            }
        }
        return largest;
    }
}
