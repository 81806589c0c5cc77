package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.SoftmaxKernels;

/** The definition, row by row; subtracting the maximum keeps the exponentials finite. */
final class ReferenceSoftmax implements SoftmaxKernels {
    @Override
    public void softmax(Buffer x, Buffer y, int rows, int n) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int row = 0; row < rows; row++) {
            int first = row * n;
            double max = max(X, first, n);
            double sum = sumOfExp(X, first, n, max);
            for (int i = first; i < first + n; i++) {
                Y[i] = Math.exp(X[i] - max) / sum;
            }
        }
    }

    @Override
    public void softmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n) {
        double[] Y = DoubleArray.of(y);
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        for (int row = 0; row < rows; row++) {
            int first = row * n;
            double dot = 0;
            for (int i = first; i < first + n; i++) {
                dot += gY[i] * Y[i];
            }
            for (int i = first; i < first + n; i++) {
                gX[i] = Y[i] * (gY[i] - dot);
            }
        }
    }

    @Override
    public void logSoftmax(Buffer x, Buffer y, int rows, int n) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int row = 0; row < rows; row++) {
            int first = row * n;
            double max = max(X, first, n);
            double logSum = Math.log(sumOfExp(X, first, n, max));
            for (int i = first; i < first + n; i++) {
                Y[i] = X[i] - max - logSum;
            }
        }
    }

    @Override
    public void logSoftmaxGrad(Buffer y, Buffer gradY, Buffer gradX, int rows, int n) {
        double[] Y = DoubleArray.of(y);
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        for (int row = 0; row < rows; row++) {
            int first = row * n;
            double sum = 0;
            for (int i = first; i < first + n; i++) {
                sum += gY[i];
            }
            for (int i = first; i < first + n; i++) {
                gX[i] = gY[i] - Math.exp(Y[i]) * sum;
            }
        }
    }

    private static double max(double[] X, int first, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = first; i < first + n; i++) {
            max = Math.max(max, X[i]);
        }
        return max;
    }

    private static double sumOfExp(double[] X, int first, int n, double max) {
        double sum = 0;
        for (int i = first; i < first + n; i++) {
            sum += Math.exp(X[i] - max);
        }
        return sum;
    }
}
