package dev.resplat.tensor.cpu;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transforms of {@link Winograd}, each of which brings a square of vectors, one vector for some
 * channels, from one basis to another and back, with additions but for halves.
 *
 * <pre>
 *       | 1  0 -1  0 |        | 1   0   0  |
 * B^T = | 0  1  1  0 |    G = | 1/2 1/2 1/2|    A^T = | 1  1  1  0 |
 *       | 0 -1  1  0 |        | 1/2-1/2 1/2|          | 0  1 -1  1 |
 *       | 0 -1  0  1 |        | 0   0   1  |
 * </pre>
 *
 * <p>Channels are at least one vector. The last vector begins where it ends with the last channel:
 * where it overlaps the one before, the same is written twice.
 */
final class WinogradLoops {
    private static final VectorSpecies<Float> S = MicroKernels.S;
    private static final int L = MicroKernels.L;

    private WinogradLoops() {}

    /**
     * {@code to = B^T from B} for a patch of four by four pixels.
     *
     * @param from element (u, v) is at {@code at + u row + v column}
     * @param to element (u, v) goes to {@code out + u toRow + v toColumn}
     */
    static void source(
            float[] from,
            int at,
            int row,
            int column,
            float[] to,
            int out,
            int toRow,
            int toColumn,
            int channels) {
        int last = channels - L;
        for (int i = 0; i < channels; i += L) {
            int c = Math.min(i, last);
            int f0 = at + c;
            int f1 = f0 + row;
            int f2 = f1 + row;
            int f3 = f2 + row;
            int t0 = out + c;
            int t1 = t0 + toRow;
            int t2 = t1 + toRow;
            int t3 = t2 + toRow;
            FloatVector d20 = fromArray(S, from, f2);
            FloatVector d21 = fromArray(S, from, f2 + column);
            FloatVector d22 = fromArray(S, from, f2 + 2 * column);
            FloatVector d23 = fromArray(S, from, f2 + 3 * column);
            FloatVector a0 = fromArray(S, from, f0).sub(d20);
            FloatVector a1 = fromArray(S, from, f0 + column).sub(d21);
            FloatVector a2 = fromArray(S, from, f0 + 2 * column).sub(d22);
            FloatVector a3 = fromArray(S, from, f0 + 3 * column).sub(d23);
            a0.sub(a2).intoArray(to, t0);
            a1.add(a2).intoArray(to, t0 + toColumn);
            a2.sub(a1).intoArray(to, t0 + 2 * toColumn);
            a3.sub(a1).intoArray(to, t0 + 3 * toColumn);
            FloatVector d10 = fromArray(S, from, f1);
            FloatVector d11 = fromArray(S, from, f1 + column);
            FloatVector d12 = fromArray(S, from, f1 + 2 * column);
            FloatVector d13 = fromArray(S, from, f1 + 3 * column);
            FloatVector b0 = d10.add(d20);
            FloatVector b1 = d11.add(d21);
            FloatVector b2 = d12.add(d22);
            FloatVector b3 = d13.add(d23);
            b0.sub(b2).intoArray(to, t1);
            b1.add(b2).intoArray(to, t1 + toColumn);
            b2.sub(b1).intoArray(to, t1 + 2 * toColumn);
            b3.sub(b1).intoArray(to, t1 + 3 * toColumn);
            FloatVector c0 = d20.sub(d10);
            FloatVector c1 = d21.sub(d11);
            FloatVector c2 = d22.sub(d12);
            FloatVector c3 = d23.sub(d13);
            c0.sub(c2).intoArray(to, t2);
            c1.add(c2).intoArray(to, t2 + toColumn);
            c2.sub(c1).intoArray(to, t2 + 2 * toColumn);
            c3.sub(c1).intoArray(to, t2 + 3 * toColumn);
            FloatVector e0 = fromArray(S, from, f3).sub(d10);
            FloatVector e1 = fromArray(S, from, f3 + column).sub(d11);
            FloatVector e2 = fromArray(S, from, f3 + 2 * column).sub(d12);
            FloatVector e3 = fromArray(S, from, f3 + 3 * column).sub(d13);
            e0.sub(e2).intoArray(to, t3);
            e1.add(e2).intoArray(to, t3 + toColumn);
            e2.sub(e1).intoArray(to, t3 + 2 * toColumn);
            e3.sub(e1).intoArray(to, t3 + 3 * toColumn);
        }
    }

    /**
     * {@code to = bias + A^T from A} for two by two pixels.
     *
     * @param from element (u, v) is at {@code at + (4 u + v) plane}
     * @param to element (u, v) goes to {@code out + u row + v column}
     */
    static void target(
            float[] from,
            int at,
            int plane,
            float[] bias,
            float[] to,
            int out,
            int row,
            int column,
            int channels) {
        int last = channels - L;
        int fromRow = 4 * plane;
        for (int i = 0; i < channels; i += L) {
            int c = Math.min(i, last);
            int f0 = at + c;
            int f1 = f0 + fromRow;
            int f2 = f1 + fromRow;
            int f3 = f2 + fromRow;
            int t = out + c;
            FloatVector start = fromArray(S, bias, c);
            FloatVector m10 = fromArray(S, from, f1);
            FloatVector m11 = fromArray(S, from, f1 + plane);
            FloatVector m12 = fromArray(S, from, f1 + 2 * plane);
            FloatVector m13 = fromArray(S, from, f1 + 3 * plane);
            FloatVector m20 = fromArray(S, from, f2);
            FloatVector m21 = fromArray(S, from, f2 + plane);
            FloatVector m22 = fromArray(S, from, f2 + 2 * plane);
            FloatVector m23 = fromArray(S, from, f2 + 3 * plane);
            FloatVector a0 = fromArray(S, from, f0).add(m10).add(m20);
            FloatVector a1 = fromArray(S, from, f0 + plane).add(m11).add(m21);
            FloatVector a2 = fromArray(S, from, f0 + 2 * plane).add(m12).add(m22);
            FloatVector a3 = fromArray(S, from, f0 + 3 * plane).add(m13).add(m23);
            a0.add(a1).add(a2).add(start).intoArray(to, t);
            a1.sub(a2).add(a3).add(start).intoArray(to, t + column);
            FloatVector b0 = m10.sub(m20).add(fromArray(S, from, f3));
            FloatVector b1 = m11.sub(m21).add(fromArray(S, from, f3 + plane));
            FloatVector b2 = m12.sub(m22).add(fromArray(S, from, f3 + 2 * plane));
            FloatVector b3 = m13.sub(m23).add(fromArray(S, from, f3 + 3 * plane));
            b0.add(b1).add(b2).add(start).intoArray(to, t + row);
            b1.sub(b2).add(b3).add(start).intoArray(to, t + row + column);
        }
    }

    /**
     * {@code to = G from G^T} for three by three weights.
     *
     * @param from tap (u, v) is at {@code (3 u + v) tap}
     * @param to element (u, v) goes to {@code out + (4 u + v) plane}
     * @param n weights for each tap, whole vectors
     */
    static void weights(float[] from, int tap, float[] to, int out, int plane, int n) {
        int toRow = 4 * plane;
        for (int i = 0; i < n; i += L) {
            int f1 = i + 3 * tap;
            int f2 = i + 6 * tap;
            int t0 = out + i;
            int t1 = t0 + toRow;
            int t2 = t1 + toRow;
            int t3 = t2 + toRow;
            FloatVector half = FloatVector.broadcast(S, 0.5f);
            FloatVector g00 = fromArray(S, from, i);
            FloatVector g01 = fromArray(S, from, i + tap);
            FloatVector g02 = fromArray(S, from, i + 2 * tap);
            FloatVector s0 = g00.add(g02).mul(half);
            FloatVector h0 = g01.mul(half);
            g00.intoArray(to, t0);
            s0.add(h0).intoArray(to, t0 + plane);
            s0.sub(h0).intoArray(to, t0 + 2 * plane);
            g02.intoArray(to, t0 + 3 * plane);
            FloatVector g20 = fromArray(S, from, f2);
            FloatVector g21 = fromArray(S, from, f2 + tap);
            FloatVector g22 = fromArray(S, from, f2 + 2 * tap);
            FloatVector s3 = g20.add(g22).mul(half);
            FloatVector h3 = g21.mul(half);
            g20.intoArray(to, t3);
            s3.add(h3).intoArray(to, t3 + plane);
            s3.sub(h3).intoArray(to, t3 + 2 * plane);
            g22.intoArray(to, t3 + 3 * plane);
            FloatVector e0 = g00.add(g20).mul(half);
            FloatVector e1 = g01.add(g21).mul(half);
            FloatVector e2 = g02.add(g22).mul(half);
            FloatVector o0 = fromArray(S, from, f1).mul(half);
            FloatVector o1 = fromArray(S, from, f1 + tap).mul(half);
            FloatVector o2 = fromArray(S, from, f1 + 2 * tap).mul(half);
            FloatVector p0 = e0.add(o0);
            FloatVector p2 = e2.add(o2);
            FloatVector s1 = p0.add(p2).mul(half);
            FloatVector h1 = e1.add(o1).mul(half);
            p0.intoArray(to, t1);
            s1.add(h1).intoArray(to, t1 + plane);
            s1.sub(h1).intoArray(to, t1 + 2 * plane);
            p2.intoArray(to, t1 + 3 * plane);
            FloatVector q0 = e0.sub(o0);
            FloatVector q2 = e2.sub(o2);
            FloatVector s2 = q0.add(q2).mul(half);
            FloatVector h2 = e1.sub(o1).mul(half);
            q0.intoArray(to, t2);
            s2.add(h2).intoArray(to, t2 + plane);
            s2.sub(h2).intoArray(to, t2 + 2 * plane);
            q2.intoArray(to, t2 + 3 * plane);
        }
    }

    /**
     * {@code to = A from A^T} for the gradient of two by two pixels: the adjoint of {@link
     * #target}.
     *
     * @param from element (u, v) is at {@code at + u row + v column}
     * @param to element (u, v) goes to {@code out + (4 u + v) plane}
     * @param channels whole vectors
     */
    static void targetGrad(
            float[] from,
            int at,
            int row,
            int column,
            float[] to,
            int out,
            int plane,
            int channels) {
        int toRow = 4 * plane;
        for (int c = 0; c < channels; c += L) {
            int f = at + c;
            int t0 = out + c;
            int t1 = t0 + toRow;
            int t2 = t1 + toRow;
            int t3 = t2 + toRow;
            FloatVector g00 = fromArray(S, from, f);
            FloatVector g01 = fromArray(S, from, f + column);
            g00.intoArray(to, t0);
            g00.add(g01).intoArray(to, t0 + plane);
            g00.sub(g01).intoArray(to, t0 + 2 * plane);
            g01.intoArray(to, t0 + 3 * plane);
            FloatVector g10 = fromArray(S, from, f + row);
            FloatVector g11 = fromArray(S, from, f + row + column);
            g10.intoArray(to, t3);
            g10.add(g11).intoArray(to, t3 + plane);
            g10.sub(g11).intoArray(to, t3 + 2 * plane);
            g11.intoArray(to, t3 + 3 * plane);
            FloatVector p0 = g00.add(g10);
            FloatVector p1 = g01.add(g11);
            p0.intoArray(to, t1);
            p0.add(p1).intoArray(to, t1 + plane);
            p0.sub(p1).intoArray(to, t1 + 2 * plane);
            p1.intoArray(to, t1 + 3 * plane);
            FloatVector q0 = g00.sub(g10);
            FloatVector q1 = g01.sub(g11);
            q0.intoArray(to, t2);
            q0.add(q1).intoArray(to, t2 + plane);
            q0.sub(q1).intoArray(to, t2 + 2 * plane);
            q1.intoArray(to, t2 + 3 * plane);
        }
    }

    /**
     * {@code to = G^T from G} for the gradient of three by three weights: the adjoint of {@link
     * #weights}.
     *
     * @param from element (u, v) is at {@code at + (4 u + v) plane}
     * @param to tap (u, v) goes to {@code out + (3 u + v) tap}
     */
    static void weightsGrad(
            float[] from, int at, int plane, float[] to, int out, int tap, int channels) {
        int last = channels - L;
        int fromRow = 4 * plane;
        for (int i = 0; i < channels; i += L) {
            int c = Math.min(i, last);
            int f0 = at + c;
            int f1 = f0 + fromRow;
            int f2 = f1 + fromRow;
            int f3 = f2 + fromRow;
            int t0 = out + c;
            int t1 = t0 + 3 * tap;
            int t2 = t1 + 3 * tap;
            FloatVector half = FloatVector.broadcast(S, 0.5f);
            FloatVector a0 = fromArray(S, from, f1);
            FloatVector a1 = fromArray(S, from, f1 + plane);
            FloatVector a2 = fromArray(S, from, f1 + 2 * plane);
            FloatVector a3 = fromArray(S, from, f1 + 3 * plane);
            FloatVector b0 = fromArray(S, from, f2);
            FloatVector b1 = fromArray(S, from, f2 + plane);
            FloatVector b2 = fromArray(S, from, f2 + 2 * plane);
            FloatVector b3 = fromArray(S, from, f2 + 3 * plane);
            FloatVector s0 = a0.add(b0).mul(half);
            FloatVector s1 = a1.add(b1).mul(half);
            FloatVector s2 = a2.add(b2).mul(half);
            FloatVector s3 = a3.add(b3).mul(half);
            FloatVector d0 = a0.sub(b0).mul(half);
            FloatVector d1 = a1.sub(b1).mul(half);
            FloatVector d2 = a2.sub(b2).mul(half);
            FloatVector d3 = a3.sub(b3).mul(half);
            FloatVector dMean = d1.add(d2).mul(half);
            d0.add(dMean).intoArray(to, t1);
            d1.sub(d2).mul(half).intoArray(to, t1 + tap);
            dMean.add(d3).intoArray(to, t1 + 2 * tap);
            FloatVector p0 = fromArray(S, from, f0).add(s0);
            FloatVector p1 = fromArray(S, from, f0 + plane).add(s1);
            FloatVector p2 = fromArray(S, from, f0 + 2 * plane).add(s2);
            FloatVector p3 = fromArray(S, from, f0 + 3 * plane).add(s3);
            FloatVector pMean = p1.add(p2).mul(half);
            p0.add(pMean).intoArray(to, t0);
            p1.sub(p2).mul(half).intoArray(to, t0 + tap);
            pMean.add(p3).intoArray(to, t0 + 2 * tap);
            FloatVector q0 = s0.add(fromArray(S, from, f3));
            FloatVector q1 = s1.add(fromArray(S, from, f3 + plane));
            FloatVector q2 = s2.add(fromArray(S, from, f3 + 2 * plane));
            FloatVector q3 = s3.add(fromArray(S, from, f3 + 3 * plane));
            FloatVector qMean = q1.add(q2).mul(half);
            q0.add(qMean).intoArray(to, t2);
            q1.sub(q2).mul(half).intoArray(to, t2 + tap);
            qMean.add(q3).intoArray(to, t2 + 2 * tap);
        }
    }
}
