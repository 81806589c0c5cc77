package dev.resplat.tensor.cpu;

import static dev.resplat.tensor.cpu.VectorMath.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * Layer norm in whole vectors. Rows shorter than a vector, and what vectors leave over at the ends
 * of rows, are left to {@link PlainRowNormalization}.
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
        for (int r = 0; r < rows; r++) {
            sumOfRow(X, from + r * n, whole, r, sums);
        }
        sumLanes(sums, rows);
        if (whole < n) {
            PlainRowNormalization.addSum(X, from, rows, n, whole, sums);
        }
    }

    private static void sumOfRow(float[] X, int from, int whole, int r, float[] sums) {
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
        for (int r = 0; r < rows; r++) {
            momentsOfRow(X, from + r * n, whole, r, centers, sums, squares);
        }
        sumLanes(sums, rows);
        sumLanes(squares, rows);
        if (whole < n) {
            PlainRowNormalization.addMoments(X, from, rows, n, whole, centers, sums, squares);
        }
    }

    private static void momentsOfRow(
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
        for (int r = 0; r < rows; r++) {
            normalizeRow(X, Y, from + r * n, whole, r, centers, scales, shifts, gamma, beta);
        }
        if (whole < n) {
            PlainRowNormalization.normalize(
                    X, Y, from, rows, n, whole, centers, scales, shifts, gamma, beta);
        }
    }

    private static void normalizeRow(
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
        for (int r = 0; r < rows; r++) {
            productsOfRow(X, gY, from + r * n, whole, gamma, at, r, centers, sums, products);
        }
        sumLanes(sums, rows);
        sumLanes(products, rows);
        if (whole < n) {
            PlainRowNormalization.addProducts(
                    X, gY, from, rows, n, whole, gamma, at, centers, sums, products);
        }
    }

    private static void productsOfRow(
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
        for (int r = 0; r < rows; r++) {
            gradientOfRow(
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

    private static void gradientOfRow(
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
