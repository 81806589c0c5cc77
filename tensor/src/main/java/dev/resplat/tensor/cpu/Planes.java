package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.IntArray;
import java.util.Arrays;

/**
 * Copies strided planes from one array to another of the same element type. The two types differ in
 * nothing but the word {@code float} or {@code int}, which Java cannot abstract from.
 */
abstract class Planes {
    /** Edge of the square tiles in which planes are transposed: one cache line of floats. */
    static final int TILE = 16;

    /** Runs shorter than this are copied faster by a plain loop than by a call. */
    static final int SHORT = 16;

    static Planes between(Buffer x, Buffer y) {
        return x.type() == ElementType.INT32
                ? new OfInts(IntArray.of(x), IntArray.of(y))
                : new OfFloats(FloatArray.of(x), FloatArray.of(y));
    }

    /**
     * {@code y[yAt + r yRow + c yColumn] = x[xAt + r xRow + c xColumn]} for all r and c, in the
     * order that suits the strides.
     */
    final void copy(
            int xAt, int xRow, int xColumn, int yAt, int yRow, int yColumn, int rows, int columns) {
        if (xColumn == 1 && yColumn == 1) {
            for (int r = 0; r < rows; r++) {
                run(xAt + r * xRow, yAt + r * yRow, columns);
            }
        } else if (xColumn == 0 && yColumn == 1 && columns >= SHORT) {
            for (int r = 0; r < rows; r++) {
                fill(xAt + r * xRow, yAt + r * yRow, columns);
            }
        } else if (Math.abs(xRow) < Math.abs(xColumn) && rows > TILE / 2 && columns > TILE / 2) {
            for (int r = 0; r < rows; r += TILE) {
                int height = Math.min(TILE, rows - r);
                for (int c = 0; c < columns; c += TILE) {
                    int x = xAt + r * xRow + c * xColumn;
                    int y = yAt + r * yRow + c * yColumn;
                    int width = Math.min(TILE, columns - c);
                    strided(x, xRow, xColumn, y, yRow, yColumn, height, width);
                }
            }
        } else {
            strided(xAt, xRow, xColumn, yAt, yRow, yColumn, rows, columns);
        }
    }

    /** Copies n neighbours. */
    abstract void run(int from, int to, int n);

    /** Copies one element n times. */
    abstract void fill(int from, int to, int n);

    abstract void strided(
            int xAt, int xRow, int xColumn, int yAt, int yRow, int yColumn, int rows, int columns);

    /** {@code y[at + i] = x[base + index[at + i] step + i lane]} for n elements. */
    abstract void gather(int[] index, int at, int base, int step, int lane, int n);

    private static final class OfFloats extends Planes {
        private final float[] X;
        private final float[] Y;

        OfFloats(float[] X, float[] Y) {
            this.X = X;
            this.Y = Y;
        }

        @Override
        void run(int from, int to, int n) {
            if (n >= SHORT) {
                System.arraycopy(X, from, Y, to, n);
                return;
            }
            for (int i = 0; i < n; i++) {
                Y[to + i] = X[from + i];
            }
        }

        @Override
        void fill(int from, int to, int n) {
            Arrays.fill(Y, to, to + n, X[from]);
        }

        @Override
        void strided(
                int xAt,
                int xRow,
                int xColumn,
                int yAt,
                int yRow,
                int yColumn,
                int rows,
                int columns) {
            for (int r = 0; r < rows; r++) {
                int x = xAt + r * xRow;
                int y = yAt + r * yRow;
                for (int c = 0; c < columns; c++) {
                    Y[y + c * yColumn] = X[x + c * xColumn];
                }
            }
        }

        @Override
        void gather(int[] index, int at, int base, int step, int lane, int n) {
            for (int i = 0; i < n; i++) {
                Y[at + i] = X[base + index[at + i] * step + i * lane];
            }
        }
    }

    private static final class OfInts extends Planes {
        private final int[] X;
        private final int[] Y;

        OfInts(int[] X, int[] Y) {
            this.X = X;
            this.Y = Y;
        }

        @Override
        void run(int from, int to, int n) {
            if (n >= SHORT) {
                System.arraycopy(X, from, Y, to, n);
                return;
            }
            for (int i = 0; i < n; i++) {
                Y[to + i] = X[from + i];
            }
        }

        @Override
        void fill(int from, int to, int n) {
            Arrays.fill(Y, to, to + n, X[from]);
        }

        @Override
        void strided(
                int xAt,
                int xRow,
                int xColumn,
                int yAt,
                int yRow,
                int yColumn,
                int rows,
                int columns) {
            for (int r = 0; r < rows; r++) {
                int x = xAt + r * xRow;
                int y = yAt + r * yRow;
                for (int c = 0; c < columns; c++) {
                    Y[y + c * yColumn] = X[x + c * xColumn];
                }
            }
        }

        @Override
        void gather(int[] index, int at, int base, int step, int lane, int n) {
            for (int i = 0; i < n; i++) {
                Y[at + i] = X[base + index[at + i] * step + i * lane];
            }
        }
    }
}
