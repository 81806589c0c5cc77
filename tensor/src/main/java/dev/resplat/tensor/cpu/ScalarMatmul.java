package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.MatmulKernels;
import java.util.Arrays;

/**
 * Matrix products without the vector module: rows of c are sums of rows of b, in loops that C2
 * turns into vector instructions by itself; a transposed b is transposed back first.
 */
final class ScalarMatmul implements MatmulKernels {
    private static final int TASK_WORK = 1 << 16;

    private final Workers workers;
    private final ThreadLocal<float[][]> scratches = ThreadLocal.withInitial(() -> new float[1][0]);

    ScalarMatmul(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c) {
        float[] A = FloatArray.of(a);
        float[] B = FloatArray.of(b);
        float[] C = FloatArray.of(c);
        int m = size.m();
        int k = size.k();
        int n = size.n();
        int aRow = layout == Layout.A_TRANSPOSED ? 1 : k;
        int aColumn = layout == Layout.A_TRANSPOSED ? m : 1;
        int grain = Math.max(1, TASK_WORK / Math.max(1, n * k));
        for (int batch = 0; batch < size.batch(); batch++) {
            int a0 = batch * size.aStride();
            int b0 = batch * size.bStride();
            int c0 = batch * m * n;
            float[] rows = layout == Layout.B_TRANSPOSED ? transposed(B, b0, n, k) : B;
            int rows0 = layout == Layout.B_TRANSPOSED ? 0 : b0;
            workers.forRanges(
                    m,
                    grain,
                    (from, to) -> {
                        for (int i = from; i < to; i++) {
                            row(A, a0 + i * aRow, aColumn, rows, rows0, k, n, C, c0 + i * n);
                        }
                    });
        }
    }

    private static void row(
            float[] A, int a0, int aStep, float[] B, int b0, int k, int n, float[] C, int c0) {
        Arrays.fill(C, c0, c0 + n, 0f);
        for (int p = 0; p < k; p++) {
            float x = A[a0 + p * aStep];
            int from = b0 + p * n;
            for (int j = 0; j < n; j++) {
                C[c0 + j] += x * B[from + j];
            }
        }
    }

    /** The {@code [n, k]} matrix at {@code first} as {@code [k, n]}, in memory that is kept. */
    private float[] transposed(float[] B, int first, int n, int k) {
        float[][] scratch = scratches.get();
        if (scratch[0].length < n * k) {
            scratch[0] = new float[n * k];
        }
        float[] T = scratch[0];
        for (int j = 0; j < n; j++) {
            for (int p = 0; p < k; p++) {
                T[p * n + j] = B[first + j * k + p];
            }
        }
        return T;
    }
}
