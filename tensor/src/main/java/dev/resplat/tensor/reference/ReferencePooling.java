package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.FeatureMaps;
import dev.resplat.tensor.PoolingKernels;
import dev.resplat.tensor.Window;
import java.util.Arrays;

/** The definition, output by output. */
final class ReferencePooling implements PoolingKernels {
    @Override
    public void maxPool(Buffer x, Buffer y, FeatureMaps maps, Window window) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int out = 0; out < maps.outSize(); out++) {
            int largest = largest(X, maps, window, out);
            Y[out] = largest < 0 ? Double.NEGATIVE_INFINITY : X[largest];
        }
    }

    @Override
    public void maxPoolGrad(
            Buffer x, Buffer y, Buffer gradY, Buffer gradX, FeatureMaps maps, Window window) {
        double[] X = DoubleArray.of(x);
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        Arrays.fill(gX, 0, maps.size(), 0);
        for (int out = 0; out < maps.outSize(); out++) {
            int largest = largest(X, maps, window, out);
            if (largest >= 0) {
                gX[largest] += gY[out];
            }
        }
    }

    /** Which element wins, or -1 where there is none. */
    private static int largest(double[] X, FeatureMaps maps, Window window, int out) {
        int largest = -1;
        for (int u = 0; u < window.height(); u++) {
            for (int v = 0; v < window.width(); v++) {
                int in = input(maps, window, out, u, v);
                if (in >= 0 && (largest < 0 || X[in] > X[largest] || Double.isNaN(X[in]))) {
                    largest = in;
                }
            }
        }
        return largest;
    }

    /** The element that an output sees at (u, v) of its window, or -1 outside the map. */
    private static int input(FeatureMaps maps, Window window, int out, int u, int v) {
        int c = out % maps.c();
        int j = out / maps.c() % maps.outW();
        int i = out / maps.c() / maps.outW() % maps.outH();
        int n = out / maps.c() / maps.outW() / maps.outH();
        int row = i * window.strideY() - window.paddingY() + u * window.dilationY();
        int column = j * window.strideX() - window.paddingX() + v * window.dilationX();
        boolean inside = row >= 0 && row < maps.h() && column >= 0 && column < maps.w();
        return inside ? ((n * maps.h() + row) * maps.w() + column) * maps.c() + c : -1;
    }

    @Override
    public void averagePool(
            Buffer x, Buffer y, FeatureMaps maps, Window window, boolean countPadding) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        for (int out = 0; out < maps.outSize(); out++) {
            double sum = 0;
            for (int u = 0; u < window.height(); u++) {
                for (int v = 0; v < window.width(); v++) {
                    int in = input(maps, window, out, u, v);
                    sum += in < 0 ? 0 : X[in];
                }
            }
            Y[out] = sum / Math.max(1, count(maps, window, out, countPadding));
        }
    }

    @Override
    public void averagePoolGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, Window window, boolean countPadding) {
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        Arrays.fill(gX, 0, maps.size(), 0);
        for (int out = 0; out < maps.outSize(); out++) {
            int count = count(maps, window, out, countPadding);
            for (int u = 0; u < window.height(); u++) {
                for (int v = 0; v < window.width(); v++) {
                    int in = input(maps, window, out, u, v);
                    if (in >= 0) {
                        gX[in] += gY[out] / count;
                    }
                }
            }
        }
    }

    private static int count(FeatureMaps maps, Window window, int out, boolean countPadding) {
        int j = out / maps.c() % maps.outW();
        int i = out / maps.c() / maps.outW() % maps.outH();
        int count = 0;
        for (int u = 0; u < window.height(); u++) {
            for (int v = 0; v < window.width(); v++) {
                int row = i * window.strideY() - window.paddingY() + u * window.dilationY();
                int column = j * window.strideX() - window.paddingX() + v * window.dilationX();
                boolean padded =
                        row < maps.h() + window.paddingY() && column < maps.w() + window.paddingX();
                boolean inside = input(maps, window, out, u, v) >= 0;
                count += inside || countPadding && padded ? 1 : 0;
            }
        }
        return count;
    }
}
