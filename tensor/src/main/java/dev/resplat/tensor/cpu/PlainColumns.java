package dev.resplat.tensor.cpu;

/** Columns in plain Java. */
final class PlainColumns implements Columns {
    @Override
    public void sum(float[] X, int from, int stride, int rows, int width, float[] S, int at) {
        for (int i = 0; i < rows; i++) {
            int row = from + i * stride;
            for (int j = 0; j < width; j++) {
                S[at + j] += X[row + j];
            }
        }
    }

    @Override
    public void squares(
            float[] X, int from, int stride, int rows, int width, float[] S, float[] centers) {
        for (int i = 0; i < rows; i++) {
            int row = from + i * stride;
            for (int j = 0; j < width; j++) {
                float d = X[row + j] - centers[j];
                S[j] += d * d;
            }
        }
    }

    @Override
    public void max(float[] X, int from, int stride, int rows, int width, float[] S, int at) {
        for (int i = 0; i < rows; i++) {
            int row = from + i * stride;
            for (int j = 0; j < width; j++) {
                S[at + j] = Math.max(S[at + j], X[row + j]);
            }
        }
    }
}
