package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.PeakKernels;

/** Eight elements at a time in scalar registers. */
final class PlainPeak implements PeakKernels {
    private static final int GRAIN = 1024;
    private static final int AT_ONCE = 8;

    private final Workers workers;

    PlainPeak(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void multiplyAdd(Buffer y, int n, int rounds) {
        float[] Y = FloatArray.of(y);
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    // beyond the last is room for a whole vector of any width
                    for (int i = from; i < to; i += AT_ONCE) {
                        block(Y, i, rounds);
                    }
                });
    }

    private static void block(float[] Y, int i, int rounds) {
        float a = Y[i];
        float b = Y[i + 1];
        float c = Y[i + 2];
        float d = Y[i + 3];
        float e = Y[i + 4];
        float f = Y[i + 5];
        float g = Y[i + 6];
        float h = Y[i + 7];
        for (int round = 0; round < rounds; round++) {
            a = FACTOR * a + ADDED;
            b = FACTOR * b + ADDED;
            c = FACTOR * c + ADDED;
            d = FACTOR * d + ADDED;
            e = FACTOR * e + ADDED;
            f = FACTOR * f + ADDED;
            g = FACTOR * g + ADDED;
            h = FACTOR * h + ADDED;
        }
        Y[i] = a;
        Y[i + 1] = b;
        Y[i + 2] = c;
        Y[i + 3] = d;
        Y[i + 4] = e;
        Y[i + 5] = f;
        Y[i + 6] = g;
        Y[i + 7] = h;
    }
}
