package dev.resplat.tensor.cpu;

/** Norms over places in plain Java; also the columns that vectors leave over. */
final class PlainColumnNormalization implements NormalizationLoops.OverColumns {
    @Override
    public void moments(
            float[] X, int from, int rows, int n, float[] centers, float[] sums, float[] squares) {
        moments(X, from, rows, n, 0, centers, sums, squares);
    }

    /** Columns from {@code first} on. */
    static void moments(
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
            for (int j = first; j < n; j++) {
                float d = X[row + j] - centers[j];
                sums[j] += d;
                squares[j] += d * d;
            }
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
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            for (int j = 0; j < n; j++) {
                Y[row + j] = (X[row + j] - centers[j]) * scales[j] + shifts[j];
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
            float[] centers,
            float[] sums,
            float[] products) {
        products(X, gY, from, rows, n, 0, centers, sums, products);
    }

    /** Columns from {@code first} on. */
    static void products(
            float[] X,
            float[] gY,
            int from,
            int rows,
            int n,
            int first,
            float[] centers,
            float[] sums,
            float[] products) {
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            for (int j = first; j < n; j++) {
                float g = gY[row + j];
                sums[j] += g;
                products[j] += g * (X[row + j] - centers[j]);
            }
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
        for (int r = 0; r < rows; r++) {
            int row = from + r * n;
            for (int j = 0; j < n; j++) {
                float slope = (X[row + j] - centers[j]) * slopes[j] + shifts[j];
                gX[row + j] = gY[row + j] * scales[j] + slope;
            }
        }
    }
}
