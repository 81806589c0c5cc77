package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.PeakKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Eight vectors at a time in registers: enough to hide the latency of a multiply-add. */
final class SimdPeak implements PeakKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int BLOCK = 8 * L;
    private static final int BLOCKS_PER_TASK = 8;

    private final Workers workers;

    SimdPeak(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void multiplyAdd(Buffer y, int n, int rounds) {
        float[] Y = FloatArray.of(y);
        workers.forRanges(
                n,
                BLOCKS_PER_TASK * BLOCK,
                (from, to) -> {
                    int i = from;
                    for (; i + BLOCK <= to; i += BLOCK) {
                        block(Y, i, rounds);
                    }
                    // beyond the last is room for a whole vector
                    for (; i < to; i += L) {
                        vector(Y, i, rounds);
                    }
                });
    }

    private static void block(float[] Y, int i, int rounds) {
        FloatVector factor = FloatVector.broadcast(S, FACTOR);
        FloatVector added = FloatVector.broadcast(S, ADDED);
        FloatVector a = FloatVector.fromArray(S, Y, i);
        FloatVector b = FloatVector.fromArray(S, Y, i + L);
        FloatVector c = FloatVector.fromArray(S, Y, i + 2 * L);
        FloatVector d = FloatVector.fromArray(S, Y, i + 3 * L);
        FloatVector e = FloatVector.fromArray(S, Y, i + 4 * L);
        FloatVector f = FloatVector.fromArray(S, Y, i + 5 * L);
        FloatVector g = FloatVector.fromArray(S, Y, i + 6 * L);
        FloatVector h = FloatVector.fromArray(S, Y, i + 7 * L);
        for (int round = 0; round < rounds; round++) {
            a = a.fma(factor, added);
            b = b.fma(factor, added);
            c = c.fma(factor, added);
            d = d.fma(factor, added);
            e = e.fma(factor, added);
            f = f.fma(factor, added);
            g = g.fma(factor, added);
            h = h.fma(factor, added);
        }
        a.intoArray(Y, i);
        b.intoArray(Y, i + L);
        c.intoArray(Y, i + 2 * L);
        d.intoArray(Y, i + 3 * L);
        e.intoArray(Y, i + 4 * L);
        f.intoArray(Y, i + 5 * L);
        g.intoArray(Y, i + 6 * L);
        h.intoArray(Y, i + 7 * L);
    }

    private static void vector(float[] Y, int i, int rounds) {
        FloatVector factor = FloatVector.broadcast(S, FACTOR);
        FloatVector added = FloatVector.broadcast(S, ADDED);
        FloatVector a = FloatVector.fromArray(S, Y, i);
        for (int round = 0; round < rounds; round++) {
            a = a.fma(factor, added);
        }
        a.intoArray(Y, i);
    }
}
