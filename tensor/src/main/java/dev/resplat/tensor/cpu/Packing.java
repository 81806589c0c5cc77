package dev.resplat.tensor.cpu;

import jdk.incubator.vector.FloatVector;

/** Brings blocks of matrices into the order in which {@link MicroKernels} read them. */
final class Packing {
    private Packing() {}

    /** How many blocks of b make up a, for {@code a > 0}. */
    static int divideUp(int a, int b) {
        return (a - 1) / b + 1;
    }

    /**
     * Packs a block of b that is stored row by row: {@code to[p, j] = from[p, j]} for {@code valid}
     * columns, zeros for the rest of the panel.
     *
     * @param from rows {@code stride} apart from {@code at} on
     * @param to {@code [depth, width]} from {@code out} on
     */
    static void copyPanel(
            float[] from,
            int at,
            int stride,
            float[] to,
            int out,
            int width,
            int depth,
            int valid) {
        if (valid == width) {
            for (int p = 0; p < depth; p++) {
                for (int j = 0; j < width; j += MicroKernels.L) {
                    FloatVector.fromArray(MicroKernels.S, from, at + p * stride + j)
                            .intoArray(to, out + p * width + j);
                }
            }
            return;
        }
        for (int p = 0; p < depth; p++) {
            for (int j = 0; j < valid; j++) {
                to[out + p * width + j] = from[at + p * stride + j];
            }
            for (int j = valid; j < width; j++) {
                to[out + p * width + j] = 0;
            }
        }
    }

    /**
     * {@code to[i, j] = from[j, i]}, eight rows at a time so that each line of {@code from} is used
     * up while it is in the cache.
     *
     * @param from {@code [columns, rows]}, rows {@code stride} apart from {@code at} on
     * @param to {@code [rows, columns]}, rows {@code toStride} apart from {@code out} on
     */
    static void transpose(
            float[] from,
            int at,
            int stride,
            float[] to,
            int out,
            int toStride,
            int rows,
            int columns) {
        int tall = rows - rows % 8;
        for (int i = 0; i < tall; i += 8) {
            int t0 = out + i * toStride;
            int t1 = t0 + toStride;
            int t2 = t1 + toStride;
            int t3 = t2 + toStride;
            int t4 = t3 + toStride;
            int t5 = t4 + toStride;
            int t6 = t5 + toStride;
            int t7 = t6 + toStride;
            for (int j = 0; j < columns; j++) {
                int f = at + j * stride + i;
                to[t0 + j] = from[f];
                to[t1 + j] = from[f + 1];
                to[t2 + j] = from[f + 2];
                to[t3 + j] = from[f + 3];
                to[t4 + j] = from[f + 4];
                to[t5 + j] = from[f + 5];
                to[t6 + j] = from[f + 6];
                to[t7 + j] = from[f + 7];
            }
        }
        for (int i = tall; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[out + i * toStride + j] = from[at + j * stride + i];
            }
        }
    }

    /** Copies a rectangle: to and from the block that stands in for one across the border of c. */
    static void move(
            float[] from,
            int at,
            int stride,
            float[] to,
            int out,
            int toStride,
            int rows,
            int columns) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                to[out + r * toStride + j] = from[at + r * stride + j];
            }
        }
    }
}
