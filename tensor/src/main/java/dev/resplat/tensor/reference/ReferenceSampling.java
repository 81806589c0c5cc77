package dev.resplat.tensor.reference;

import dev.resplat.tensor.Bilinear;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.FeatureMaps;
import dev.resplat.tensor.SamplingKernels;
import java.util.Arrays;

/** The definition: output by output, each from the four pixels around its place. */
final class ReferenceSampling implements SamplingKernels {
    /** What is done with an output element, a pixel element that it is made of, and the weight. */
    private interface Contribution {
        void add(int out, int in, double weight);
    }

    @Override
    public void resizeBilinear(Buffer x, Buffer y, FeatureMaps maps, boolean alignCorners) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        Arrays.fill(Y, 0, maps.outSize(), 0);
        resized(maps, alignCorners, (out, in, weight) -> Y[out] += weight * X[in]);
    }

    @Override
    public void resizeBilinearGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, boolean alignCorners) {
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        Arrays.fill(gX, 0, maps.size(), 0);
        resized(maps, alignCorners, (out, in, weight) -> gX[in] += weight * gY[out]);
    }

    private static void resized(FeatureMaps maps, boolean alignCorners, Contribution loop) {
        for (int n = 0; n < maps.n(); n++) {
            for (int i = 0; i < maps.outH(); i++) {
                double y = Bilinear.resized(i, maps.h(), maps.outH(), alignCorners);
                for (int j = 0; j < maps.outW(); j++) {
                    double x = Bilinear.resized(j, maps.w(), maps.outW(), alignCorners);
                    corners(maps, n, i, j, y, x, loop);
                }
            }
        }
    }

    /** Contributions of the pixels around (y, x) of map n to output (i, j), all channels. */
    private static void corners(
            FeatureMaps maps, int n, int i, int j, double y, double x, Contribution loop) {
        int top = Bilinear.floor(y, maps.h());
        int left = Bilinear.floor(x, maps.w());
        int out = ((n * maps.outH() + i) * maps.outW() + j) * maps.c();
        for (int row = Math.max(top, 0); row <= top + 1 && row < maps.h(); row++) {
            for (int column = Math.max(left, 0);
                    column <= left + 1 && column < maps.w();
                    column++) {
                double weight = (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
                int in = ((n * maps.h() + row) * maps.w() + column) * maps.c();
                for (int c = 0; c < maps.c(); c++) {
                    loop.add(out + c, in + c, weight);
                }
            }
        }
    }

    @Override
    public void gridSample(
            Buffer x,
            Buffer grid,
            Buffer y,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        Arrays.fill(Y, 0, maps.outSize(), 0);
        Contribution loop = (out, in, weight) -> Y[out] += weight * X[in];
        sampled(DoubleArray.of(grid), maps, padding, alignCorners, loop);
    }

    @Override
    public void gridSampleGradX(
            Buffer grid,
            Buffer gradY,
            Buffer gradX,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        double[] gY = DoubleArray.of(gradY);
        double[] gX = DoubleArray.of(gradX);
        Arrays.fill(gX, 0, maps.size(), 0);
        Contribution loop = (out, in, weight) -> gX[in] += weight * gY[out];
        sampled(DoubleArray.of(grid), maps, padding, alignCorners, loop);
    }

    private static void sampled(
            double[] G,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners,
            Contribution loop) {
        for (int n = 0; n < maps.n(); n++) {
            for (int i = 0; i < maps.outH(); i++) {
                for (int j = 0; j < maps.outW(); j++) {
                    int at = 2 * ((n * maps.outH() + i) * maps.outW() + j);
                    double x = place(G[at], maps.w(), padding, alignCorners);
                    double y = place(G[at + 1], maps.h(), padding, alignCorners);
                    corners(maps, n, i, j, y, x, loop);
                }
            }
        }
    }

    private static double place(double coordinate, int n, Padding padding, boolean alignCorners) {
        double place = Bilinear.denormalized(coordinate, n, alignCorners);
        return padding == Padding.BORDER ? Bilinear.clamped(place, n) : place;
    }

    @Override
    public void gridSampleGradGrid(
            Buffer x,
            Buffer grid,
            Buffer gradY,
            Buffer gradGrid,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        double[] G = DoubleArray.of(grid);
        double[] gG = DoubleArray.of(gradGrid);
        for (int p = 0; p < maps.n() * maps.outH() * maps.outW(); p++) {
            double px = place(G[2 * p], maps.w(), padding, alignCorners);
            double py = place(G[2 * p + 1], maps.h(), padding, alignCorners);
            int left = Bilinear.floor(px, maps.w());
            int top = Bilinear.floor(py, maps.h());
            double gx = 0;
            double gy = 0;
            for (int row = Math.max(top, 0); row <= top + 1 && row < maps.h(); row++) {
                for (int column = Math.max(left, 0);
                        column <= left + 1 && column < maps.w();
                        column++) {
                    double dot =
                            dot(DoubleArray.of(x), DoubleArray.of(gradY), maps, p, row, column);
                    gx += (column > left ? 1 : -1) * (1 - Math.abs(py - row)) * dot;
                    gy += (row > top ? 1 : -1) * (1 - Math.abs(px - column)) * dot;
                }
            }
            boolean free = padding == Padding.ZEROS;
            double x0 = Bilinear.denormalized(G[2 * p], maps.w(), alignCorners);
            double y0 = Bilinear.denormalized(G[2 * p + 1], maps.h(), alignCorners);
            boolean movesX = free || Bilinear.isInside(x0, maps.w());
            boolean movesY = free || Bilinear.isInside(y0, maps.h());
            gG[2 * p] = movesX ? Bilinear.slope(maps.w(), alignCorners) * gx : 0;
            gG[2 * p + 1] = movesY ? Bilinear.slope(maps.h(), alignCorners) * gy : 0;
        }
    }

    /** The product of a pixel and of the gradient of output p, over all channels. */
    private static double dot(
            double[] X, double[] gY, FeatureMaps maps, int p, int row, int column) {
        int n = p / (maps.outH() * maps.outW());
        int in = ((n * maps.h() + row) * maps.w() + column) * maps.c();
        double dot = 0;
        for (int c = 0; c < maps.c(); c++) {
            dot += gY[p * maps.c() + c] * X[in + c];
        }
        return dot;
    }
}
