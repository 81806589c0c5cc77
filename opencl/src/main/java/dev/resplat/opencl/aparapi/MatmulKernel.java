package dev.resplat.opencl.aparapi;

import com.aparapi.Kernel;
import dev.resplat.tensor.MatmulKernels;

/**
 * A block of four rows and four columns of a product per work-item, so that of four reads sixteen
 * products are made: {@link MatmulKernels#matmul}. Layouts are steps from one element to the next.
 */
final class MatmulKernel extends Kernel {
    /** Rows and columns of a block. */
    static final int BLOCK = 4;

    /** Blocks of all products; more work-items than these have nothing to do. */
    int items;

    /** Blocks beside and below each other in a product. */
    int blocksX, blocksY;

    int m, k, n;

    /** Elements from one matrix to the next; of a, from a row to the next and along it. */
    int aStride, aRow, aStep;

    /** Of b, from a column to the next and along it. */
    int bStride, bColumn, bStep;

    float[] a;
    float[] b;
    float[] c;

    @Override
    public void run() {
        int item = getGlobalId();
        if (item < items) {
            int batch = item / (blocksX * blocksY);
            int row = item / blocksX % blocksY * BLOCK;
            int column = item % blocksX * BLOCK;
            block(batch, row, column);
        }
    }

    /** Rows and columns beyond the last are read as the last, and not written. */
    private void block(int batch, int row, int column) {
        int a0 = batch * aStride + row * aRow;
        int a1 = batch * aStride + min(row + 1, m - 1) * aRow;
        int a2 = batch * aStride + min(row + 2, m - 1) * aRow;
        int a3 = batch * aStride + min(row + 3, m - 1) * aRow;
        int b0 = batch * bStride + column * bColumn;
        int b1 = batch * bStride + min(column + 1, n - 1) * bColumn;
        int b2 = batch * bStride + min(column + 2, n - 1) * bColumn;
        int b3 = batch * bStride + min(column + 3, n - 1) * bColumn;
        float c00 = 0, c01 = 0, c02 = 0, c03 = 0;
        float c10 = 0, c11 = 0, c12 = 0, c13 = 0;
        float c20 = 0, c21 = 0, c22 = 0, c23 = 0;
        float c30 = 0, c31 = 0, c32 = 0, c33 = 0;
        for (int i = 0; i < k; i++) {
            float x0 = a[a0 + i * aStep];
            float x1 = a[a1 + i * aStep];
            float x2 = a[a2 + i * aStep];
            float x3 = a[a3 + i * aStep];
            float y0 = b[b0 + i * bStep];
            float y1 = b[b1 + i * bStep];
            float y2 = b[b2 + i * bStep];
            float y3 = b[b3 + i * bStep];
            c00 += x0 * y0;
            c01 += x0 * y1;
            c02 += x0 * y2;
            c03 += x0 * y3;
            c10 += x1 * y0;
            c11 += x1 * y1;
            c12 += x1 * y2;
            c13 += x1 * y3;
            c20 += x2 * y0;
            c21 += x2 * y1;
            c22 += x2 * y2;
            c23 += x2 * y3;
            c30 += x3 * y0;
            c31 += x3 * y1;
            c32 += x3 * y2;
            c33 += x3 * y3;
        }
        int to = (batch * m + row) * n + column;
        int columns = n - column;
        write(to, columns, c00, c01, c02, c03);
        if (row + 1 < m) {
            write(to + n, columns, c10, c11, c12, c13);
        }
        if (row + 2 < m) {
            write(to + 2 * n, columns, c20, c21, c22, c23);
        }
        if (row + 3 < m) {
            write(to + 3 * n, columns, c30, c31, c32, c33);
        }
    }

    private void write(int to, int columns, float c0, float c1, float c2, float c3) {
        c[to] = c0;
        if (columns > 1) {
            c[to + 1] = c1;
        }
        if (columns > 2) {
            c[to + 2] = c2;
        }
        if (columns > 3) {
            c[to + 3] = c3;
        }
    }
}
