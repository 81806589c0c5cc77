package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.MicroKernels.L;
import static dev.resplat.tensor.cpu.MicroKernels.S;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * As {@link MicroKernels}, for a left side that is stored column by column and a result that need
 * not begin at what is there: eight rows of c at a time.
 *
 * <p>Eight rows by three vectors fill the 32 registers of AVX-512. Where there are fewer, eight
 * rows by one vector keep the multipliers as busy as loads allow.
 */
final class ColumnKernels {
    /** Rows of a block. */
    static final int ROWS = 8;

    /** Columns of the wide block. */
    private static final int WIDE = 3 * L;

    private ColumnKernels() {}

    /** So many rows in whole blocks. */
    static int high(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /**
     * {@code c[i, j] = start[i, j] + sum_p a[p, i] b[p, j]} for whole blocks of rows and whole
     * vectors of columns, in ascending order of p.
     *
     * @param a rows {@code aStride} apart, from the beginning
     * @param start rows {@code startStride} apart from {@code so} on, which may be none: one row
     *     for all; may be c
     */
    static void multiply(
            float[] a,
            int aStride,
            int rows,
            float[] b,
            int bo,
            int bStride,
            int depth,
            float[] start,
            int so,
            int startStride,
            float[] c,
            int co,
            int cStride,
            int columns) {
        int width;
        for (int x = 0; x < columns; x += width) {
            width = L >= 16 && columns - x >= WIDE ? WIDE : L;
            for (int i = 0; i < rows; i += ROWS) {
                int from = so + i * startStride + x;
                int to = co + i * cStride + x;
                if (width == WIDE) {
                    wide(
                            a,
                            i,
                            aStride,
                            b,
                            bo + x,
                            bStride,
                            depth,
                            start,
                            from,
                            startStride,
                            c,
                            to,
                            cStride);
                } else {
                    narrow(
                            a,
                            i,
                            aStride,
                            b,
                            bo + x,
                            bStride,
                            depth,
                            start,
                            from,
                            startStride,
                            c,
                            to,
                            cStride);
                }
            }
        }
    }

    /** Eight rows and three vectors. */
    private static void wide(
            float[] a,
            int ao,
            int aStride,
            float[] b,
            int bo,
            int bStride,
            int depth,
            float[] start,
            int so,
            int startStride,
            float[] c,
            int co,
            int cStride) {
        FloatVector c00 = fromArray(S, start, so);
        FloatVector c01 = fromArray(S, start, so + L);
        FloatVector c02 = fromArray(S, start, so + 2 * L);
        FloatVector c10 = fromArray(S, start, so + startStride);
        FloatVector c11 = fromArray(S, start, so + startStride + L);
        FloatVector c12 = fromArray(S, start, so + startStride + 2 * L);
        FloatVector c20 = fromArray(S, start, so + 2 * startStride);
        FloatVector c21 = fromArray(S, start, so + 2 * startStride + L);
        FloatVector c22 = fromArray(S, start, so + 2 * startStride + 2 * L);
        FloatVector c30 = fromArray(S, start, so + 3 * startStride);
        FloatVector c31 = fromArray(S, start, so + 3 * startStride + L);
        FloatVector c32 = fromArray(S, start, so + 3 * startStride + 2 * L);
        FloatVector c40 = fromArray(S, start, so + 4 * startStride);
        FloatVector c41 = fromArray(S, start, so + 4 * startStride + L);
        FloatVector c42 = fromArray(S, start, so + 4 * startStride + 2 * L);
        FloatVector c50 = fromArray(S, start, so + 5 * startStride);
        FloatVector c51 = fromArray(S, start, so + 5 * startStride + L);
        FloatVector c52 = fromArray(S, start, so + 5 * startStride + 2 * L);
        FloatVector c60 = fromArray(S, start, so + 6 * startStride);
        FloatVector c61 = fromArray(S, start, so + 6 * startStride + L);
        FloatVector c62 = fromArray(S, start, so + 6 * startStride + 2 * L);
        FloatVector c70 = fromArray(S, start, so + 7 * startStride);
        FloatVector c71 = fromArray(S, start, so + 7 * startStride + L);
        FloatVector c72 = fromArray(S, start, so + 7 * startStride + 2 * L);
        for (int p = 0; p < depth; p++) {
            int bp = bo + p * bStride;
            FloatVector b0 = fromArray(S, b, bp);
            FloatVector b1 = fromArray(S, b, bp + L);
            FloatVector b2 = fromArray(S, b, bp + 2 * L);
            int ap = ao + p * aStride;
            FloatVector a0 = FloatVector.broadcast(S, a[ap]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[ap + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[ap + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[ap + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            FloatVector a4 = FloatVector.broadcast(S, a[ap + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(S, a[ap + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            FloatVector a6 = FloatVector.broadcast(S, a[ap + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            FloatVector a7 = FloatVector.broadcast(S, a[ap + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c10.intoArray(c, co + cStride);
        c11.intoArray(c, co + cStride + L);
        c12.intoArray(c, co + cStride + 2 * L);
        c20.intoArray(c, co + 2 * cStride);
        c21.intoArray(c, co + 2 * cStride + L);
        c22.intoArray(c, co + 2 * cStride + 2 * L);
        c30.intoArray(c, co + 3 * cStride);
        c31.intoArray(c, co + 3 * cStride + L);
        c32.intoArray(c, co + 3 * cStride + 2 * L);
        c40.intoArray(c, co + 4 * cStride);
        c41.intoArray(c, co + 4 * cStride + L);
        c42.intoArray(c, co + 4 * cStride + 2 * L);
        c50.intoArray(c, co + 5 * cStride);
        c51.intoArray(c, co + 5 * cStride + L);
        c52.intoArray(c, co + 5 * cStride + 2 * L);
        c60.intoArray(c, co + 6 * cStride);
        c61.intoArray(c, co + 6 * cStride + L);
        c62.intoArray(c, co + 6 * cStride + 2 * L);
        c70.intoArray(c, co + 7 * cStride);
        c71.intoArray(c, co + 7 * cStride + L);
        c72.intoArray(c, co + 7 * cStride + 2 * L);
    }

    /** Eight rows and one vector. */
    private static void narrow(
            float[] a,
            int ao,
            int aStride,
            float[] b,
            int bo,
            int bStride,
            int depth,
            float[] start,
            int so,
            int startStride,
            float[] c,
            int co,
            int cStride) {
        FloatVector c00 = fromArray(S, start, so);
        FloatVector c10 = fromArray(S, start, so + startStride);
        FloatVector c20 = fromArray(S, start, so + 2 * startStride);
        FloatVector c30 = fromArray(S, start, so + 3 * startStride);
        FloatVector c40 = fromArray(S, start, so + 4 * startStride);
        FloatVector c50 = fromArray(S, start, so + 5 * startStride);
        FloatVector c60 = fromArray(S, start, so + 6 * startStride);
        FloatVector c70 = fromArray(S, start, so + 7 * startStride);
        for (int p = 0; p < depth; p++) {
            int bp = bo + p * bStride;
            FloatVector b0 = fromArray(S, b, bp);
            int ap = ao + p * aStride;
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
            FloatVector a6 = FloatVector.broadcast(S, a[ap + 6]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(S, a[ap + 7]);
            c70 = a7.fma(b0, c70);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + cStride);
        c20.intoArray(c, co + 2 * cStride);
        c30.intoArray(c, co + 3 * cStride);
        c40.intoArray(c, co + 4 * cStride);
        c50.intoArray(c, co + 5 * cStride);
        c60.intoArray(c, co + 6 * cStride);
        c70.intoArray(c, co + 7 * cStride);
    }
}
