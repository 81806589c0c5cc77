package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.EQ;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Rows in whole vectors.
 *
 * <p>Sums run in several vectors at once, because each addition waits for the one before it, and
 * for a block of elements only before they move on into a double: a lane never sees more than 256
 * roundings. The order of additions depends on n only.
 *
 * <p>A row that is no multiple of the vector length ends with a vector that starts early and covers
 * some elements twice. It is loaded before what it covers is written, so that Y may be X. Rows
 * shorter than a vector are left to {@link PlainRows}.
 */
final class SimdRows implements Rows {
    private static final int STEP = LANES.length();
    private static final int BLOCK = 4096;
    private static final int SUM_BLOCK = 16384;

    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);

    private final PlainRows plain = new PlainRows();

    @Override
    public float max(float[] X, int from, int n) {
        int to = from + n;
        if (n < STEP) {
            return plain.max(X, from, n);
        }
        FloatVector a = fromArray(LANES, X, to - STEP);
        FloatVector b = fromArray(LANES, X, from);
        FloatVector c = fromArray(LANES, X, from);
        FloatVector d = fromArray(LANES, X, from);
        int i = from;
        for (; i <= to - 4 * STEP; i += 4 * STEP) {
            a = a.max(fromArray(LANES, X, i));
            b = b.max(fromArray(LANES, X, i + STEP));
            c = c.max(fromArray(LANES, X, i + 2 * STEP));
            d = d.max(fromArray(LANES, X, i + 3 * STEP));
        }
        for (; i <= to - STEP; i += STEP) {
            a = a.max(fromArray(LANES, X, i));
        }
        return a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
    }

    @Override
    public double sum(float[] X, int from, int n) {
        if (n < STEP) {
            return plain.sum(X, from, n);
        }
        double sum = 0;
        for (int at = 0; at < n; at += SUM_BLOCK) {
            sum += blockSum(X, from + at, Math.min(SUM_BLOCK, n - at));
        }
        return sum;
    }

    private static float blockSum(float[] X, int from, int n) {
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        FloatVector c = zero(LANES);
        FloatVector d = zero(LANES);
        FloatVector e = zero(LANES);
        FloatVector f = zero(LANES);
        FloatVector g = zero(LANES);
        FloatVector h = zero(LANES);
        int to = from + n;
        int i = from;
        for (; i <= to - 8 * STEP; i += 8 * STEP) {
            a = a.add(fromArray(LANES, X, i));
            b = b.add(fromArray(LANES, X, i + STEP));
            c = c.add(fromArray(LANES, X, i + 2 * STEP));
            d = d.add(fromArray(LANES, X, i + 3 * STEP));
            e = e.add(fromArray(LANES, X, i + 4 * STEP));
            f = f.add(fromArray(LANES, X, i + 5 * STEP));
            g = g.add(fromArray(LANES, X, i + 6 * STEP));
            h = h.add(fromArray(LANES, X, i + 7 * STEP));
        }
        for (; i <= to - STEP; i += STEP) {
            a = a.add(fromArray(LANES, X, i));
        }
        float rest = 0;
        for (; i < to; i++) {
            rest += X[i];
        }
        a = a.add(b).add(c.add(d));
        e = e.add(f).add(g.add(h));
        return sumOfLanes(a.add(e)) + rest;
    }

    @Override
    public double squares(float[] X, int from, int n, float center) {
        if (n < STEP) {
            return plain.squares(X, from, n, center);
        }
        double sum = 0;
        for (int at = 0; at < n; at += BLOCK) {
            sum += blockSquares(X, from + at, Math.min(BLOCK, n - at), center);
        }
        return sum;
    }

    private static float blockSquares(float[] X, int from, int n, float center) {
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        int to = from + n;
        int i = from;
        for (; i <= to - 2 * STEP; i += 2 * STEP) {
            FloatVector x = fromArray(LANES, X, i).sub(center);
            FloatVector y = fromArray(LANES, X, i + STEP).sub(center);
            a = x.fma(x, a);
            b = y.fma(y, b);
        }
        for (; i <= to - STEP; i += STEP) {
            FloatVector x = fromArray(LANES, X, i).sub(center);
            a = x.fma(x, a);
        }
        float rest = 0;
        for (; i < to; i++) {
            float d = X[i] - center;
            rest += d * d;
        }
        return sumOfLanes(a.add(b)) + rest;
    }

    @Override
    public double dot(float[] A, float[] B, int from, int n) {
        if (n < STEP) {
            return plain.dot(A, B, from, n);
        }
        double sum = 0;
        for (int at = 0; at < n; at += BLOCK) {
            sum += blockDot(A, B, from + at, Math.min(BLOCK, n - at));
        }
        return sum;
    }

    private static float blockDot(float[] A, float[] B, int from, int n) {
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        int to = from + n;
        int i = from;
        for (; i <= to - 2 * STEP; i += 2 * STEP) {
            a = fromArray(LANES, A, i).fma(fromArray(LANES, B, i), a);
            b = fromArray(LANES, A, i + STEP).fma(fromArray(LANES, B, i + STEP), b);
        }
        for (; i <= to - STEP; i += STEP) {
            a = fromArray(LANES, A, i).fma(fromArray(LANES, B, i), a);
        }
        float rest = 0;
        for (; i < to; i++) {
            rest += A[i] * B[i];
        }
        return sumOfLanes(a.add(b)) + rest;
    }

    @Override
    public int indexOf(float[] X, int from, int n, float value) {
        int i = 0;
        if (!Float.isNaN(value)) {
            while (i <= n - STEP && !fromArray(LANES, X, from + i).compare(EQ, value).anyTrue()) {
                i += STEP;
            }
        }
        return i + plain.indexOf(X, from + i, n - i, value);
    }

    /**
     * The sum is a pass of its own: of an accumulator in the loop of the exponentials C2 of JDK 17
     * loses track in some runs, and then boxes vectors.
     */
    @Override
    public double exp(float[] X, float[] Y, int from, int n, float shift) {
        if (n < STEP || !Float.isFinite(shift)) {
            return plain.exp(X, Y, from, n, shift);
        }
        expOnly(X, Y, from, n, shift);
        return sum(Y, from, n);
    }

    private static void expOnly(float[] X, float[] Y, int from, int n, float shift) {
        int last = from + n - STEP;
        for (int i = from; i < from + n; i += STEP) {
            int at = Math.min(i, last);
            FloatVector t = broadcast(LANES, shift).sub(fromArray(LANES, X, at));
            VectorMath.expOfMinus(t).intoArray(Y, at);
        }
    }

    @Override
    public void scale(float[] Y, int from, int n, float factor) {
        if (n < STEP) {
            plain.scale(Y, from, n, factor);
            return;
        }
        int last = from + n - STEP;
        FloatVector end = fromArray(LANES, Y, last).mul(factor);
        for (int i = from; i < last; i += STEP) {
            fromArray(LANES, Y, i).mul(factor).intoArray(Y, i);
        }
        end.intoArray(Y, last);
    }

    @Override
    public void subtract(float[] X, float[] Y, int from, int n, float a, float b) {
        if (n < STEP) {
            plain.subtract(X, Y, from, n, a, b);
            return;
        }
        int last = from + n - STEP;
        FloatVector end = fromArray(LANES, X, last).sub(a).sub(b);
        for (int i = from; i < last; i += STEP) {
            fromArray(LANES, X, i).sub(a).sub(b).intoArray(Y, i);
        }
        end.intoArray(Y, last);
    }

    @Override
    public void softmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n, float dot) {
        if (n < STEP) {
            plain.softmaxGrad(Y, gY, gX, from, n, dot);
            return;
        }
        int last = from + n - STEP;
        FloatVector end = fromArray(LANES, Y, last).mul(fromArray(LANES, gY, last).sub(dot));
        for (int i = from; i < last; i += STEP) {
            fromArray(LANES, Y, i).mul(fromArray(LANES, gY, i).sub(dot)).intoArray(gX, i);
        }
        end.intoArray(gX, last);
    }

    @Override
    public void logSoftmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n, float sum) {
        if (n < STEP) {
            plain.logSoftmaxGrad(Y, gY, gX, from, n, sum);
            return;
        }
        int last = from + n - STEP;
        for (int i = from; i < from + n; i += STEP) {
            int at = Math.min(i, last);
            FloatVector y = VectorMath.exp(fromArray(LANES, Y, at));
            fromArray(LANES, gY, at).sub(y.mul(sum)).intoArray(gX, at);
        }
    }

    /** The sum of all lanes: halves onto halves; {@code reduceLanes} would not be reproducible. */
    static float sumOfLanes(FloatVector v) {
        FloatVector sum = v;
        if (STEP > 8) {
            sum = sum.add(sum.rearrange(SWAP_8));
        }
        if (STEP > 4) {
            sum = sum.add(sum.rearrange(SWAP_4));
        }
        sum = sum.add(sum.rearrange(SWAP_2));
        return sum.add(sum.rearrange(SWAP_1)).lane(0);
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(LANES, i -> (i ^ distance) & (STEP - 1));
    }
}
