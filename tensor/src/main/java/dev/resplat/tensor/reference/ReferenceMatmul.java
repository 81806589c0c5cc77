package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.MatmulKernels;

/** The definition: an inner product for each element of c. */
final class ReferenceMatmul implements MatmulKernels {
    @Override
    public void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c) {
        double[] A = DoubleArray.of(a);
        double[] B = DoubleArray.of(b);
        double[] C = DoubleArray.of(c);
        int m = size.m();
        int k = size.k();
        int n = size.n();
        // Steps from row to row and from column to column of each operand, as the product sees it.
        int aRow = layout == Layout.A_TRANSPOSED ? 1 : k;
        int aColumn = layout == Layout.A_TRANSPOSED ? m : 1;
        int bRow = layout == Layout.B_TRANSPOSED ? 1 : n;
        int bColumn = layout == Layout.B_TRANSPOSED ? k : 1;
        int at = 0;
        for (int batch = 0; batch < size.batch(); batch++) {
            int a0 = batch * size.aStride();
            int b0 = batch * size.bStride();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += A[a0 + i * aRow + p * aColumn] * B[b0 + p * bRow + j * bColumn];
                    }
                    C[at++] = sum;
                }
            }
        }
    }
}
