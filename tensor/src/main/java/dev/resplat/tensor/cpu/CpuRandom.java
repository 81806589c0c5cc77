package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Philox;
import dev.resplat.tensor.RandomKernels;

/** Blocks of counters, dealt out to the threads; the bits are those of the reference. */
final class CpuRandom implements RandomKernels {
    /** Blocks of four numbers per task. */
    private static final int GRAIN = 1 << 11;

    /** More than the difference between two correctly working maths libraries, relative. */
    private static final double DOUBT = 1e-14;

    private final Workers workers;

    CpuRandom(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void uniform(Buffer y, int n, long seed, long draw) {
        float[] Y = FloatArray.of(y);
        workers.forRanges(
                blocks(n),
                GRAIN,
                (from, to) -> {
                    int[] words = new int[4];
                    for (int block = from; block < to; block++) {
                        Philox.block(words, seed, draw, block);
                        int at = 4 * block;
                        int count = Math.min(4, n - at);
                        for (int i = 0; i < count; i++) {
                            Y[at + i] = (words[i] >>> 8) * 0x1p-24f;
                        }
                    }
                });
    }

    @Override
    public void normal(Buffer y, int n, long seed, long draw) {
        float[] Y = FloatArray.of(y);
        workers.forRanges(
                blocks(n),
                GRAIN,
                (from, to) -> {
                    int[] words = new int[4];
                    double[] pair = new double[2];
                    for (int block = from; block < to; block++) {
                        Philox.block(words, seed, draw, block);
                        for (int i = 0; i < 4; i += 2) {
                            normals(words, i, pair, Y, 4 * block + i, n);
                        }
                    }
                });
    }

    /**
     * The two numbers of {@link Philox#normals} as floats. {@link Math} is several times faster
     * than {@link StrictMath}, and both are within one unit in the last place of a double of the
     * truth; so their floats can differ only where rounding is in doubt, and there the strict one
     * decides.
     */
    private static void normals(int[] words, int first, double[] pair, float[] Y, int at, int n) {
        double u = ((words[first] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
        double v = ((words[first + 1] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
        double radius = Math.sqrt(-2 * Math.log(u));
        double angle = 2 * Math.PI * v;
        double a = radius * Math.cos(angle);
        double b = radius * Math.sin(angle);
        if (inDoubt(a) || inDoubt(b)) {
            Philox.normals(words, first, pair);
            a = pair[0];
            b = pair[1];
        }
        if (at < n) {
            Y[at] = (float) a;
        }
        if (at + 1 < n) {
            Y[at + 1] = (float) b;
        }
    }

    private static boolean inDoubt(double x) {
        return (float) (x * (1 - DOUBT)) != (float) (x * (1 + DOUBT));
    }

    private static int blocks(int n) {
        return n / 4 + (n % 4 == 0 ? 0 : 1);
    }
}
