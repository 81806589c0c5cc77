package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ScanKernels;
import java.util.Arrays;

/**
 * Running totals in double precision, rounded to float where they are stored: sums over millions of
 * elements keep all digits of a float.
 *
 * <p>Runs of one {@code outer} index lie side by side; a task walks along up to {@link #LANES} of
 * them at once, so that memory is read in order. A single long run is worked by one thread.
 */
final class CpuScan implements ScanKernels {
    private static final int LANES = 128;
    private static final int GRAIN = 1 << 14;

    private final Workers workers;
    private final ThreadLocal<Scratch> scratch = Scratch.perThread();

    CpuScan(Workers workers) {
        this.workers = workers;
    }

    /** Works on lanes {@code first, ..., first + lanes - 1}, elements {@code inner} apart. */
    private interface Walk {
        void run(double[] totals, int first, int lanes);
    }

    private void forLanes(int outer, int n, int inner, Walk walk) {
        if (outer == 0 || n == 0 || inner == 0) {
            return;
        }
        int blocks = (inner - 1) / LANES + 1;
        int perTask = Math.max(1, GRAIN / Math.max(1, Math.min(inner, LANES) * n));
        workers.forRanges(
                outer * blocks,
                perTask,
                (from, to) -> {
                    double[] totals = scratch.get().doubles(LANES);
                    for (int task = from; task < to; task++) {
                        int o = task / blocks;
                        int i = (task - o * blocks) * LANES;
                        walk.run(totals, o * n * inner + i, Math.min(LANES, inner - i));
                    }
                });
    }

    @Override
    public void cumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        forLanes(
                outer,
                n,
                inner,
                (totals, first, lanes) -> sums(X, Y, totals, first, lanes, inner, n));
    }

    @Override
    public void reverseCumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        forLanes(
                outer,
                n,
                inner,
                (totals, first, lanes) ->
                        sums(X, Y, totals, first + (n - 1) * inner, lanes, -inner, n));
    }

    /** Running sums of n rows that lie {@code step} apart. */
    private static void sums(
            float[] X, float[] Y, double[] totals, int first, int lanes, int step, int n) {
        if (lanes == 1) {
            double sum = 0;
            for (int j = 0, at = first; j < n; j++, at += step) {
                sum += X[at];
                Y[at] = (float) sum;
            }
            return;
        }
        Arrays.fill(totals, 0, lanes, 0);
        for (int j = 0, at = first; j < n; j++, at += step) {
            for (int i = 0; i < lanes; i++) {
                double sum = totals[i] + X[at + i];
                totals[i] = sum;
                Y[at + i] = (float) sum;
            }
        }
    }

    @Override
    public void cumulativeProduct(Buffer x, Buffer y, int outer, int n, int inner) {
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        forLanes(
                outer,
                n,
                inner,
                (totals, first, lanes) -> {
                    Arrays.fill(totals, 0, lanes, 1);
                    for (int j = 0, at = first; j < n; j++, at += inner) {
                        for (int i = 0; i < lanes; i++) {
                            double product = totals[i] * X[at + i];
                            totals[i] = product;
                            Y[at + i] = (float) product;
                        }
                    }
                });
    }

    /** The products from the start are kept in gradX, as floats, until those from the end come. */
    @Override
    public void cumulativeProductGrad(
            Buffer x, Buffer gradY, Buffer gradX, int outer, int n, int inner) {
        float[] X = FloatArray.of(x);
        float[] gY = FloatArray.of(gradY);
        float[] gX = FloatArray.of(gradX);
        forLanes(
                outer,
                n,
                inner,
                (totals, first, lanes) -> {
                    Arrays.fill(totals, 0, lanes, 1);
                    for (int j = 0, at = first; j < n; j++, at += inner) {
                        for (int i = 0; i < lanes; i++) {
                            gX[at + i] = (float) totals[i];
                            totals[i] *= X[at + i];
                        }
                    }
                    Arrays.fill(totals, 0, lanes, 0);
                    for (int j = n - 1, at = first + j * inner; j >= 0; j--, at -= inner) {
                        for (int i = 0; i < lanes; i++) {
                            double after = totals[i] + gY[at + i];
                            gX[at + i] = (float) (gX[at + i] * after);
                            totals[i] = after * X[at + i];
                        }
                    }
                });
    }
}
