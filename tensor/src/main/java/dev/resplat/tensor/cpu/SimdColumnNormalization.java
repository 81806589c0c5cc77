package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * Norms over places in whole vectors, four rows together, so that numbers of columns are loaded and
 * stored once for four. Sums of columns past the last whole vector are left to {@link
 * PlainColumnNormalization}; results there come from a vector that starts early and writes some
 * elements twice.
 */
final class SimdColumnNormalization implements NormalizationLoops.OverColumns {
    private static final int STEP = LANES.length();

    private final PlainColumnNormalization plain = new PlainColumnNormalization();

    @Override
    public void moments(
            float[] X, int from, int rows, int n, float[] centers, float[] sums, float[] squares) {
        int whole = n - n % STEP;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            momentsOfFour(X, from + r * n, n, whole, centers, sums, squares);
        }
        for (; r < rows; r++) {
            momentsOfOne(X, from + r * n, whole, centers, sums, squares);
        }
        if (whole < n) {
            PlainColumnNormalization.moments(X, from, rows, n, whole, centers, sums, squares);
        }
    }

    private static void momentsOfFour(
            float[] X, int from, int n, int whole, float[] centers, float[] S, float[] Q) {
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            FloatVector center = fromArray(LANES, centers, j);
            FloatVector a = fromArray(LANES, X, i).sub(center);
            FloatVector b = fromArray(LANES, X, i + n).sub(center);
            FloatVector c = fromArray(LANES, X, i + 2 * n).sub(center);
            FloatVector d = fromArray(LANES, X, i + 3 * n).sub(center);
            fromArray(LANES, S, j).add(a.add(b).add(c.add(d))).intoArray(S, j);
            FloatVector ab = b.fma(b, a.mul(a));
            FloatVector cd = d.fma(d, c.mul(c));
            fromArray(LANES, Q, j).add(ab.add(cd)).intoArray(Q, j);
        }
    }

    private static void momentsOfOne(
            float[] X, int from, int whole, float[] centers, float[] S, float[] Q) {
        for (int j = 0; j < whole; j += STEP) {
            FloatVector d = fromArray(LANES, X, from + j).sub(fromArray(LANES, centers, j));
            fromArray(LANES, S, j).add(d).intoArray(S, j);
            d.fma(d, fromArray(LANES, Q, j)).intoArray(Q, j);
        }
    }

    @Override
    public void normalize(
            float[] X,
            float[] Y,
            int from,
            int rows,
            int n,
            float[] centers,
            float[] scales,
            float[] shifts) {
        if (n < STEP) {
            plain.normalize(X, Y, from, rows, n, centers, scales, shifts);
            return;
        }
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            normalizeFour(X, Y, from + r * n, n, centers, scales, shifts);
        }
        for (; r < rows; r++) {
            normalizeOne(X, Y, from + r * n, n, centers, scales, shifts);
        }
    }

    private static void normalizeFour(
            float[] X,
            float[] Y,
            int from,
            int n,
            float[] centers,
            float[] scales,
            float[] shifts) {
        int last = n - STEP;
        for (int k = 0; k < n; k += STEP) {
            int j = Math.min(k, last);
            int i = from + j;
            FloatVector center = fromArray(LANES, centers, j);
            FloatVector scale = fromArray(LANES, scales, j);
            FloatVector shift = fromArray(LANES, shifts, j);
            fromArray(LANES, X, i).sub(center).fma(scale, shift).intoArray(Y, i);
            i += n;
            fromArray(LANES, X, i).sub(center).fma(scale, shift).intoArray(Y, i);
            i += n;
            fromArray(LANES, X, i).sub(center).fma(scale, shift).intoArray(Y, i);
            i += n;
            fromArray(LANES, X, i).sub(center).fma(scale, shift).intoArray(Y, i);
        }
    }

    private static void normalizeOne(
            float[] X,
            float[] Y,
            int from,
            int n,
            float[] centers,
            float[] scales,
            float[] shifts) {
        int last = n - STEP;
        for (int k = 0; k < n; k += STEP) {
            int j = Math.min(k, last);
            FloatVector d = fromArray(LANES, X, from + j).sub(fromArray(LANES, centers, j));
            d = d.fma(fromArray(LANES, scales, j), fromArray(LANES, shifts, j));
            d.intoArray(Y, from + j);
        }
    }

    @Override
    public void products(
            float[] X,
            float[] gY,
            int from,
            int rows,
            int n,
            float[] centers,
            float[] sums,
            float[] products) {
        int whole = n - n % STEP;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            productsOfFour(X, gY, from + r * n, n, whole, centers, sums, products);
        }
        for (; r < rows; r++) {
            productsOfOne(X, gY, from + r * n, whole, centers, sums, products);
        }
        if (whole < n) {
            PlainColumnNormalization.products(X, gY, from, rows, n, whole, centers, sums, products);
        }
    }

    private static void productsOfFour(
            float[] X,
            float[] gY,
            int from,
            int n,
            int whole,
            float[] centers,
            float[] S,
            float[] P) {
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            FloatVector center = fromArray(LANES, centers, j);
            FloatVector a = fromArray(LANES, gY, i);
            FloatVector b = fromArray(LANES, gY, i + n);
            FloatVector c = fromArray(LANES, gY, i + 2 * n);
            FloatVector d = fromArray(LANES, gY, i + 3 * n);
            fromArray(LANES, S, j).add(a.add(b).add(c.add(d))).intoArray(S, j);
            a = a.mul(fromArray(LANES, X, i).sub(center));
            a = b.fma(fromArray(LANES, X, i + n).sub(center), a);
            c = c.mul(fromArray(LANES, X, i + 2 * n).sub(center));
            c = d.fma(fromArray(LANES, X, i + 3 * n).sub(center), c);
            fromArray(LANES, P, j).add(a.add(c)).intoArray(P, j);
        }
    }

    private static void productsOfOne(
            float[] X, float[] gY, int from, int whole, float[] centers, float[] S, float[] P) {
        for (int j = 0; j < whole; j += STEP) {
            FloatVector g = fromArray(LANES, gY, from + j);
            FloatVector d = fromArray(LANES, X, from + j).sub(fromArray(LANES, centers, j));
            fromArray(LANES, S, j).add(g).intoArray(S, j);
            g.fma(d, fromArray(LANES, P, j)).intoArray(P, j);
        }
    }

    @Override
    public void gradient(
            float[] X,
            float[] gY,
            float[] gX,
            int from,
            int rows,
            int n,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts) {
        if (n < STEP) {
            plain.gradient(X, gY, gX, from, rows, n, centers, scales, slopes, shifts);
            return;
        }
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            gradientOfFour(X, gY, gX, from + r * n, n, centers, scales, slopes, shifts);
        }
        for (; r < rows; r++) {
            gradientOfOne(X, gY, gX, from + r * n, n, centers, scales, slopes, shifts);
        }
    }

    private static void gradientOfFour(
            float[] X,
            float[] gY,
            float[] gX,
            int from,
            int n,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts) {
        int last = n - STEP;
        for (int k = 0; k < n; k += STEP) {
            int j = Math.min(k, last);
            int i = from + j;
            FloatVector center = fromArray(LANES, centers, j);
            FloatVector scale = fromArray(LANES, scales, j);
            FloatVector slope = fromArray(LANES, slopes, j);
            FloatVector shift = fromArray(LANES, shifts, j);
            FloatVector t = fromArray(LANES, X, i).sub(center).fma(slope, shift);
            fromArray(LANES, gY, i).fma(scale, t).intoArray(gX, i);
            i += n;
            t = fromArray(LANES, X, i).sub(center).fma(slope, shift);
            fromArray(LANES, gY, i).fma(scale, t).intoArray(gX, i);
            i += n;
            t = fromArray(LANES, X, i).sub(center).fma(slope, shift);
            fromArray(LANES, gY, i).fma(scale, t).intoArray(gX, i);
            i += n;
            t = fromArray(LANES, X, i).sub(center).fma(slope, shift);
            fromArray(LANES, gY, i).fma(scale, t).intoArray(gX, i);
        }
    }

    private static void gradientOfOne(
            float[] X,
            float[] gY,
            float[] gX,
            int from,
            int n,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts) {
        int last = n - STEP;
        for (int k = 0; k < n; k += STEP) {
            int j = Math.min(k, last);
            int i = from + j;
            FloatVector t = fromArray(LANES, X, i).sub(fromArray(LANES, centers, j));
            t = t.fma(fromArray(LANES, slopes, j), fromArray(LANES, shifts, j));
            fromArray(LANES, gY, i).fma(fromArray(LANES, scales, j), t).intoArray(gX, i);
        }
    }
}
