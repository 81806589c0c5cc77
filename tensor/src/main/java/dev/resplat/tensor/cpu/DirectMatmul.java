package dev.resplat.tensor.cpu;

import dev.resplat.tensor.MatmulKernels.Layout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with so few rows, so little depth or so little work that packing would cost more than it
 * saves. Each element of c is the same ascending chain of fused multiply-adds as when packed.
 */
record DirectMatmul(
        Workers workers, Layout layout, int m, int n, int k, float[] a, float[] b, float[] c) {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private static final int MAX_DEPTH = 4;
    private static final int MAX_ROWS = 3;
    private static final int MAX_WORK = 1 << 12;

    /** Multiplications of one task. */
    private static final int TASK_WORK = 1 << 15;

    /** Whether a product of these extents belongs here. */
    static boolean suits(int m, int n, int k) {
        return m <= MAX_ROWS || k <= MAX_DEPTH || (long) m * n * k <= MAX_WORK;
    }

    /** All products of a batch. */
    void run(int batch, int aStride, int bStride) {
        long work = (long) m * n * k;
        if (work <= TASK_WORK) {
            int each = (int) Math.max(1, TASK_WORK / (work + 64));
            workers.forRanges(
                    batch,
                    each,
                    (from, to) -> {
                        for (int i = from; i < to; i++) {
                            block(i * aStride, i * bStride, i * m * n, 0, m, 0, n);
                        }
                    });
            return;
        }
        int wide = m <= MAX_ROWS ? Math.max(256, TASK_WORK / (m * k)) : n;
        int high = (int) Math.max(1, TASK_WORK / ((long) Math.min(wide, n) * k));
        int across = (n - 1) / wide + 1;
        int blocks = across * ((m - 1) / high + 1);
        workers.forEach(
                batch * blocks,
                t -> {
                    int i = t / blocks;
                    int row = t % blocks / across * high;
                    int column = t % blocks % across * wide;
                    block(
                            i * aStride,
                            i * bStride,
                            i * m * n,
                            row,
                            Math.min(m, row + high),
                            column,
                            Math.min(n, column + wide));
                });
    }

    /** Rows i0 to i1 and columns j0 to j1 of one product. */
    private void block(int ao, int bo, int co, int i0, int i1, int j0, int j1) {
        int aRow = layout == Layout.A_TRANSPOSED ? 1 : k;
        int aColumn = layout == Layout.A_TRANSPOSED ? m : 1;
        for (int i = i0; i < i1; i++) {
            int at = co + i * n + j0;
            if (layout == Layout.B_TRANSPOSED) {
                dots(ao + i * k, bo + j0 * k, at, j1 - j0);
            } else if (k <= MAX_DEPTH) {
                combineFew(ao + i * aRow, aColumn, bo + j0, at, j1 - j0);
            } else {
                combine(ao + i * aRow, aColumn, bo + j0, at, j1 - j0);
            }
        }
    }

    /** A row of c as the sum of few rows of b: each element of c is written once. */
    private void combineFew(int ao, int aStep, int bo, int co, int columns) {
        int whole = S.loopBound(columns);
        for (int j = 0; j < whole; j += L) {
            FloatVector sum = FloatVector.zero(S);
            for (int p = 0; p < k; p++) {
                FloatVector row = FloatVector.fromArray(S, b, bo + p * n + j);
                sum = row.fma(FloatVector.broadcast(S, a[ao + p * aStep]), sum);
            }
            sum.intoArray(c, co + j);
        }
        rest(ao, aStep, bo, co, whole, columns);
    }

    /** A row of c as the sum of the rows of b, four rows a pass. */
    private void combine(int ao, int aStep, int bo, int co, int columns) {
        int whole = S.loopBound(columns);
        Arrays.fill(c, co, co + whole, 0f);
        int p = 0;
        for (; whole > 0 && p + 4 <= k; p += 4) {
            FloatVector a0 = FloatVector.broadcast(S, a[ao + p * aStep]);
            FloatVector a1 = FloatVector.broadcast(S, a[ao + (p + 1) * aStep]);
            FloatVector a2 = FloatVector.broadcast(S, a[ao + (p + 2) * aStep]);
            FloatVector a3 = FloatVector.broadcast(S, a[ao + (p + 3) * aStep]);
            int b0 = bo + p * n;
            int b1 = b0 + n;
            int b2 = b1 + n;
            int b3 = b2 + n;
            for (int j = 0; j < whole; j += L) {
                FloatVector v = FloatVector.fromArray(S, c, co + j);
                v = a0.fma(FloatVector.fromArray(S, b, b0 + j), v);
                v = a1.fma(FloatVector.fromArray(S, b, b1 + j), v);
                v = a2.fma(FloatVector.fromArray(S, b, b2 + j), v);
                v = a3.fma(FloatVector.fromArray(S, b, b3 + j), v);
                v.intoArray(c, co + j);
            }
        }
        for (; whole > 0 && p < k; p++) {
            FloatVector a0 = FloatVector.broadcast(S, a[ao + p * aStep]);
            int b0 = bo + p * n;
            for (int j = 0; j < whole; j += L) {
                FloatVector v = FloatVector.fromArray(S, c, co + j);
                a0.fma(FloatVector.fromArray(S, b, b0 + j), v).intoArray(c, co + j);
            }
        }
        rest(ao, aStep, bo, co, whole, columns);
    }

    /** The columns that do not fill a vector. */
    private void rest(int ao, int aStep, int bo, int co, int from, int columns) {
        for (int j = from; j < columns; j++) {
            float sum = 0;
            for (int p = 0; p < k; p++) {
                sum = Math.fma(a[ao + p * aStep], b[bo + p * n + j], sum);
            }
            c[co + j] = sum;
        }
    }

    /** A row of c from rows of a transposed b, four sums at a time to hide the latency. */
    private void dots(int ao, int bo, int co, int columns) {
        int j = 0;
        for (; j + 4 <= columns; j += 4) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int b0 = bo + j * k;
            int b1 = b0 + k;
            int b2 = b1 + k;
            int b3 = b2 + k;
            for (int p = 0; p < k; p++) {
                float v = a[ao + p];
                s0 = Math.fma(v, b[b0 + p], s0);
                s1 = Math.fma(v, b[b1 + p], s1);
                s2 = Math.fma(v, b[b2 + p], s2);
                s3 = Math.fma(v, b[b3 + p], s3);
            }
            c[co + j] = s0;
            c[co + j + 1] = s1;
            c[co + j + 2] = s2;
            c[co + j + 3] = s3;
        }
        for (; j < columns; j++) {
            float sum = 0;
            for (int p = 0; p < k; p++) {
                sum = Math.fma(a[ao + p], b[bo + j * k + p], sum);
            }
            c[co + j] = sum;
        }
    }
}
