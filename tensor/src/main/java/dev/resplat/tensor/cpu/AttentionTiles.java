package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.MicroKernels.A_STRIDE;
import static dev.resplat.tensor.cpu.MicroKernels.L;
import static dev.resplat.tensor.cpu.MicroKernels.ROWS;
import static dev.resplat.tensor.cpu.MicroKernels.S;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MIN;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Tiles of scores, some keys by some queries, and what is done with them.
 *
 * <p>Queries are columns, so that a vector holds scores of as many queries with one key: maxima and
 * sums over keys are those of whole vectors. Scores are in units of log 2, for the sake of the
 * exponentials. A tile has rows {@link MicroKernels#A_STRIDE} apart, so that it can be the left
 * side of a product as well as the right one. Columns are padded to whole vectors; what is in the
 * padding counts nothing.
 */
final class AttentionTiles {
    /** Queries of a tile: what {@link ColumnKernels} are fastest with. */
    static final int QUERIES = 48;

    /** Keys of a tile: whole blocks of rows for all kernels. */
    static final int KEYS = 96;

    /** Floats of a tile. */
    static final int SIZE = KEYS * A_STRIDE;

    static final float LOG2_E = VectorMath.LOG2_E;

    /** Adding it rounds numbers below 2^22 to integers, and adds the exponent bias. */
    private static final float ROUNDER = 0x1.8p23f + 127;

    /** Where {@link #exp2} has become zero. */
    private static final int END_BITS = Float.floatToRawIntBits(127);

    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private AttentionTiles() {}

    /** So many columns in whole vectors. */
    static int wide(int columns) {
        return (columns + L - 1) / L * L;
    }

    /** So many rows in whole blocks of {@link MicroKernels}. */
    static int high(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /** So many queries in whole tiles. */
    static int tiled(int queries) {
        return (queries + QUERIES - 1) / QUERIES * QUERIES;
    }

    // ---- Packing -------------------------------------------------------------------------------

    /** {@code to_d = factor from_d}. */
    static void scaleRow(float[] from, int at, int n, float factor, float[] to, int out) {
        int whole = S.loopBound(n);
        for (int d = 0; d < whole; d += L) {
            fromArray(S, from, at + d).mul(factor).intoArray(to, out + d);
        }
        for (int d = whole; d < n; d++) {
            to[out + d] = factor * from[at + d];
        }
    }

    /** Packs rows as the right side of {@link #multiply}. */
    static void packPanels(
            float[] from, int at, int stride, int rows, int columns, float[] to, int out) {
        int width;
        for (int x = 0; x < columns; x += width) {
            width = MicroKernels.panelWidth(columns - x);
            int valid = Math.min(width, columns - x);
            Packing.copyPanel(from, at + x, stride, to, out + x * rows, width, rows, valid);
        }
    }

    /** Packs rows as the left side of {@link ColumnKernels}, padded with zeros to {@code width}. */
    static void packRows(
            float[] from, int at, int stride, int rows, int columns, float[] to, int width) {
        for (int p = 0; p < rows; p++) {
            System.arraycopy(from, at + p * stride, to, p * width, columns);
            Arrays.fill(to, p * width + columns, (p + 1) * width, 0f);
        }
    }

    /**
     * Packs rows as columns: {@code to[d, i] = factor from[i, d]}, rows of {@code to} {@code width}
     * apart, with zeros in the columns that fill up vectors and blocks. Rows are brought together
     * first, because those of one head lie so far apart that they push each other out of the
     * nearest cache.
     *
     * @param room for {@code rows} times {@code depth} floats
     */
    static void packColumns(
            float[] from,
            int at,
            int stride,
            int rows,
            int depth,
            float factor,
            float[] room,
            float[] to,
            int out,
            int width) {
        for (int i = 0; i < rows; i++) {
            scaleRow(from, at + i * stride, depth, factor, room, i * depth);
        }
        Packing.transpose(room, 0, depth, to, out, width, depth, rows);
        int padded = ColumnKernels.high(wide(rows));
        for (int d = 0; rows < padded && d < depth; d++) {
            Arrays.fill(to, out + d * width + rows, out + d * width + padded, 0f);
        }
    }

    /** The same of all queries of a pair, tile by tile. */
    static void packTiles(
            float[] from,
            int at,
            int stride,
            int queries,
            int depth,
            float factor,
            float[] room,
            float[] to) {
        for (int i = 0; i < queries; i += QUERIES) {
            int count = Math.min(QUERIES, queries - i);
            int first = at + i * stride;
            packColumns(from, first, stride, count, depth, factor, room, to, i * depth, QUERIES);
        }
    }

    /**
     * The way back, of one tile: {@code to[i, d] = factor_i from[d, i]}; spoils what it reads.
     *
     * @param factors one for each query of the tile
     */
    static void unpackTile(
            float[] from,
            int at,
            int depth,
            float[] factors,
            int count,
            float[] to,
            int out,
            int stride) {
        scaleColumns(from, at, depth, factors, wide(count));
        Packing.transpose(from, at, QUERIES, to, out, stride, count, depth);
    }

    /** {@code x[d, i] *= factor_i} for the rows of a tile of results. */
    static void scaleColumns(float[] x, int at, int depth, float[] factors, int columns) {
        for (int j = 0; j < columns; j += L) {
            FloatVector factor = fromArray(S, factors, j);
            for (int d = at + j; d < at + j + depth * QUERIES; d += QUERIES) {
                fromArray(S, x, d).mul(factor).intoArray(x, d);
            }
        }
    }

    /**
     * The largest square of the length of a column; NaN when any is NaN.
     *
     * @param x {@code [depth, columns]}, rows {@code stride} apart from {@code at} on
     * @param room for a vector
     */
    static float longest(float[] x, int at, int depth, int stride, int columns, float[] room) {
        FloatVector most = FloatVector.zero(S);
        for (int j = at; j < at + columns; j += L) {
            FloatVector sum = FloatVector.zero(S);
            for (int d = j; d < j + depth * stride; d += stride) {
                FloatVector v = fromArray(S, x, d);
                sum = v.fma(v, sum);
            }
            most = most.max(sum);
        }
        most.intoArray(room, 0);
        float longest = 0;
        for (int j = 0; j < L; j++) {
            longest = Math.max(longest, room[j]);
        }
        return longest;
    }

    // ---- Products ------------------------------------------------------------------------------

    /** {@code c += a b} for the rows of a tile and panels b. */
    static void multiply(
            float[] a,
            int rows,
            int depth,
            float[] b,
            int bo,
            int columns,
            float[] c,
            int cStride) {
        int width;
        for (int x = 0; x < columns; x += width) {
            width = MicroKernels.panelWidth(columns - x);
            int panel = bo + x * depth;
            for (int i = 0; i < rows; i += ROWS) {
                MicroKernels.multiply(
                        a, i * A_STRIDE, b, panel, depth, c, i * cStride + x, cStride, width);
            }
        }
    }

    // ---- Columns of a tile ---------------------------------------------------------------------

    /** {@code s[j, i] = base_i + factor mask[i, j]}: what scores start at where there is a mask. */
    static void fillWithMask(
            float[] tile,
            int keys,
            int queries,
            float[] mask,
            int at,
            int stride,
            float factor,
            float[] base,
            int bo) {
        Packing.transpose(mask, at, stride, tile, 0, A_STRIDE, keys, queries);
        for (int x = 0; x < queries; x += L) {
            FloatVector first = fromArray(S, base, bo + x);
            for (int j = x; j < keys * A_STRIDE; j += A_STRIDE) {
                fromArray(S, tile, j).fma(broadcast(S, factor), first).intoArray(tile, j);
            }
        }
    }

    /**
     * Raises the maxima of a vector of queries to those of their scores; NaN when any is NaN.
     *
     * @param keys whose scores are looked at
     * @param least the maxima become at least this
     * @param shifts becomes the maxima, or zero where all keys are hidden
     * @param before becomes what the maxima were
     */
    static void raise(
            float[] tile,
            int x,
            int keys,
            float least,
            float[] max,
            int at,
            float[] shifts,
            float[] before) {
        FloatVector a = fromArray(S, max, at + x);
        FloatVector b = broadcast(S, least);
        int j = x;
        int whole = x + (keys & -2) * A_STRIDE;
        for (; j < whole; j += 2 * A_STRIDE) {
            a = a.max(fromArray(S, tile, j));
            b = b.max(fromArray(S, tile, j + A_STRIDE));
        }
        if (j < x + keys * A_STRIDE) {
            a = a.max(fromArray(S, tile, j));
        }
        a = a.max(b);
        FloatVector shift = a.blend(0f, a.compare(EQ, HIDDEN));
        fromArray(S, max, at + x).intoArray(before, x);
        shift.intoArray(shifts, x);
        a.intoArray(max, at + x);
    }

    /**
     * {@code s[j, i] = 2^-t} with {@code t = shift_i - s[j, i]}, not negative but for rounding;
     * zero where t is 126.5 or more. As {@link VectorMath#expOfMinus}, but with nothing to divide
     * by: the reduction is exact and takes no multiplication. Written out here, because the JIT
     * compiler may be past its budget where this loop is inlined, and then inlines the Vector API
     * but no method of ours.
     */
    static void exp2(float[] tile, int columns, int keys, float[] shifts) {
        for (int x = 0; x < columns; x += L) {
            for (int j = x; j < x + keys * A_STRIDE; j += A_STRIDE) {
                FloatVector t = fromArray(S, shifts, x).sub(fromArray(S, tile, j));
                IntVector bits = t.reinterpretAsInts();
                FloatVector a = bits.lanewise(MIN, END_BITS).reinterpretAsFloats();
                FloatVector biased = broadcast(S, ROUNDER).sub(a);
                FloatVector r = biased.sub(ROUNDER).add(a);
                FloatVector p =
                        broadcast(S, -0.0013269407f)
                                .fma(r, broadcast(S, 0.009671294f))
                                .fma(r, broadcast(S, -0.055507112f))
                                .fma(r, broadcast(S, 0.24022247f))
                                .fma(r, broadcast(S, -0.693147f))
                                .fma(r, broadcast(S, 1f));
                IntVector power = biased.reinterpretAsInts().lanewise(LSHL, 23);
                p.mul(power.reinterpretAsFloats()).intoArray(tile, j);
            }
        }
    }

    /** {@code g[j, i] *= p[j, i]}. */
    static void scale(float[] g, float[] p, int columns, int keys) {
        for (int x = 0; x < columns; x += L) {
            for (int j = x; j < x + keys * A_STRIDE; j += A_STRIDE) {
                fromArray(S, g, j).mul(fromArray(S, p, j)).intoArray(g, j);
            }
        }
    }

    /** NaN for all keys of one query. */
    static void spoil(float[] tile, int column, int keys) {
        for (int j = column; j < keys * A_STRIDE; j += A_STRIDE) {
            tile[j] = Float.NaN;
        }
    }

    /** {@code sum_i = factor_i sum_i + sum_j s[j, i]} for a vector of queries. */
    static void sum(float[] tile, int x, int keys, float[] factors, float[] sums, int at) {
        FloatVector a = fromArray(S, sums, at + x).mul(fromArray(S, factors, x));
        FloatVector b = FloatVector.zero(S);
        int j = x;
        int whole = x + (keys & -2) * A_STRIDE;
        for (; j < whole; j += 2 * A_STRIDE) {
            a = a.add(fromArray(S, tile, j));
            b = b.add(fromArray(S, tile, j + A_STRIDE));
        }
        if (j < x + keys * A_STRIDE) {
            a = a.add(fromArray(S, tile, j));
        }
        a.add(b).intoArray(sums, at + x);
    }

    /** {@code sum_i = log 2 max_i + log sum_i}, and of what fills up the last vector. */
    static void logSumExp(float[] max, float[] sum, int at, int n) {
        for (int i = at; i < at + n; i += L) {
            VectorMath.log(fromArray(S, sum, i))
                    .add(fromArray(S, max, i).mul(1 / LOG2_E))
                    .intoArray(sum, i);
        }
    }

    // ---- Rows anywhere -------------------------------------------------------------------------

    /** {@code sum_d a_d b_d}. */
    static float dot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector sum = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int d = 0; d < whole; d += L) {
            sum = fromArray(S, a, ao + d).fma(fromArray(S, b, bo + d), sum);
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
            fromArray(S, to, out + i).add(fromArray(S, from, at + i)).intoArray(to, out + i);
        }
    }

    /** {@code to[i, d] = factor from[i, d]}. */
    static void unpack(
            float[] from,
            int stride,
            int rows,
            int columns,
            float factor,
            float[] to,
            int out,
            int toStride) {
        for (int i = 0; i < rows; i++) {
            scaleRow(from, i * stride, columns, factor, to, out + i * toStride);
        }
    }
}
