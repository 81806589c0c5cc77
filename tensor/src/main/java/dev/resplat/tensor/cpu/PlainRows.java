package dev.resplat.tensor.cpu;

/** Rows in plain Java: exponentials and sums in double precision, sums in order. */
final class PlainRows implements Rows {
    @Override
    public float max(float[] X, int from, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            max = Math.max(max, X[i]);
        }
        return max;
    }

    @Override
    public double sum(float[] X, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += X[i];
        }
        return sum;
    }

    @Override
    public double squares(float[] X, int from, int n, float center) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            double d = X[i] - center;
            sum += d * d;
        }
        return sum;
    }

    @Override
    public double dot(float[] A, float[] B, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += A[i] * B[i];
        }
        return sum;
    }

    @Override
    public int indexOf(float[] X, int from, int n, float value) {
        int i = from;
        while (i < from + n - 1 && X[i] != value && !Float.isNaN(X[i])) {
            i++;
        }
        return i - from;
    }

    @Override
    public double exp(float[] X, float[] Y, int from, int n, float shift) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            double y = Math.exp(X[i] - shift);
            Y[i] = (float) y;
            sum += y;
        }
        return sum;
    }

    @Override
    public void scale(float[] Y, int from, int n, float factor) {
        for (int i = from; i < from + n; i++) {
            Y[i] *= factor;
        }
    }

    @Override
    public void subtract(float[] X, float[] Y, int from, int n, float a, float b) {
        for (int i = from; i < from + n; i++) {
            Y[i] = (X[i] - a) - b;
        }
    }

    @Override
    public void softmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n, float dot) {
        for (int i = from; i < from + n; i++) {
            gX[i] = Y[i] * (gY[i] - dot);
        }
    }

    @Override
    public void logSoftmaxGrad(float[] Y, float[] gY, float[] gX, int from, int n, float sum) {
        for (int i = from; i < from + n; i++) {
            gX[i] = gY[i] - (float) Math.exp(Y[i]) * sum;
        }
    }
}
