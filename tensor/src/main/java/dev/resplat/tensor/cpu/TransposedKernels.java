package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.MicroKernels.A_STRIDE;
import static dev.resplat.tensor.cpu.MicroKernels.L;
import static dev.resplat.tensor.cpu.MicroKernels.S;

import jdk.incubator.vector.FloatVector;

/**
 * As {@link MicroKernels}, with a transposed: six columns of a times a panel of b. At most two
 * vectors wide, which is enough to keep the multipliers busy.
 */
final class TransposedKernels {
    private TransposedKernels() {}

    /** The width of the next panel when so many columns are left: two vectors or one. */
    static int panelWidth(int left) {
        return left > L ? 2 * L : L;
    }

    /**
     * {@code c[i, j] += sum_p a[p, i] b[p, j]} for six columns i of a and {@code width} columns j
     * of b, in ascending order of p.
     *
     * @param a rows {@link MicroKernels#A_STRIDE} apart from {@code ao} on
     * @param b {@code [depth, width]} from {@code bo} on
     * @param c rows {@code cStride} apart from {@code co} on
     */
    static void multiply(
            float[] a,
            int ao,
            float[] b,
            int bo,
            int depth,
            float[] c,
            int co,
            int cStride,
            int width) {
        if (width == 2 * L) {
            kernel2(a, ao, b, bo, depth, c, co, cStride);
        } else {
            kernel1(a, ao, b, bo, depth, c, co, cStride);
        }
    }

    private static void kernel2(
            float[] a, int ao, float[] b, int bo, int depth, float[] c, int co, int cStride) {
        FloatVector c00 = FloatVector.fromArray(S, c, co);
        FloatVector c01 = FloatVector.fromArray(S, c, co + L);
        FloatVector c10 = FloatVector.fromArray(S, c, co + cStride);
        FloatVector c11 = FloatVector.fromArray(S, c, co + cStride + L);
        FloatVector c20 = FloatVector.fromArray(S, c, co + 2 * cStride);
        FloatVector c21 = FloatVector.fromArray(S, c, co + 2 * cStride + L);
        FloatVector c30 = FloatVector.fromArray(S, c, co + 3 * cStride);
        FloatVector c31 = FloatVector.fromArray(S, c, co + 3 * cStride + L);
        FloatVector c40 = FloatVector.fromArray(S, c, co + 4 * cStride);
        FloatVector c41 = FloatVector.fromArray(S, c, co + 4 * cStride + L);
        FloatVector c50 = FloatVector.fromArray(S, c, co + 5 * cStride);
        FloatVector c51 = FloatVector.fromArray(S, c, co + 5 * cStride + L);
        for (int p = 0; p < depth; p++) {
            int bp = bo + p * (2 * L);
            FloatVector b0 = FloatVector.fromArray(S, b, bp);
            FloatVector b1 = FloatVector.fromArray(S, b, bp + L);
            int ap = ao + p * A_STRIDE;
            FloatVector a0 = FloatVector.broadcast(S, a[ap]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[ap + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[ap + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[ap + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[ap + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[ap + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c10.intoArray(c, co + cStride);
        c11.intoArray(c, co + cStride + L);
        c20.intoArray(c, co + 2 * cStride);
        c21.intoArray(c, co + 2 * cStride + L);
        c30.intoArray(c, co + 3 * cStride);
        c31.intoArray(c, co + 3 * cStride + L);
        c40.intoArray(c, co + 4 * cStride);
        c41.intoArray(c, co + 4 * cStride + L);
        c50.intoArray(c, co + 5 * cStride);
        c51.intoArray(c, co + 5 * cStride + L);
    }

    private static void kernel1(
            float[] a, int ao, float[] b, int bo, int depth, float[] c, int co, int cStride) {
        FloatVector c00 = FloatVector.fromArray(S, c, co);
        FloatVector c10 = FloatVector.fromArray(S, c, co + cStride);
        FloatVector c20 = FloatVector.fromArray(S, c, co + 2 * cStride);
        FloatVector c30 = FloatVector.fromArray(S, c, co + 3 * cStride);
        FloatVector c40 = FloatVector.fromArray(S, c, co + 4 * cStride);
        FloatVector c50 = FloatVector.fromArray(S, c, co + 5 * cStride);
        for (int p = 0; p < depth; p++) {
            int bp = bo + p * L;
            FloatVector b0 = FloatVector.fromArray(S, b, bp);
            int ap = ao + p * A_STRIDE;
            FloatVector a0 = FloatVector.broadcast(S, a[ap]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[ap + 1]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[ap + 2]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[ap + 3]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[ap + 4]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(S, a[ap + 5]);
            c50 = a5.fma(b0, c50);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cStride);
        c20.intoArray(c, co + 2 * cStride);
        c30.intoArray(c, co + 3 * cStride);
        c40.intoArray(c, co + 4 * cStride);
        c50.intoArray(c, co + 5 * cStride);
    }
}
