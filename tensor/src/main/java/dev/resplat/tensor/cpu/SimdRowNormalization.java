package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * Layer norm in whole vectors. Where numbers of columns are needed, four rows go together, so that
 * these are loaded once for four. Rows shorter than a vector are left to {@link
 * PlainRowNormalization}.
 */
final class SimdRowNormalization implements NormalizationLoops.OverRows {
    private static final int STEP = LANES.length();

    private final PlainRowNormalization plain = new PlainRowNormalization();

    @Override
    public void sum(float[] X, int from, int rows, int n, float[] sums) {
        if (n < STEP) {
            plain.sum(X, from, rows, n, sums);
            return;
        }
        for (int r = 0; r < rows; r++) {
            sums[r] = sumOfOne(X, from + r * n, n);
        }
    }

    private static float sumOfOne(float[] X, int from, int n) {
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        FloatVector c = zero(LANES);
        FloatVector d = zero(LANES);
        int to = from + n;
        int i = from;
        for (; i <= to - 4 * STEP; i += 4 * STEP) {
            a = a.add(fromArray(LANES, X, i));
            b = b.add(fromArray(LANES, X, i + STEP));
            c = c.add(fromArray(LANES, X, i + 2 * STEP));
            d = d.add(fromArray(LANES, X, i + 3 * STEP));
        }
        for (; i <= to - STEP; i += STEP) {
            a = a.add(fromArray(LANES, X, i));
        }
        float rest = 0;
        for (; i < to; i++) {
            rest += X[i];
        }
        return SimdRows.sumOfLanes(a.add(b).add(c.add(d))) + rest;
    }

    @Override
    public void moments(
            float[] X, int from, int rows, int n, float[] centers, float[] sums, float[] squares) {
        if (n < STEP) {
            plain.moments(X, from, rows, n, centers, sums, squares);
            return;
        }
        for (int r = 0; r < rows; r++) {
            momentsOfOne(X, from + r * n, n, r, centers, sums, squares);
        }
    }

    private static void momentsOfOne(
            float[] X, int from, int n, int r, float[] centers, float[] sums, float[] squares) {
        float center = centers[r];
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        FloatVector aa = zero(LANES);
        FloatVector bb = zero(LANES);
        int to = from + n;
        int i = from;
        for (; i <= to - 2 * STEP; i += 2 * STEP) {
            FloatVector x = fromArray(LANES, X, i).sub(center);
            FloatVector y = fromArray(LANES, X, i + STEP).sub(center);
            a = a.add(x);
            b = b.add(y);
            aa = x.fma(x, aa);
            bb = y.fma(y, bb);
        }
        for (; i <= to - STEP; i += STEP) {
            FloatVector x = fromArray(LANES, X, i).sub(center);
            a = a.add(x);
            aa = x.fma(x, aa);
        }
        float sum = SimdRows.sumOfLanes(a.add(b));
        float square = SimdRows.sumOfLanes(aa.add(bb));
        for (; i < to; i++) {
            float d = X[i] - center;
            sum += d;
            square += d * d;
        }
        sums[r] = sum;
        squares[r] = square;
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
            float[] shifts,
            float[] gamma,
            float[] beta) {
        if (n < STEP) {
            plain.normalize(X, Y, from, rows, n, centers, scales, shifts, gamma, beta);
            return;
        }
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            normalizeFour(X, Y, from + r * n, n, r, centers, scales, shifts, gamma, beta);
        }
        for (; r < rows; r++) {
            normalizeOne(X, Y, from + r * n, n, r, centers, scales, shifts, gamma, beta);
        }
    }

    private static void normalizeFour(
            float[] X,
            float[] Y,
            int from,
            int n,
            int r,
            float[] centers,
            float[] scales,
            float[] shifts,
            float[] gamma,
            float[] beta) {
        FloatVector scaleA = broadcast(LANES, scales[r]);
        FloatVector scaleB = broadcast(LANES, scales[r + 1]);
        FloatVector scaleC = broadcast(LANES, scales[r + 2]);
        FloatVector scaleD = broadcast(LANES, scales[r + 3]);
        FloatVector shiftA = broadcast(LANES, shifts[r]);
        FloatVector shiftB = broadcast(LANES, shifts[r + 1]);
        FloatVector shiftC = broadcast(LANES, shifts[r + 2]);
        FloatVector shiftD = broadcast(LANES, shifts[r + 3]);
        float centerA = centers[r];
        float centerB = centers[r + 1];
        float centerC = centers[r + 2];
        float centerD = centers[r + 3];
        int last = n - STEP;
        for (int i = 0; i < n; i += STEP) {
            int j = Math.min(i, last);
            FloatVector g = fromArray(LANES, gamma, j);
            FloatVector b = fromArray(LANES, beta, j);
            int a = from + j;
            FloatVector x = fromArray(LANES, X, a).sub(centerA);
            x.fma(scaleA, shiftA).fma(g, b).intoArray(Y, a);
            x = fromArray(LANES, X, a + n).sub(centerB);
            x.fma(scaleB, shiftB).fma(g, b).intoArray(Y, a + n);
            x = fromArray(LANES, X, a + 2 * n).sub(centerC);
            x.fma(scaleC, shiftC).fma(g, b).intoArray(Y, a + 2 * n);
            x = fromArray(LANES, X, a + 3 * n).sub(centerD);
            x.fma(scaleD, shiftD).fma(g, b).intoArray(Y, a + 3 * n);
        }
    }

    private static void normalizeOne(
            float[] X,
            float[] Y,
            int from,
            int n,
            int r,
            float[] centers,
            float[] scales,
            float[] shifts,
            float[] gamma,
            float[] beta) {
        FloatVector scale = broadcast(LANES, scales[r]);
        FloatVector shift = broadcast(LANES, shifts[r]);
        float center = centers[r];
        int last = n - STEP;
        for (int i = 0; i < n; i += STEP) {
            int j = Math.min(i, last);
            FloatVector x = fromArray(LANES, X, from + j).sub(center).fma(scale, shift);
            x.fma(fromArray(LANES, gamma, j), fromArray(LANES, beta, j)).intoArray(Y, from + j);
        }
    }

    @Override
    public void products(
            float[] X,
            float[] gY,
            int from,
            int rows,
            int n,
            float[] gamma,
            int at,
            float[] centers,
            float[] sums,
            float[] products) {
        if (n < STEP) {
            plain.products(X, gY, from, rows, n, gamma, at, centers, sums, products);
            return;
        }
        for (int r = 0; r < rows; r++) {
            productsOfOne(X, gY, from + r * n, n, gamma, at, r, centers, sums, products);
        }
    }

    private static void productsOfOne(
            float[] X,
            float[] gY,
            int from,
            int n,
            float[] gamma,
            int at,
            int r,
            float[] centers,
            float[] sums,
            float[] products) {
        float center = centers[r];
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        FloatVector ax = zero(LANES);
        FloatVector bx = zero(LANES);
        int j = 0;
        for (; j <= n - 2 * STEP; j += 2 * STEP) {
            int i = from + j;
            FloatVector g = fromArray(LANES, gY, i).mul(fromArray(LANES, gamma, at + j));
            FloatVector h = fromArray(LANES, gamma, at + j + STEP);
            h = h.mul(fromArray(LANES, gY, i + STEP));
            a = a.add(g);
            b = b.add(h);
            ax = g.fma(fromArray(LANES, X, i).sub(center), ax);
            bx = h.fma(fromArray(LANES, X, i + STEP).sub(center), bx);
        }
        for (; j <= n - STEP; j += STEP) {
            int i = from + j;
            FloatVector g = fromArray(LANES, gY, i).mul(fromArray(LANES, gamma, at + j));
            a = a.add(g);
            ax = g.fma(fromArray(LANES, X, i).sub(center), ax);
        }
        float sum = SimdRows.sumOfLanes(a.add(b));
        float product = SimdRows.sumOfLanes(ax.add(bx));
        for (; j < n; j++) {
            float h = gY[from + j] * gamma[at + j];
            sum += h;
            product += h * (X[from + j] - center);
        }
        sums[r] = sum;
        products[r] = product;
    }

    @Override
    public void gradient(
            float[] X,
            float[] gY,
            float[] gX,
            int from,
            int rows,
            int n,
            float[] gamma,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts,
            float[] gGamma,
            float[] gBeta) {
        int whole = n - n % STEP;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            gradientOfFour(
                    X,
                    gY,
                    gX,
                    from + r * n,
                    n,
                    whole,
                    r,
                    gamma,
                    centers,
                    scales,
                    slopes,
                    shifts,
                    gGamma,
                    gBeta);
        }
        for (; r < rows; r++) {
            gradientOfOne(
                    X,
                    gY,
                    gX,
                    from + r * n,
                    whole,
                    r,
                    gamma,
                    centers,
                    scales,
                    slopes,
                    shifts,
                    gGamma,
                    gBeta);
        }
        if (whole < n) {
            PlainRowNormalization.gradient(
                    X, gY, gX, from, rows, n, whole, gamma, centers, scales, slopes, shifts, gGamma,
                    gBeta);
        }
    }

    private static void gradientOfFour(
            float[] X,
            float[] gY,
            float[] gX,
            int from,
            int n,
            int whole,
            int r,
            float[] gamma,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts,
            float[] gGamma,
            float[] gBeta) {
        FloatVector slopeA = broadcast(LANES, slopes[r]);
        FloatVector slopeB = broadcast(LANES, slopes[r + 1]);
        FloatVector slopeC = broadcast(LANES, slopes[r + 2]);
        FloatVector slopeD = broadcast(LANES, slopes[r + 3]);
        FloatVector shiftA = broadcast(LANES, shifts[r]);
        FloatVector shiftB = broadcast(LANES, shifts[r + 1]);
        FloatVector shiftC = broadcast(LANES, shifts[r + 2]);
        FloatVector shiftD = broadcast(LANES, shifts[r + 3]);
        float centerA = centers[r];
        float centerB = centers[r + 1];
        float centerC = centers[r + 2];
        float centerD = centers[r + 3];
        float scaleA = scales[r];
        float scaleB = scales[r + 1];
        float scaleC = scales[r + 2];
        float scaleD = scales[r + 3];
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            FloatVector weight = fromArray(LANES, gamma, j);
            FloatVector sumGamma = fromArray(LANES, gGamma, j);
            FloatVector sumBeta = fromArray(LANES, gBeta, j);

            FloatVector g = fromArray(LANES, gY, i);
            FloatVector d = fromArray(LANES, X, i).sub(centerA);
            FloatVector u = g.mul(scaleA);
            u.fma(weight, d.fma(slopeA, shiftA)).intoArray(gX, i);
            sumGamma = u.fma(d, sumGamma);
            sumBeta = sumBeta.add(g);

            g = fromArray(LANES, gY, i + n);
            d = fromArray(LANES, X, i + n).sub(centerB);
            u = g.mul(scaleB);
            u.fma(weight, d.fma(slopeB, shiftB)).intoArray(gX, i + n);
            sumGamma = u.fma(d, sumGamma);
            sumBeta = sumBeta.add(g);

            g = fromArray(LANES, gY, i + 2 * n);
            d = fromArray(LANES, X, i + 2 * n).sub(centerC);
            u = g.mul(scaleC);
            u.fma(weight, d.fma(slopeC, shiftC)).intoArray(gX, i + 2 * n);
            sumGamma = u.fma(d, sumGamma);
            sumBeta = sumBeta.add(g);

            g = fromArray(LANES, gY, i + 3 * n);
            d = fromArray(LANES, X, i + 3 * n).sub(centerD);
            u = g.mul(scaleD);
            u.fma(weight, d.fma(slopeD, shiftD)).intoArray(gX, i + 3 * n);
            u.fma(d, sumGamma).intoArray(gGamma, j);
            sumBeta.add(g).intoArray(gBeta, j);
        }
    }

    private static void gradientOfOne(
            float[] X,
            float[] gY,
            float[] gX,
            int from,
            int whole,
            int r,
            float[] gamma,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts,
            float[] gGamma,
            float[] gBeta) {
        FloatVector slope = broadcast(LANES, slopes[r]);
        FloatVector shift = broadcast(LANES, shifts[r]);
        float center = centers[r];
        float scale = scales[r];
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            FloatVector g = fromArray(LANES, gY, i);
            FloatVector d = fromArray(LANES, X, i).sub(center);
            FloatVector u = g.mul(scale);
            u.fma(fromArray(LANES, gamma, j), d.fma(slope, shift)).intoArray(gX, i);
            u.fma(d, fromArray(LANES, gGamma, j)).intoArray(gGamma, j);
            fromArray(LANES, gBeta, j).add(g).intoArray(gBeta, j);
        }
    }
}
