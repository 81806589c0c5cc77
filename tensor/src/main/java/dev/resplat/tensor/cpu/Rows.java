package dev.resplat.tensor.cpu;

/**
 * Loops over one row, {@code n} consecutive elements from {@code from} on: what reductions and
 * softmax are made of. Rows need no alignment, and nothing outside them is written.
 */
interface Rows {
    /** The largest element; NaN when any is NaN. */
    float max(float[] X, int from, int n);

    /** {@code sum_i x_i}. */
    double sum(float[] X, int from, int n);

    /** {@code sum_i (x_i - center)^2}. */
    double squares(float[] X, int from, int n, float center);

    /** {@code sum_i a_i b_i}. */
    double dot(float[] A, float[] B, int from, int n);

    /** The first i below n with {@code x_i == value}, or {@code x_i} NaN if value is. */
    int indexOf(float[] X, int from, int n, float value);

    /**
     * {@code y_i = e^(x_i - shift)}; returns their sum. Y must not be X, and shift must be the
     * largest x_i, or that of a longer row: so it is NaN when any x_i is.
     */
    double exp(float[] X, float[] Y, int from, int n, float shift);

    /** {@code y_i *= factor}. */
    void scale(float[] Y, int from, int n, float factor);

    /** {@code y_i = (x_i - a) - b}. */
    void subtract(float[] X, float[] Y, int from, int n, float a, float b);

    /** {@code gX_i = y_i (gY_i - dot)}. */
    void softmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n, float dot);

    /** {@code gX_i = gY_i - e^(y_i) sum}. */
    void logSoftmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n, float sum);
}
