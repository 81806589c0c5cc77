package dev.resplat.tensor.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner kernels of products of packed matrices: six rows of a times a panel of b, added to a
 * block of c whose elements all stay in registers.
 *
 * <p>Six rows by four vectors fill the 32 registers of AVX-512 and NEON, six by two the 16 of AVX2.
 * The kernels always add onto c, and rows of a lie a constant distance apart: to choose between
 * storing and adding at the end, or to leave loads and stores to a method, makes C2 give up on
 * inlining and box every vector, and with a variable distance the addresses do not fit the
 * registers. Unrolled by hand because C2 keeps arrays of vectors on the heap.
 */
final class MicroKernels {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    static final int L = S.length();

    /** Rows of a block. */
    static final int ROWS = 6;

    /** Columns of a block, the width of a whole panel of b. */
    static final int COLUMNS = (L >= 16 ? 4 : 2) * L;

    /** Depth of packed blocks at most: a panel of b stays in the near caches as rows of a pass. */
    static final int DEPTH = 256;

    /** Distance of packed rows of a; no power of two, as those share cache sets. */
    static final int A_STRIDE = DEPTH + 16;

    private MicroKernels() {}

    /** The width of the next panel when so many columns are left: whole, two vectors or one. */
    static int panelWidth(int left) {
        return left > COLUMNS - L ? COLUMNS : left > L ? 2 * L : L;
    }

    /**
     * {@code c[i, j] += sum_p a[i, p] b[p, j]} for six rows i and {@code width} columns j, in
     * ascending order of p.
     *
     * @param a rows {@link #A_STRIDE} apart from {@code ao} on
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
        if (width == 4 * L) {
            kernel4(a, ao, b, bo, depth, c, co, cStride);
        } else if (width == 2 * L) {
            kernel2(a, ao, b, bo, depth, c, co, cStride);
        } else {
            kernel1(a, ao, b, bo, depth, c, co, cStride);
        }
    }

    /** The block of six rows and four vectors; see {@link #multiply}. */
    private static void kernel4(
            float[] a, int ao, float[] b, int bo, int depth, float[] c, int co, int cStride) {
        FloatVector c00 = FloatVector.fromArray(S, c, co);
        FloatVector c01 = FloatVector.fromArray(S, c, co + L);
        FloatVector c02 = FloatVector.fromArray(S, c, co + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, c, co + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, c, co + cStride);
        FloatVector c11 = FloatVector.fromArray(S, c, co + cStride + L);
        FloatVector c12 = FloatVector.fromArray(S, c, co + cStride + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, c, co + cStride + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, c, co + 2 * cStride);
        FloatVector c21 = FloatVector.fromArray(S, c, co + 2 * cStride + L);
        FloatVector c22 = FloatVector.fromArray(S, c, co + 2 * cStride + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, c, co + 2 * cStride + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, c, co + 3 * cStride);
        FloatVector c31 = FloatVector.fromArray(S, c, co + 3 * cStride + L);
        FloatVector c32 = FloatVector.fromArray(S, c, co + 3 * cStride + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, c, co + 3 * cStride + 3 * L);
        FloatVector c40 = FloatVector.fromArray(S, c, co + 4 * cStride);
        FloatVector c41 = FloatVector.fromArray(S, c, co + 4 * cStride + L);
        FloatVector c42 = FloatVector.fromArray(S, c, co + 4 * cStride + 2 * L);
        FloatVector c43 = FloatVector.fromArray(S, c, co + 4 * cStride + 3 * L);
        FloatVector c50 = FloatVector.fromArray(S, c, co + 5 * cStride);
        FloatVector c51 = FloatVector.fromArray(S, c, co + 5 * cStride + L);
        FloatVector c52 = FloatVector.fromArray(S, c, co + 5 * cStride + 2 * L);
        FloatVector c53 = FloatVector.fromArray(S, c, co + 5 * cStride + 3 * L);
        for (int p = 0; p < depth; p++) {
            int bp = bo + p * (4 * L);
            FloatVector b0 = FloatVector.fromArray(S, b, bp);
            FloatVector b1 = FloatVector.fromArray(S, b, bp + L);
            FloatVector b2 = FloatVector.fromArray(S, b, bp + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, bp + 3 * L);
            int ap = ao + p;
            FloatVector a0 = FloatVector.broadcast(S, a[ap]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[ap + A_STRIDE]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[ap + 2 * A_STRIDE]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[ap + 3 * A_STRIDE]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(S, a[ap + 4 * A_STRIDE]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            FloatVector a5 = FloatVector.broadcast(S, a[ap + 5 * A_STRIDE]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + L);
        c02.intoArray(c, co + 2 * L);
        c03.intoArray(c, co + 3 * L);
        c10.intoArray(c, co + cStride);
        c11.intoArray(c, co + cStride + L);
        c12.intoArray(c, co + cStride + 2 * L);
        c13.intoArray(c, co + cStride + 3 * L);
        c20.intoArray(c, co + 2 * cStride);
        c21.intoArray(c, co + 2 * cStride + L);
        c22.intoArray(c, co + 2 * cStride + 2 * L);
        c23.intoArray(c, co + 2 * cStride + 3 * L);
        c30.intoArray(c, co + 3 * cStride);
        c31.intoArray(c, co + 3 * cStride + L);
        c32.intoArray(c, co + 3 * cStride + 2 * L);
        c33.intoArray(c, co + 3 * cStride + 3 * L);
        c40.intoArray(c, co + 4 * cStride);
        c41.intoArray(c, co + 4 * cStride + L);
        c42.intoArray(c, co + 4 * cStride + 2 * L);
        c43.intoArray(c, co + 4 * cStride + 3 * L);
        c50.intoArray(c, co + 5 * cStride);
        c51.intoArray(c, co + 5 * cStride + L);
        c52.intoArray(c, co + 5 * cStride + 2 * L);
        c53.intoArray(c, co + 5 * cStride + 3 * L);
    }

    /** The block of six rows and two vectors; see {@link #multiply}. */
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
            int ap = ao + p;
            FloatVector a0 = FloatVector.broadcast(S, a[ap]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[ap + A_STRIDE]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[ap + 2 * A_STRIDE]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[ap + 3 * A_STRIDE]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[ap + 4 * A_STRIDE]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[ap + 5 * A_STRIDE]);
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

    /** The block of six rows and one vector; see {@link #multiply}. */
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
            int ap = ao + p;
            FloatVector a0 = FloatVector.broadcast(S, a[ap]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[ap + A_STRIDE]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[ap + 2 * A_STRIDE]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[ap + 3 * A_STRIDE]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[ap + 4 * A_STRIDE]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(S, a[ap + 5 * A_STRIDE]);
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
