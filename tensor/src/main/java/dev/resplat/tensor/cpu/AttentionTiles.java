package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.MicroKernels.A_STRIDE;
import static dev.resplat.tensor.cpu.MicroKernels.DEPTH;
import static dev.resplat.tensor.cpu.MicroKernels.L;
import static dev.resplat.tensor.cpu.MicroKernels.ROWS;
import static dev.resplat.tensor.cpu.MicroKernels.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Tiles of scores, some queries by some keys, and what is done with them.
 *
 * <p>A tile has rows {@link MicroKernels#A_STRIDE} apart, so that it can be the result of one
 * product and the left side of the next. Rows are padded to a multiple of {@link
 * MicroKernels#ROWS}, columns to whole vectors; what is in the padding of a tile counts nothing.
 */
final class AttentionTiles {
    /** Queries of a tile. */
    static final int QUERIES = 8 * ROWS;

    /** Keys of a tile: whole panels, and whole blocks of rows where they are the rows. */
    static final int KEYS = 192;

    /** Floats of a tile. */
    static final int SIZE = QUERIES * A_STRIDE;

    private AttentionTiles() {}

    /** So many columns in whole vectors. */
    static int wide(int columns) {
        return (columns + L - 1) / L * L;
    }

    /** So many rows in whole blocks. */
    static int high(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    // ---- Packing -------------------------------------------------------------------------------

    /** {@code to_d = factor from_d}. */
    static void scaleRow(float[] from, int at, int n, float factor, float[] to, int out) {
        int whole = S.loopBound(n);
        for (int d = 0; d < whole; d += L) {
            FloatVector.fromArray(S, from, at + d).mul(factor).intoArray(to, out + d);
        }
        for (int d = whole; d < n; d++) {
            to[out + d] = factor * from[at + d];
        }
    }

    /** Packs rows of the left side of a transposed product, or of the right side of a plain one. */
    static void packPanels(
            float[] from, int at, int stride, int rows, int columns, boolean narrow, float[] to) {
        int width;
        for (int x = 0; x < columns; x += width) {
            width = panelWidth(columns - x, narrow);
            int valid = Math.min(width, columns - x);
            Packing.copyPanel(from, at + x, stride, to, x * rows, width, rows, valid);
        }
    }

    /** Packs rows as the columns of the right side of a product, for {@link #multiplyRows}. */
    static void packColumns(float[] from, int at, int stride, int columns, int depth, float[] to) {
        for (int d = 0; d < depth; d += DEPTH) {
            int deep = Math.min(DEPTH, depth - d);
            int width;
            for (int x = 0; x < columns; x += width) {
                width = MicroKernels.panelWidth(columns - x);
                int valid = Math.min(width, columns - x);
                int panel = wide(columns) * d + x * deep;
                int first = at + x * stride + d;
                Packing.transpose(from, first, stride, to, panel, width, deep, valid);
                for (int p = 0; valid < width && p < deep; p++) {
                    Arrays.fill(to, panel + p * width + valid, panel + (p + 1) * width, 0f);
                }
            }
        }
    }

    private static int panelWidth(int left, boolean narrow) {
        return narrow ? TransposedKernels.panelWidth(left) : MicroKernels.panelWidth(left);
    }

    // ---- Products ------------------------------------------------------------------------------

    /** {@code c += a b} for packed rows a and panels b. */
    static void multiply(
            float[] a,
            int rows,
            int depth,
            float[] b,
            int bo,
            int columns,
            float[] c,
            int co,
            int cStride) {
        int width;
        for (int x = 0; x < columns; x += width) {
            width = MicroKernels.panelWidth(columns - x);
            for (int i = 0; i < rows; i += ROWS) {
                MicroKernels.multiply(
                        a,
                        i * A_STRIDE,
                        b,
                        bo + x * depth,
                        depth,
                        c,
                        co + i * cStride + x,
                        cStride,
                        width);
            }
        }
    }

    /**
     * {@code tile += factor a b} for rows of a where they lie and columns packed by {@link
     * #packColumns}.
     *
     * @param rows memory for packed rows
     */
    static void multiplyRows(
            float[] a,
            int at,
            int stride,
            int count,
            int depth,
            float factor,
            float[] rows,
            float[] b,
            int columns,
            float[] tile) {
        for (int d = 0; d < depth; d += DEPTH) {
            int deep = Math.min(DEPTH, depth - d);
            packRows(a, at + d, stride, count, deep, factor, rows);
            int panels = wide(columns) * d;
            multiply(rows, high(count), deep, b, panels, columns, tile, 0, A_STRIDE);
        }
    }

    /**
     * {@code to[i, d] = factor from[i, d]}, rows {@link MicroKernels#A_STRIDE} apart; zeros in rows
     * that fill up a block.
     */
    private static void packRows(
            float[] from, int at, int stride, int rows, int depth, float factor, float[] to) {
        for (int i = 0; i < rows; i++) {
            scaleRow(from, at + i * stride, depth, factor, to, i * A_STRIDE);
        }
        for (int i = rows; i < high(rows); i++) {
            Arrays.fill(to, i * A_STRIDE, i * A_STRIDE + depth, 0f);
        }
    }

    /** {@code c += a^T b} for a tile a, whose columns become rows, and narrow panels b. */
    static void multiplyTransposed(
            float[] a, int rows, int depth, float[] b, int columns, float[] c, int cStride) {
        int width;
        for (int x = 0; x < columns; x += width) {
            width = TransposedKernels.panelWidth(columns - x);
            for (int i = 0; i < rows; i += ROWS) {
                TransposedKernels.multiply(
                        a, i, b, x * depth, depth, c, i * cStride + x, cStride, width);
            }
        }
    }

    // ---- Rows of a tile ------------------------------------------------------------------------

    /** Fills the columns of keys with a number, and those beyond with minus infinity. */
    static void fill(float[] tile, int row, int keys, float value) {
        int at = row * A_STRIDE;
        for (int j = 0; j < keys; j += L) {
            FloatVector.broadcast(S, value).intoArray(tile, at + j);
        }
        for (int j = keys; j < wide(keys); j++) {
            tile[at + j] = Float.NEGATIVE_INFINITY;
        }
    }

    /** {@code s_j += mask_j}. */
    static void addMask(float[] tile, int row, float[] mask, int at, int keys) {
        int to = row * A_STRIDE;
        int whole = S.loopBound(keys);
        for (int j = 0; j < whole; j += L) {
            FloatVector.fromArray(S, tile, to + j)
                    .add(FloatVector.fromArray(S, mask, at + j))
                    .intoArray(tile, to + j);
        }
        for (int j = whole; j < keys; j++) {
            tile[to + j] += mask[at + j];
        }
    }

    /** The largest element of a row; NaN when any is NaN. */
    static float max(float[] tile, int row, int wide) {
        int at = row * A_STRIDE;
        FloatVector a = FloatVector.fromArray(S, tile, at);
        FloatVector b = FloatVector.fromArray(S, tile, at + wide - L);
        int j = 0;
        for (; j <= wide - 2 * L; j += 2 * L) {
            a = a.max(FloatVector.fromArray(S, tile, at + j));
            b = b.max(FloatVector.fromArray(S, tile, at + j + L));
        }
        return a.max(b).reduceLanes(VectorOperators.MAX);
    }

    /** {@code s_j = e^(s_j - shift)} for {@code shift >= s_j}. */
    static void exp(float[] tile, int row, int wide, float shift) {
        int at = row * A_STRIDE;
        for (int j = at; j < at + wide; j += L) {
            FloatVector t = FloatVector.broadcast(S, shift).sub(FloatVector.fromArray(S, tile, j));
            VectorMath.expOfMinus(t).intoArray(tile, j);
        }
    }

    /** {@code p_j = e^(s_j - shift)} in place of s, and {@code g_j = p_j g_j}. */
    static void expAndScale(float[] s, float[] g, int row, int wide, float shift) {
        int at = row * A_STRIDE;
        for (int j = at; j < at + wide; j += L) {
            FloatVector t = FloatVector.broadcast(S, shift).sub(FloatVector.fromArray(S, s, j));
            FloatVector p = VectorMath.expOfMinus(t);
            p.intoArray(s, j);
            p.mul(FloatVector.fromArray(S, g, j)).intoArray(g, j);
        }
    }

    /**
     * The sum of a row. Lanes are added in memory, behind the row: a vector that is handed to a
     * method becomes an object where the JIT compiler does not inline it.
     */
    static float sum(float[] tile, int row, int wide) {
        int at = row * A_STRIDE;
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        int j = 0;
        for (; j <= wide - 2 * L; j += 2 * L) {
            a = a.add(FloatVector.fromArray(S, tile, at + j));
            b = b.add(FloatVector.fromArray(S, tile, at + j + L));
        }
        if (j < wide) {
            a = a.add(FloatVector.fromArray(S, tile, at + j));
        }
        int lanes = at + KEYS;
        a.add(b).intoArray(tile, lanes);
        float sum = 0;
        for (int i = lanes; i < lanes + L; i += 4) {
            sum += (tile[i] + tile[i + 1]) + (tile[i + 2] + tile[i + 3]);
        }
        return sum;
    }

    /** {@code sum_i = max_i + log sum_i}, and of what fills up the last vector. */
    static void logSumExp(float[] max, float[] sum, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.log(FloatVector.fromArray(S, sum, i))
                    .add(FloatVector.fromArray(S, max, i))
                    .intoArray(sum, i);
        }
    }

    // ---- Rows anywhere -------------------------------------------------------------------------

    /** {@code sum_d a_d b_d}. */
    static float dot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector sum = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int d = 0; d < whole; d += L) {
            sum = FloatVector.fromArray(S, a, ao + d).fma(FloatVector.fromArray(S, b, bo + d), sum);
        }
        float rest = 0;
        for (int d = whole; d < n; d++) {
            rest += a[ao + d] * b[bo + d];
        }
        return whole == 0 ? rest : SimdRows.sumOfLanes(sum) + rest;
    }

    /** {@code to_i += from_i} for whole vectors. */
    static void add(float[] from, int at, int n, float[] to, int out) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(S, to, out + i)
                    .add(FloatVector.fromArray(S, from, at + i))
                    .intoArray(to, out + i);
        }
    }

    /** {@code to[i, d] = factor from[i, d]}. */
    static void unpack(
            float[] from,
            int at,
            int stride,
            int rows,
            int columns,
            float factor,
            float[] to,
            int out,
            int toStride) {
        for (int i = 0; i < rows; i++) {
            scaleRow(from, at + i * stride, columns, factor, to, out + i * toStride);
        }
    }
}
