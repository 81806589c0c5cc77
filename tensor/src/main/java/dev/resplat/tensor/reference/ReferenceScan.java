package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ScanKernels;

/** The definition: running totals, one run after the other. */
final class ReferenceScan implements ScanKernels {
    @Override
    public void cumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    int at = (o * n + j) * inner + i;
                    sum += X[at];
                    Y[at] = sum;
                }
            }
        }
    }

    @Override
    public void reverseCumulativeSum(Buffer x, Buffer y, int outer, int n, int inner) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double sum = 0;
                for (int j = n - 1; j >= 0; j--) {
                    int at = (o * n + j) * inner + i;
                    sum += X[at];
                    Y[at] = sum;
                }
            }
        }
    }

    @Override
    public void cumulativeProduct(Buffer x, Buffer y, int outer, int n, int inner) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double product = 1;
                for (int j = 0; j < n; j++) {
                    int at = (o * n + j) * inner + i;
                    product *= X[at];
                    Y[at] = product;
                }
            }
        }
    }

    @Override
    public void cumulativeProductGrad(
            Buffer x, Buffer gradY, Buffer gradX, int outer, int n, int inner) {
        double[] X = DoubleArray.of(x);
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double before = 1;
                for (int j = 0; j < n; j++) {
                    int at = (o * n + j) * inner + i;
                    gX[at] = before;
                    before *= X[at];
                }
                double after = 0;
                for (int j = n - 1; j >= 0; j--) {
                    int at = (o * n + j) * inner + i;
                    after += gY[at];
                    gX[at] *= after;
                    after *= X[at];
                }
            }
        }
    }
}
