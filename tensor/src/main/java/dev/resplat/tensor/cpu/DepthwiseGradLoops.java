package dev.resplat.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of {@link Depthwise} for the gradient of the weights: rows of a tile as in {@link
 * DepthwiseLoops}, with the sums of the taps of a kernel row in registers, twice where they are too
 * few to hide the latency of additions.
 */
final class DepthwiseGradLoops {
    private static final VectorSpecies<Float> S = MicroKernels.S;
    private static final int L = MicroKernels.L;

    private DepthwiseGradLoops() {}

    /**
     * Adds to the gradients of the taps of a kernel row what a row of outputs contributes.
     *
     * @param tile inputs; what the first tap of the first output sees is at {@code at}
     * @param g gradients of the outputs, one vector each; zeros up to a whole block
     * @param sums gradients of the weights, one vector for each tap
     */
    static void row(
            Phase.Axis axis,
            float[] tile,
            int at,
            float[] g,
            int gAt,
            int count,
            float[] sums,
            int to) {
        int taps = axis.offsets().length;
        boolean sliding = axis.stride() == 1 && axis.isDense();
        if (sliding && taps == 3) {
            grad3(tile, at, g, gAt, count, sums, to);
        } else if (sliding && taps == 5) {
            grad5(tile, at, g, gAt, count, sums, to);
        } else if (sliding && taps == 7) {
            grad7(tile, at, g, gAt, count, sums, to);
        } else {
            for (int v = 0; v < taps; v++) {
                int x = at + v * axis.dilation() * L;
                grad(tile, x, axis.stride() * L, g, gAt, count, sums, to + v * L);
            }
        }
    }

    /** One tap of any geometry. */
    private static void grad(
            float[] tile, int at, int step, float[] g, int gAt, int count, float[] sums, int to) {
        FloatVector a = fromArray(S, sums, to);
        FloatVector b = FloatVector.zero(S);
        FloatVector c = FloatVector.zero(S);
        FloatVector d = FloatVector.zero(S);
        for (int j = 0; j < count; j += 4) {
            int x = at + j * step;
            int y = gAt + j * L;
            a = fromArray(S, tile, x).fma(fromArray(S, g, y), a);
            b = fromArray(S, tile, x + step).fma(fromArray(S, g, y + L), b);
            c = fromArray(S, tile, x + 2 * step).fma(fromArray(S, g, y + 2 * L), c);
            d = fromArray(S, tile, x + 3 * step).fma(fromArray(S, g, y + 3 * L), d);
        }
        a.add(b).add(c.add(d)).intoArray(sums, to);
    }

    /** Adds to the gradients of 3 neighbouring taps what a row of outputs contributes. */
    private static void grad3(
            float[] tile, int at, float[] g, int gAt, int count, float[] sums, int to) {
        FloatVector s0 = fromArray(S, sums, to);
        FloatVector s1 = fromArray(S, sums, to + L);
        FloatVector s2 = fromArray(S, sums, to + 2 * L);
        FloatVector t0 = FloatVector.zero(S);
        FloatVector t1 = FloatVector.zero(S);
        FloatVector t2 = FloatVector.zero(S);
        for (int j = 0; j < count; j += 8) {
            int x = at + j * L;
            int y = gAt + j * L;
            FloatVector g0 = fromArray(S, g, y);
            FloatVector g1 = fromArray(S, g, y + L);
            FloatVector g2 = fromArray(S, g, y + 2 * L);
            FloatVector g3 = fromArray(S, g, y + 3 * L);
            FloatVector g4 = fromArray(S, g, y + 4 * L);
            FloatVector g5 = fromArray(S, g, y + 5 * L);
            FloatVector g6 = fromArray(S, g, y + 6 * L);
            FloatVector g7 = fromArray(S, g, y + 7 * L);
            FloatVector x0 = fromArray(S, tile, x);
            s0 = x0.fma(g0, s0);
            FloatVector x1 = fromArray(S, tile, x + L);
            t0 = x1.fma(g1, t0);
            s1 = x1.fma(g0, s1);
            FloatVector x2 = fromArray(S, tile, x + 2 * L);
            s0 = x2.fma(g2, s0);
            t1 = x2.fma(g1, t1);
            s2 = x2.fma(g0, s2);
            FloatVector x3 = fromArray(S, tile, x + 3 * L);
            t0 = x3.fma(g3, t0);
            s1 = x3.fma(g2, s1);
            t2 = x3.fma(g1, t2);
            FloatVector x4 = fromArray(S, tile, x + 4 * L);
            s0 = x4.fma(g4, s0);
            t1 = x4.fma(g3, t1);
            s2 = x4.fma(g2, s2);
            FloatVector x5 = fromArray(S, tile, x + 5 * L);
            t0 = x5.fma(g5, t0);
            s1 = x5.fma(g4, s1);
            t2 = x5.fma(g3, t2);
            FloatVector x6 = fromArray(S, tile, x + 6 * L);
            s0 = x6.fma(g6, s0);
            t1 = x6.fma(g5, t1);
            s2 = x6.fma(g4, s2);
            FloatVector x7 = fromArray(S, tile, x + 7 * L);
            t0 = x7.fma(g7, t0);
            s1 = x7.fma(g6, s1);
            t2 = x7.fma(g5, t2);
            FloatVector x8 = fromArray(S, tile, x + 8 * L);
            t1 = x8.fma(g7, t1);
            s2 = x8.fma(g6, s2);
            FloatVector x9 = fromArray(S, tile, x + 9 * L);
            t2 = x9.fma(g7, t2);
        }
        s0.add(t0).intoArray(sums, to);
        s1.add(t1).intoArray(sums, to + L);
        s2.add(t2).intoArray(sums, to + 2 * L);
    }

    /** Adds to the gradients of 5 neighbouring taps what a row of outputs contributes. */
    private static void grad5(
            float[] tile, int at, float[] g, int gAt, int count, float[] sums, int to) {
        FloatVector s0 = fromArray(S, sums, to);
        FloatVector s1 = fromArray(S, sums, to + L);
        FloatVector s2 = fromArray(S, sums, to + 2 * L);
        FloatVector s3 = fromArray(S, sums, to + 3 * L);
        FloatVector s4 = fromArray(S, sums, to + 4 * L);
        FloatVector t0 = FloatVector.zero(S);
        FloatVector t1 = FloatVector.zero(S);
        FloatVector t2 = FloatVector.zero(S);
        FloatVector t3 = FloatVector.zero(S);
        FloatVector t4 = FloatVector.zero(S);
        for (int j = 0; j < count; j += 8) {
            int x = at + j * L;
            int y = gAt + j * L;
            FloatVector g0 = fromArray(S, g, y);
            FloatVector g1 = fromArray(S, g, y + L);
            FloatVector g2 = fromArray(S, g, y + 2 * L);
            FloatVector g3 = fromArray(S, g, y + 3 * L);
            FloatVector g4 = fromArray(S, g, y + 4 * L);
            FloatVector g5 = fromArray(S, g, y + 5 * L);
            FloatVector g6 = fromArray(S, g, y + 6 * L);
            FloatVector g7 = fromArray(S, g, y + 7 * L);
            FloatVector x0 = fromArray(S, tile, x);
            s0 = x0.fma(g0, s0);
            FloatVector x1 = fromArray(S, tile, x + L);
            t0 = x1.fma(g1, t0);
            s1 = x1.fma(g0, s1);
            FloatVector x2 = fromArray(S, tile, x + 2 * L);
            s0 = x2.fma(g2, s0);
            t1 = x2.fma(g1, t1);
            s2 = x2.fma(g0, s2);
            FloatVector x3 = fromArray(S, tile, x + 3 * L);
            t0 = x3.fma(g3, t0);
            s1 = x3.fma(g2, s1);
            t2 = x3.fma(g1, t2);
            s3 = x3.fma(g0, s3);
            FloatVector x4 = fromArray(S, tile, x + 4 * L);
            s0 = x4.fma(g4, s0);
            t1 = x4.fma(g3, t1);
            s2 = x4.fma(g2, s2);
            t3 = x4.fma(g1, t3);
            s4 = x4.fma(g0, s4);
            FloatVector x5 = fromArray(S, tile, x + 5 * L);
            t0 = x5.fma(g5, t0);
            s1 = x5.fma(g4, s1);
            t2 = x5.fma(g3, t2);
            s3 = x5.fma(g2, s3);
            t4 = x5.fma(g1, t4);
            FloatVector x6 = fromArray(S, tile, x + 6 * L);
            s0 = x6.fma(g6, s0);
            t1 = x6.fma(g5, t1);
            s2 = x6.fma(g4, s2);
            t3 = x6.fma(g3, t3);
            s4 = x6.fma(g2, s4);
            FloatVector x7 = fromArray(S, tile, x + 7 * L);
            t0 = x7.fma(g7, t0);
            s1 = x7.fma(g6, s1);
            t2 = x7.fma(g5, t2);
            s3 = x7.fma(g4, s3);
            t4 = x7.fma(g3, t4);
            FloatVector x8 = fromArray(S, tile, x + 8 * L);
            t1 = x8.fma(g7, t1);
            s2 = x8.fma(g6, s2);
            t3 = x8.fma(g5, t3);
            s4 = x8.fma(g4, s4);
            FloatVector x9 = fromArray(S, tile, x + 9 * L);
            t2 = x9.fma(g7, t2);
            s3 = x9.fma(g6, s3);
            t4 = x9.fma(g5, t4);
            FloatVector x10 = fromArray(S, tile, x + 10 * L);
            t3 = x10.fma(g7, t3);
            s4 = x10.fma(g6, s4);
            FloatVector x11 = fromArray(S, tile, x + 11 * L);
            t4 = x11.fma(g7, t4);
        }
        s0.add(t0).intoArray(sums, to);
        s1.add(t1).intoArray(sums, to + L);
        s2.add(t2).intoArray(sums, to + 2 * L);
        s3.add(t3).intoArray(sums, to + 3 * L);
        s4.add(t4).intoArray(sums, to + 4 * L);
    }

    /** Adds to the gradients of 7 neighbouring taps what a row of outputs contributes. */
    private static void grad7(
            float[] tile, int at, float[] g, int gAt, int count, float[] sums, int to) {
        FloatVector s0 = fromArray(S, sums, to);
        FloatVector s1 = fromArray(S, sums, to + L);
        FloatVector s2 = fromArray(S, sums, to + 2 * L);
        FloatVector s3 = fromArray(S, sums, to + 3 * L);
        FloatVector s4 = fromArray(S, sums, to + 4 * L);
        FloatVector s5 = fromArray(S, sums, to + 5 * L);
        FloatVector s6 = fromArray(S, sums, to + 6 * L);
        for (int j = 0; j < count; j += 4) {
            int x = at + j * L;
            int y = gAt + j * L;
            FloatVector g0 = fromArray(S, g, y);
            FloatVector g1 = fromArray(S, g, y + L);
            FloatVector g2 = fromArray(S, g, y + 2 * L);
            FloatVector g3 = fromArray(S, g, y + 3 * L);
            FloatVector x0 = fromArray(S, tile, x);
            s0 = x0.fma(g0, s0);
            FloatVector x1 = fromArray(S, tile, x + L);
            s0 = x1.fma(g1, s0);
            s1 = x1.fma(g0, s1);
            FloatVector x2 = fromArray(S, tile, x + 2 * L);
            s0 = x2.fma(g2, s0);
            s1 = x2.fma(g1, s1);
            s2 = x2.fma(g0, s2);
            FloatVector x3 = fromArray(S, tile, x + 3 * L);
            s0 = x3.fma(g3, s0);
            s1 = x3.fma(g2, s1);
            s2 = x3.fma(g1, s2);
            s3 = x3.fma(g0, s3);
            FloatVector x4 = fromArray(S, tile, x + 4 * L);
            s1 = x4.fma(g3, s1);
            s2 = x4.fma(g2, s2);
            s3 = x4.fma(g1, s3);
            s4 = x4.fma(g0, s4);
            FloatVector x5 = fromArray(S, tile, x + 5 * L);
            s2 = x5.fma(g3, s2);
            s3 = x5.fma(g2, s3);
            s4 = x5.fma(g1, s4);
            s5 = x5.fma(g0, s5);
            FloatVector x6 = fromArray(S, tile, x + 6 * L);
            s3 = x6.fma(g3, s3);
            s4 = x6.fma(g2, s4);
            s5 = x6.fma(g1, s5);
            s6 = x6.fma(g0, s6);
            FloatVector x7 = fromArray(S, tile, x + 7 * L);
            s4 = x7.fma(g3, s4);
            s5 = x7.fma(g2, s5);
            s6 = x7.fma(g1, s6);
            FloatVector x8 = fromArray(S, tile, x + 8 * L);
            s5 = x8.fma(g3, s5);
            s6 = x8.fma(g2, s6);
            FloatVector x9 = fromArray(S, tile, x + 9 * L);
            s6 = x9.fma(g3, s6);
        }
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + L);
        s2.intoArray(sums, to + 2 * L);
        s3.intoArray(sums, to + 3 * L);
        s4.intoArray(sums, to + 4 * L);
        s5.intoArray(sums, to + 5 * L);
        s6.intoArray(sums, to + 6 * L);
    }
}
