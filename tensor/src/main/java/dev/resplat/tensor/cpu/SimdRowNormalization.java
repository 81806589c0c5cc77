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
        int whole = n - n % STEP;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            sumOfFour(X, from + r * n, n, whole, r, sums);
        }
        for (; r < rows; r++) {
            sumOfOne(X, from + r * n, whole, r, sums);
        }
        sumLanes(sums, rows);
        if (whole < n) {
            PlainRowNormalization.addSum(X, from, rows, n, whole, sums);
        }
    }

    private static void sumOfFour(float[] X, int from, int n, int whole, int r, float[] sums) {
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        FloatVector c = zero(LANES);
        FloatVector d = zero(LANES);
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            a = a.add(fromArray(LANES, X, i));
            b = b.add(fromArray(LANES, X, i + n));
            c = c.add(fromArray(LANES, X, i + 2 * n));
            d = d.add(fromArray(LANES, X, i + 3 * n));
        }
        a.intoArray(sums, r * STEP);
        b.intoArray(sums, (r + 1) * STEP);
        c.intoArray(sums, (r + 2) * STEP);
        d.intoArray(sums, (r + 3) * STEP);
    }

    private static void sumOfOne(float[] X, int from, int whole, int r, float[] sums) {
        FloatVector a = zero(LANES);
        for (int j = 0; j < whole; j += STEP) {
            a = a.add(fromArray(LANES, X, from + j));
        }
        a.intoArray(sums, r * STEP);
    }

    /**
     * Replaces a vector for each row by the sum of its lanes, in place: what number r overwrites
     * has been summed before. Within the loops over elements these sums would be more than the JIT
     * compiler inlines, and lanes are cheaper to add from memory than to shuffle.
     */
    private static void sumLanes(float[] sums, int rows) {
        for (int r = 0; r < rows; r++) {
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            for (int i = r * STEP; i < (r + 1) * STEP; i += 4) {
                a += sums[i];
                b += sums[i + 1];
                c += sums[i + 2];
                d += sums[i + 3];
            }
            sums[r] = (a + b) + (c + d);
        }
    }

    @Override
    public void moments(
            float[] X, int from, int rows, int n, float[] centers, float[] sums, float[] squares) {
        if (n < STEP) {
            plain.moments(X, from, rows, n, centers, sums, squares);
            return;
        }
        int whole = n - n % STEP;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            momentsOfFour(X, from + r * n, n, whole, r, centers, sums, squares);
        }
        for (; r < rows; r++) {
            momentsOfOne(X, from + r * n, whole, r, centers, sums, squares);
        }
        sumLanes(sums, rows);
        sumLanes(squares, rows);
        if (whole < n) {
            PlainRowNormalization.addMoments(X, from, rows, n, whole, centers, sums, squares);
        }
    }

    private static void momentsOfFour(
            float[] X,
            int from,
            int n,
            int whole,
            int r,
            float[] centers,
            float[] sums,
            float[] squares) {
        float centerA = centers[r];
        float centerB = centers[r + 1];
        float centerC = centers[r + 2];
        float centerD = centers[r + 3];
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        FloatVector c = zero(LANES);
        FloatVector d = zero(LANES);
        FloatVector aa = zero(LANES);
        FloatVector bb = zero(LANES);
        FloatVector cc = zero(LANES);
        FloatVector dd = zero(LANES);
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            FloatVector x = fromArray(LANES, X, i).sub(centerA);
            a = a.add(x);
            aa = x.fma(x, aa);
            x = fromArray(LANES, X, i + n).sub(centerB);
            b = b.add(x);
            bb = x.fma(x, bb);
            x = fromArray(LANES, X, i + 2 * n).sub(centerC);
            c = c.add(x);
            cc = x.fma(x, cc);
            x = fromArray(LANES, X, i + 3 * n).sub(centerD);
            d = d.add(x);
            dd = x.fma(x, dd);
        }
        a.intoArray(sums, r * STEP);
        b.intoArray(sums, (r + 1) * STEP);
        c.intoArray(sums, (r + 2) * STEP);
        d.intoArray(sums, (r + 3) * STEP);
        aa.intoArray(squares, r * STEP);
        bb.intoArray(squares, (r + 1) * STEP);
        cc.intoArray(squares, (r + 2) * STEP);
        dd.intoArray(squares, (r + 3) * STEP);
    }

    private static void momentsOfOne(
            float[] X, int from, int whole, int r, float[] centers, float[] sums, float[] squares) {
        float center = centers[r];
        FloatVector a = zero(LANES);
        FloatVector aa = zero(LANES);
        for (int j = 0; j < whole; j += STEP) {
            FloatVector x = fromArray(LANES, X, from + j).sub(center);
            a = a.add(x);
            aa = x.fma(x, aa);
        }
        a.intoArray(sums, r * STEP);
        aa.intoArray(squares, r * STEP);
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
        int whole = n - n % STEP;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            normalizeFour(X, Y, from + r * n, n, whole, r, centers, scales, shifts, gamma, beta);
        }
        for (; r < rows; r++) {
            normalizeOne(X, Y, from + r * n, whole, r, centers, scales, shifts, gamma, beta);
        }
        if (whole < n) {
            PlainRowNormalization.normalize(
                    X, Y, from, rows, n, whole, centers, scales, shifts, gamma, beta);
        }
    }

    private static void normalizeFour(
            float[] X,
            float[] Y,
            int from,
            int n,
            int whole,
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
        for (int j = 0; j < whole; j += STEP) {
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
            int whole,
            int r,
            float[] centers,
            float[] scales,
            float[] shifts,
            float[] gamma,
            float[] beta) {
        FloatVector scale = broadcast(LANES, scales[r]);
        FloatVector shift = broadcast(LANES, shifts[r]);
        float center = centers[r];
        for (int j = 0; j < whole; j += STEP) {
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
        int whole = n - n % STEP;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            productsOfFour(X, gY, from + r * n, n, whole, gamma, at, r, centers, sums, products);
        }
        for (; r < rows; r++) {
            productsOfOne(X, gY, from + r * n, whole, gamma, at, r, centers, sums, products);
        }
        sumLanes(sums, rows);
        sumLanes(products, rows);
        if (whole < n) {
            PlainRowNormalization.addProducts(
                    X, gY, from, rows, n, whole, gamma, at, centers, sums, products);
        }
    }

    private static void productsOfFour(
            float[] X,
            float[] gY,
            int from,
            int n,
            int whole,
            float[] gamma,
            int at,
            int r,
            float[] centers,
            float[] sums,
            float[] products) {
        float centerA = centers[r];
        float centerB = centers[r + 1];
        float centerC = centers[r + 2];
        float centerD = centers[r + 3];
        FloatVector a = zero(LANES);
        FloatVector b = zero(LANES);
        FloatVector c = zero(LANES);
        FloatVector d = zero(LANES);
        FloatVector ax = zero(LANES);
        FloatVector bx = zero(LANES);
        FloatVector cx = zero(LANES);
        FloatVector dx = zero(LANES);
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            FloatVector weight = fromArray(LANES, gamma, at + j);
            FloatVector h = fromArray(LANES, gY, i).mul(weight);
            a = a.add(h);
            ax = h.fma(fromArray(LANES, X, i).sub(centerA), ax);
            h = fromArray(LANES, gY, i + n).mul(weight);
            b = b.add(h);
            bx = h.fma(fromArray(LANES, X, i + n).sub(centerB), bx);
            h = fromArray(LANES, gY, i + 2 * n).mul(weight);
            c = c.add(h);
            cx = h.fma(fromArray(LANES, X, i + 2 * n).sub(centerC), cx);
            h = fromArray(LANES, gY, i + 3 * n).mul(weight);
            d = d.add(h);
            dx = h.fma(fromArray(LANES, X, i + 3 * n).sub(centerD), dx);
        }
        a.intoArray(sums, r * STEP);
        b.intoArray(sums, (r + 1) * STEP);
        c.intoArray(sums, (r + 2) * STEP);
        d.intoArray(sums, (r + 3) * STEP);
        ax.intoArray(products, r * STEP);
        bx.intoArray(products, (r + 1) * STEP);
        cx.intoArray(products, (r + 2) * STEP);
        dx.intoArray(products, (r + 3) * STEP);
    }

    private static void productsOfOne(
            float[] X,
            float[] gY,
            int from,
            int whole,
            float[] gamma,
            int at,
            int r,
            float[] centers,
            float[] sums,
            float[] products) {
        float center = centers[r];
        FloatVector a = zero(LANES);
        FloatVector ax = zero(LANES);
        for (int j = 0; j < whole; j += STEP) {
            int i = from + j;
            FloatVector h = fromArray(LANES, gY, i).mul(fromArray(LANES, gamma, at + j));
            a = a.add(h);
            ax = h.fma(fromArray(LANES, X, i).sub(center), ax);
        }
        a.intoArray(sums, r * STEP);
        ax.intoArray(products, r * STEP);
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
