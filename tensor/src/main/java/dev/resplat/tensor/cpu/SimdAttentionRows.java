package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Products of one row with many, in whole vectors; what is left of a row is done one by one. */
final class SimdAttentionRows implements AttentionRows {
    private static final int STEP = LANES.length();

    private final ThreadLocal<DotSquares> squares = ThreadLocal.withInitial(DotSquares::new);

    @Override
    public void dots(
            float[] a, int ao, float[] b, int bo, int stride, int rows, int n, float[] y, int yo) {
        int whole = LANES.loopBound(n);
        int piece = piece(whole);
        Arrays.fill(y, yo, yo + rows, 0f);
        for (int d = 0; d < whole; d += piece) {
            for (int j = 0; j < rows; j += DotSquares.ROWS) {
                int count = Math.min(DotSquares.ROWS, rows - j);
                float[] dots =
                        squares.get()
                                .dots(a, ao + d, 1, b, bo + d + j * stride, stride, count, piece);
                for (int r = 0; r < count; r++) {
                    y[yo + j + r] += dots[r];
                }
            }
        }
        if (whole < n) {
            addRest(a, ao, b, bo, stride, rows, whole, n, y, yo);
        }
    }

    /** Elements of a row that are multiplied at a time. */
    private static int piece(int n) {
        return n % (4 * STEP) == 0 ? 4 * STEP : n % (2 * STEP) == 0 ? 2 * STEP : STEP;
    }

    private static void addRest(
            float[] a,
            int ao,
            float[] b,
            int bo,
            int stride,
            int rows,
            int from,
            int n,
            float[] y,
            int yo) {
        for (int j = 0; j < rows; j++) {
            int at = bo + j * stride;
            float sum = y[yo + j];
            for (int d = from; d < n; d++) {
                sum += a[ao + d] * b[at + d];
            }
            y[yo + j] = sum;
        }
    }

    @Override
    public void combine(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            int n,
            float factor,
            float[] y,
            int yo) {
        int whole = LANES.loopBound(n);
        int d = 0;
        for (; d + 2 * STEP <= whole; d += 2 * STEP) {
            combineTwo(w, wo, b, bo + d, stride, rows, factor, y, yo + d);
        }
        if (d < whole) {
            combineOne(w, wo, b, bo + d, stride, rows, factor, y, yo + d);
        }
        if (whole < n) {
            combineRest(w, wo, b, bo, stride, rows, whole, n, factor, y, yo);
        }
    }

    private static void combineTwo(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            float factor,
            float[] y,
            int yo) {
        FloatVector s0 = FloatVector.zero(LANES);
        FloatVector s1 = FloatVector.zero(LANES);
        FloatVector t0 = FloatVector.zero(LANES);
        FloatVector t1 = FloatVector.zero(LANES);
        int j = 0;
        for (; j + 2 <= rows; j += 2) {
            int at = bo + j * stride;
            FloatVector x = FloatVector.broadcast(LANES, w[wo + j]);
            s0 = x.fma(fromArray(LANES, b, at), s0);
            s1 = x.fma(fromArray(LANES, b, at + STEP), s1);
            FloatVector z = FloatVector.broadcast(LANES, w[wo + j + 1]);
            t0 = z.fma(fromArray(LANES, b, at + stride), t0);
            t1 = z.fma(fromArray(LANES, b, at + stride + STEP), t1);
        }
        if (j < rows) {
            FloatVector x = FloatVector.broadcast(LANES, w[wo + j]);
            s0 = x.fma(fromArray(LANES, b, bo + j * stride), s0);
            s1 = x.fma(fromArray(LANES, b, bo + j * stride + STEP), s1);
        }
        s0.add(t0).mul(factor).intoArray(y, yo);
        s1.add(t1).mul(factor).intoArray(y, yo + STEP);
    }

    private static void combineOne(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            float factor,
            float[] y,
            int yo) {
        FloatVector sum = FloatVector.zero(LANES);
        for (int j = 0; j < rows; j++) {
            sum = fromArray(LANES, b, bo + j * stride).fma(broadcast(w[wo + j]), sum);
        }
        sum.mul(factor).intoArray(y, yo);
    }

    private static FloatVector broadcast(float x) {
        return FloatVector.broadcast(LANES, x);
    }

    private static void combineRest(
            float[] w,
            int wo,
            float[] b,
            int bo,
            int stride,
            int rows,
            int from,
            int n,
            float factor,
            float[] y,
            int yo) {
        Arrays.fill(y, yo + from, yo + n, 0f);
        for (int j = 0; j < rows; j++) {
            float x = w[wo + j];
            int at = bo + j * stride;
            for (int d = from; d < n; d++) {
                y[yo + d] += x * b[at + d];
            }
        }
        for (int d = from; d < n; d++) {
            y[yo + d] *= factor;
        }
    }

    /**
     * Goes through b as it lies in memory, in pieces of rows whose vectors fit into registers: what
     * comes next is then foreseen by the processor, other than a row here and a row there.
     */
    @Override
    public void allDots(
            float[] a, int ao, float[] b, int bo, int heads, int keys, int n, float[] y) {
        int piece = piece(n);
        int parts = n / piece;
        if (n == 0 || n % STEP != 0 || !DotSquares.isPeriod(heads * parts)) {
            for (int h = 0; h < heads; h++) {
                dots(a, ao + h * n, b, bo + h * n, heads * n, keys, n, y, h * keys);
            }
            return;
        }
        int pieces = keys * heads * parts;
        DotSquares square = squares.get();
        for (int from = 0; from < pieces; from += DotSquares.ROWS) {
            int count = Math.min(DotSquares.ROWS, pieces - from);
            float[] dots =
                    square.dots(a, ao, heads * parts, b, bo + from * piece, piece, count, piece);
            spread(dots, from, count, parts, heads, keys, y);
        }
    }

    /** Adds up the pieces of a row and puts sums where they belong. */
    private static void spread(
            float[] dots, int from, int count, int parts, int heads, int keys, float[] y) {
        int part = from % parts;
        int h = from / parts % heads;
        int j = from / parts / heads;
        for (int i = 0; i < count; i++) {
            int at = h * keys + j;
            y[at] = part == 0 ? dots[i] : y[at] + dots[i];
            if (++part == parts) {
                part = 0;
                if (++h == heads) {
                    h = 0;
                    j++;
                }
            }
        }
    }

    @Override
    public void allOuter(
            float[] w,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int heads,
            int keys,
            int n) {
        if (n % (2 * STEP) == 0) {
            outerTwo(w, a, ao, factor, b, bo, heads, keys, n);
        } else {
            outerOne(w, a, ao, factor, b, bo, heads, keys, n);
        }
    }

    private static void outerTwo(
            float[] w,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int heads,
            int keys,
            int n) {
        int parts = n / (2 * STEP);
        int part = 0;
        int h = 0;
        int j = 0;
        for (int i = 0; i < keys * heads * parts; i++) {
            int from = ao + (h * parts + part) * 2 * STEP;
            int to = bo + i * 2 * STEP;
            FloatVector x = broadcast(factor * w[h * keys + j]);
            fromArray(LANES, a, from).mul(x).intoArray(b, to);
            fromArray(LANES, a, from + STEP).mul(x).intoArray(b, to + STEP);
            if (++part == parts) {
                part = 0;
                if (++h == heads) {
                    h = 0;
                    j++;
                }
            }
        }
    }

    private static void outerOne(
            float[] w,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int heads,
            int keys,
            int n) {
        int whole = LANES.loopBound(n);
        for (int j = 0; j < keys; j++) {
            for (int h = 0; h < heads; h++) {
                float x = factor * w[h * keys + j];
                int from = ao + h * n;
                int to = bo + (j * heads + h) * n;
                for (int d = 0; d < whole; d += STEP) {
                    fromArray(LANES, a, from + d).mul(broadcast(x)).intoArray(b, to + d);
                }
                for (int d = whole; d < n; d++) {
                    b[to + d] = x * a[from + d];
                }
            }
        }
    }

    @Override
    public void addOuter(
            float[] w,
            int wo,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int stride,
            int rows,
            int n) {
        int whole = LANES.loopBound(n);
        int d = 0;
        if (whole % (2 * STEP) != 0) {
            addOuterOne(w, wo, a, ao, factor, b, bo, stride, rows);
            d = STEP;
        }
        for (; d < whole; d += 2 * STEP) {
            addOuterTwo(w, wo, a, ao + d, factor, b, bo + d, stride, rows);
        }
        for (int j = 0; j < rows && whole < n; j++) {
            float x = factor * w[wo + j];
            int to = bo + j * stride;
            for (d = whole; d < n; d++) {
                b[to + d] += x * a[ao + d];
            }
        }
    }

    private static void addOuterOne(
            float[] w,
            int wo,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int stride,
            int rows) {
        FloatVector x = fromArray(LANES, a, ao);
        for (int j = 0; j < rows; j++) {
            int at = bo + j * stride;
            FloatVector z = broadcast(factor * w[wo + j]);
            x.fma(z, fromArray(LANES, b, at)).intoArray(b, at);
        }
    }

    private static void addOuterTwo(
            float[] w,
            int wo,
            float[] a,
            int ao,
            float factor,
            float[] b,
            int bo,
            int stride,
            int rows) {
        FloatVector x = fromArray(LANES, a, ao);
        FloatVector y = fromArray(LANES, a, ao + STEP);
        for (int j = 0; j < rows; j++) {
            int at = bo + j * stride;
            FloatVector z = broadcast(factor * w[wo + j]);
            x.fma(z, fromArray(LANES, b, at)).intoArray(b, at);
            y.fma(z, fromArray(LANES, b, at + STEP)).intoArray(b, at + STEP);
        }
    }

    @Override
    public void scaleAndAdd(float[] s, int so, float scale, float[] mask, int mo, int n) {
        int whole = LANES.loopBound(n);
        for (int j = 0; j < whole; j += STEP) {
            fromArray(LANES, s, so + j)
                    .fma(broadcast(scale), fromArray(LANES, mask, mo + j))
                    .intoArray(s, so + j);
        }
        for (int j = whole; j < n; j++) {
            s[so + j] = scale * s[so + j] + mask[mo + j];
        }
    }
}
