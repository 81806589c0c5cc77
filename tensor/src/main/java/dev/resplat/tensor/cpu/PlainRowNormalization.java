package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Layer norm in plain Java. Static methods take columns from {@code first} on, which is what
 * vectors leave over at the ends of rows, and add to the sums that are there.
 */
final class PlainRowNormalization implements NormalizationLoops.OverRows {
    @Override
    public void sum(float[] X, int from, int rows, int n, float[] sums) {
        Arrays.fill(sums, 0, rows, 0);
        addSum(X, from, rows, n, 0, sums);
    }

    static void addSum(float[] X, int from, int rows, int n, int first, float[] sums) {
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            double sum = 0;
            for (int j = first; j < n; j++) {
                sum += X[row + j];
            }
            sums[r] += (float) sum;
        }
    }

    @Override
    public void moments(
            float[] X, int from, int rows, int n, float[] centers, float[] sums, float[] squares) {
        Arrays.fill(sums, 0, rows, 0);
        Arrays.fill(squares, 0, rows, 0);
        addMoments(X, from, rows, n, 0, centers, sums, squares);
    }

    static void addMoments(
            float[] X,
            int from,
            int rows,
            int n,
            int first,
            float[] centers,
            float[] sums,
            float[] squares) {
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            float center = centers[r];
            double sum = 0;
            double square = 0;
            for (int j = first; j < n; j++) {
                double d = X[row + j] - center;
                sum += d;
                square += d * d;
            }
            sums[r] += (float) sum;
            squares[r] += (float) square;
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
            float[] shifts,
            float[] gamma,
            float[] beta) {
        normalize(X, Y, from, rows, n, 0, centers, scales, shifts, gamma, beta);
    }

    static void normalize(
            float[] X,
            float[] Y,
            int from,
            int rows,
            int n,
            int first,
            float[] centers,
            float[] scales,
            float[] shifts,
            float[] gamma,
            float[] beta) {
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            float center = centers[r];
            float scale = scales[r];
            float shift = shifts[r];
            for (int j = first; j < n; j++) {
                Y[row + j] = ((X[row + j] - center) * scale + shift) * gamma[j] + beta[j];
            }
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
        Arrays.fill(sums, 0, rows, 0);
        Arrays.fill(products, 0, rows, 0);
        addProducts(X, gY, from, rows, n, 0, gamma, at, centers, sums, products);
    }

    static void addProducts(
            float[] X,
            float[] gY,
            int from,
            int rows,
            int n,
            int first,
            float[] gamma,
            int at,
            float[] centers,
            float[] sums,
            float[] products) {
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            float center = centers[r];
            double sum = 0;
            double product = 0;
            for (int j = first; j < n; j++) {
                double h = gY[row + j] * gamma[at + j];
                sum += h;
                product += h * (X[row + j] - center);
            }
            sums[r] += (float) sum;
            products[r] += (float) product;
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
            float[] gamma,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts,
            float[] gGamma,
            float[] gBeta) {
        gradient(
                X, gY, gX, from, rows, n, 0, gamma, centers, scales, slopes, shifts, gGamma, gBeta);
    }

    static void gradient(
            float[] X,
            float[] gY,
            float[] gX,
            int from,
            int rows,
            int n,
            int first,
            float[] gamma,
            float[] centers,
            float[] scales,
            float[] slopes,
            float[] shifts,
            float[] gGamma,
            float[] gBeta) {
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            float center = centers[r];
            float scale = scales[r];
            float slope = slopes[r];
            float shift = shifts[r];
            for (int j = first; j < n; j++) {
                float g = gY[row + j];
                float u = g * scale;
                float d = X[row + j] - center;
                gX[row + j] = u * gamma[j] + (d * slope + shift);
                gGamma[j] += u * d;
                gBeta[j] += g;
            }
        }
    }
}
