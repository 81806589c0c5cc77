package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Pixels in whole vectors of channels. Channels past the last whole vector are left to {@link
 * PlainPixels}.
 */
final class SimdPixels implements Pixels {
    private static final int STEP = LANES.length();
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private final PlainPixels plain = new PlainPixels();

    /** How many of n numbers come in whole vectors. */
    private static int whole(int n) {
        return n - n % STEP;
    }

    @Override
    public void scale(float[] X, int x, float weight, float[] Y, int y, int n) {
        int whole = whole(n);
        for (int i = 0; i < whole; i += STEP) {
            fromArray(LANES, X, x + i).mul(weight).intoArray(Y, y + i);
        }
        if (whole < n) {
            plain.scale(X, x + whole, weight, Y, y + whole, n - whole);
        }
    }

    @Override
    public void add(float[] X, int x, float weight, float[] Y, int y, int n) {
        int whole = whole(n);
        if (whole > 0) {
            FloatVector w = broadcast(LANES, weight);
            for (int i = 0; i < whole; i += STEP) {
                fromArray(LANES, X, x + i).fma(w, fromArray(LANES, Y, y + i)).intoArray(Y, y + i);
            }
        }
        if (whole < n) {
            plain.add(X, x + whole, weight, Y, y + whole, n - whole);
        }
    }

    @Override
    public void blend(float[] X, int a, float wa, int b, float wb, float[] Y, int y, int n) {
        int whole = whole(n);
        blendWhole(X, a, wa, b, wb, Y, y, whole);
        if (whole < n) {
            plain.blend(X, a + whole, wa, b + whole, wb, Y, y + whole, n - whole);
        }
    }

    private static void blendWhole(
            float[] X, int a, float wa, int b, float wb, float[] Y, int y, int n) {
        FloatVector u = broadcast(LANES, wa);
        FloatVector v = broadcast(LANES, wb);
        for (int i = 0; i < n; i += STEP) {
            FloatVector right = fromArray(LANES, X, b + i).mul(v);
            fromArray(LANES, X, a + i).fma(u, right).intoArray(Y, y + i);
        }
    }

    @Override
    public void blend(float[] X, int[] at, float[] weights, float[] Y, int y, int n) {
        int whole = whole(n);
        if (whole > 0) {
            blendWhole(X, at, weights, Y, y, whole);
        }
        if (whole < n) {
            plain.blend(X, at, weights, Y, y, whole, n);
        }
    }

    private static void blendWhole(float[] X, int[] at, float[] weights, float[] Y, int y, int n) {
        int a = at[0];
        int b = at[1];
        int c = at[2];
        int d = at[3];
        FloatVector wa = broadcast(LANES, weights[0]);
        FloatVector wb = broadcast(LANES, weights[1]);
        FloatVector wc = broadcast(LANES, weights[2]);
        FloatVector wd = broadcast(LANES, weights[3]);
        for (int i = 0; i < n; i += STEP) {
            FloatVector top = fromArray(LANES, X, b + i).mul(wb);
            top = fromArray(LANES, X, a + i).fma(wa, top);
            FloatVector bottom = fromArray(LANES, X, d + i).mul(wd);
            bottom = fromArray(LANES, X, c + i).fma(wc, bottom);
            top.add(bottom).intoArray(Y, y + i);
        }
    }

    @Override
    public void spread(float[] X, int x, int[] at, int offset, float[] weights, float[] Y, int n) {
        int whole = whole(n);
        if (whole > 0) {
            spreadWhole(X, x, at, offset, weights, Y, whole);
        }
        for (int corner = 0; corner < 4 && whole < n; corner++) {
            int y = at[corner] + offset + whole;
            plain.add(X, x + whole, weights[corner], Y, y, n - whole);
        }
    }

    private static void spreadWhole(
            float[] X, int x, int[] at, int offset, float[] weights, float[] Y, int n) {
        int a = at[0] + offset;
        int b = at[1] + offset;
        int c = at[2] + offset;
        int d = at[3] + offset;
        FloatVector wa = broadcast(LANES, weights[0]);
        FloatVector wb = broadcast(LANES, weights[1]);
        FloatVector wc = broadcast(LANES, weights[2]);
        FloatVector wd = broadcast(LANES, weights[3]);
        for (int i = 0; i < n; i += STEP) {
            FloatVector v = fromArray(LANES, X, x + i);
            v.fma(wa, fromArray(LANES, Y, a + i)).intoArray(Y, a + i);
            v.fma(wb, fromArray(LANES, Y, b + i)).intoArray(Y, b + i);
            v.fma(wc, fromArray(LANES, Y, c + i)).intoArray(Y, c + i);
            v.fma(wd, fromArray(LANES, Y, d + i)).intoArray(Y, d + i);
        }
    }

    @Override
    public void combine(float[] X, int x, Taps taps, float[] Y, int y, int c) {
        int whole = whole(c);
        if (whole > 0) {
            int[] start = taps.start;
            int[] index = taps.index;
            float[] weight = taps.weight;
            for (int o = 0; o < taps.outputs; o++) {
                int t = start[o];
                int at = y + o * c;
                if (start[o + 1] - t == 2) {
                    int a = x + index[t] * c;
                    int b = x + index[t + 1] * c;
                    blendWhole(X, a, weight[t], b, weight[t + 1], Y, at, whole);
                } else {
                    combineWhole(X, x, index, weight, t, start[o + 1], Y, at, c, whole);
                }
            }
        }
        if (whole < c) {
            plain.combine(X, x, taps, Y, y, c, whole);
        }
    }

    private static void combineWhole(
            float[] X,
            int x,
            int[] index,
            float[] weight,
            int from,
            int to,
            float[] Y,
            int y,
            int c,
            int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector sum = zero(LANES);
            for (int t = from; t < to; t++) {
                FloatVector w = broadcast(LANES, weight[t]);
                sum = fromArray(LANES, X, x + index[t] * c + i).fma(w, sum);
            }
            sum.intoArray(Y, y + i);
        }
    }

    @Override
    public void max(float[] X, int a, int b, float[] Y, int y, int n) {
        int whole = whole(n);
        for (int i = 0; i < whole; i += STEP) {
            fromArray(LANES, X, a + i).max(fromArray(LANES, X, b + i)).intoArray(Y, y + i);
        }
        if (whole < n) {
            plain.max(X, a + whole, b + whole, Y, y + whole, n - whole);
        }
    }

    @Override
    public void max(float[] X, int x, float[] Y, int y, int n) {
        int whole = whole(n);
        for (int i = 0; i < whole; i += STEP) {
            fromArray(LANES, Y, y + i).max(fromArray(LANES, X, x + i)).intoArray(Y, y + i);
        }
        if (whole < n) {
            plain.max(X, x + whole, Y, y + whole, n - whole);
        }
    }

    @Override
    public void largest(float[] X, int x, Taps taps, float[] Y, int y, int c) {
        int whole = whole(c);
        int[] start = taps.start;
        for (int o = 0; o < taps.outputs && whole > 0; o++) {
            largestWhole(X, x, taps.index, start[o], start[o + 1], Y, y + o * c, c, whole);
        }
        if (whole < c) {
            plain.largest(X, x, taps, Y, y, c, whole);
        }
    }

    private static void largestWhole(
            float[] X, int x, int[] index, int from, int to, float[] Y, int y, int c, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector max = broadcast(LANES, Float.NEGATIVE_INFINITY);
            for (int t = from; t < to; t++) {
                max = max.max(fromArray(LANES, X, x + index[t] * c + i));
            }
            max.intoArray(Y, y + i);
        }
    }

    @Override
    public void dots(float[] G, int g, float[] X, int[] at, float[] dots, int n) {
        int whole = whole(n);
        if (whole == 0) {
            plain.dots(G, g, X, at, dots, n);
            return;
        }
        lanesOfDots(G, g, X, at[0], at[1], at[2], at[3], dots, whole);
        for (int corner = 0; corner < 4; corner++) {
            float sum = 0;
            for (int lane = 0; lane < STEP; lane++) {
                sum += dots[corner * STEP + lane];
            }
            for (int i = whole; i < n; i++) {
                sum += G[g + i] * X[at[corner] + i];
            }
            dots[corner] = sum;
        }
    }

    private static void lanesOfDots(
            float[] G, int g, float[] X, int a, int b, int c, int d, float[] dots, int n) {
        FloatVector ga = zero(LANES);
        FloatVector gb = zero(LANES);
        FloatVector gc = zero(LANES);
        FloatVector gd = zero(LANES);
        for (int i = 0; i < n; i += STEP) {
            FloatVector y = fromArray(LANES, G, g + i);
            ga = y.fma(fromArray(LANES, X, a + i), ga);
            gb = y.fma(fromArray(LANES, X, b + i), gb);
            gc = y.fma(fromArray(LANES, X, c + i), gc);
            gd = y.fma(fromArray(LANES, X, d + i), gd);
        }
        ga.intoArray(dots, 0);
        gb.intoArray(dots, STEP);
        gc.intoArray(dots, 2 * STEP);
        gd.intoArray(dots, 3 * STEP);
    }

    /**
     * Compares without masks, which are slow on JDK 17: {@code d | -d} has its sign bit set where
     * {@code d != 0}. What is left is in memory, as the JIT compiler loses track of it otherwise.
     */
    @Override
    public void give(float[] X, int x, float[] Y, int y, float[] left, float[] gX, int at, int n) {
        int whole = whole(n);
        for (int i = 0; i < whole; i += STEP) {
            // Zeros of either sign are equal.
            IntVector max = fromArray(LANES, Y, y + i).add(0f).reinterpretAsInts();
            IntVector d = fromArray(LANES, X, x + i).add(0f).reinterpretAsInts();
            d = d.lanewise(XOR, max);
            IntVector differs = d.or(IntVector.zero(INTS).sub(d)).lanewise(ASHR, 31);
            IntVector before = fromArray(LANES, left, i).reinterpretAsInts();
            IntVector after = before.and(differs);
            after.reinterpretAsFloats().intoArray(left, i);
            FloatVector share = before.lanewise(XOR, after).reinterpretAsFloats();
            fromArray(LANES, gX, at + i).add(share).intoArray(gX, at + i);
        }
        if (whole < n) {
            plain.give(X, x, Y, y, left, gX, at, whole, n);
        }
    }
}
