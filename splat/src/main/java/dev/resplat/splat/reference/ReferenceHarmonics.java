package dev.resplat.splat.reference;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.reference.DoubleArray;
import java.util.Arrays;

/** The definition. */
final class ReferenceHarmonics implements HarmonicsKernels {
    @Override
    public void colors(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            int n) {
        double[] H0 = DoubleArray.of(sh0);
        double[] H = DoubleArray.of(shRest);
        double[] M = DoubleArray.of(means);
        double[] C = DoubleArray.of(colors);
        double[] center = center(DoubleArray.of(worldToCamera));
        int used = (degree + 1) * (degree + 1);
        double[] Y = new double[used];
        for (int i = 0; i < n; i++) {
            double[] d = direction(M, 3 * i, center);
            Harmonics.terms(degree, d[0], d[1], d[2], Y);
            for (int c = 0; c < 3; c++) {
                double sum = 0.5 + Y[0] * H0[3 * i + c];
                for (int k = 1; k < used; k++) {
                    sum += Y[k] * H[(i * (terms - 1) + k - 1) * 3 + c];
                }
                C[3 * i + c] = Math.max(0, sum);
            }
        }
    }

    @Override
    public void colorsGrad(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            Buffer gradColors,
            Buffer gradSh0,
            Buffer gradShRest,
            Buffer gradMeans,
            Buffer gradWorldToCamera,
            int n) {
        double[] H0 = DoubleArray.of(sh0);
        double[] H = DoubleArray.of(shRest);
        double[] M = DoubleArray.of(means);
        double[] P = DoubleArray.of(worldToCamera);
        double[] C = DoubleArray.of(colors);
        double[] gC = DoubleArray.of(gradColors);
        double[] gH0 = DoubleArray.of(gradSh0);
        double[] gH = DoubleArray.of(gradShRest);
        double[] gM = DoubleArray.of(gradMeans);
        double[] center = center(P);
        double[] gCenter = new double[3];
        int used = (degree + 1) * (degree + 1);
        double[] Y = new double[used];
        double[] gY = new double[used];
        double[] g = new double[3];
        double[] gColor = new double[3];
        Arrays.fill(gH, 0, n * (terms - 1) * 3, 0);
        for (int i = 0; i < n; i++) {
            boolean any = false;
            for (int c = 0; c < 3; c++) {
                gColor[c] = C[3 * i + c] > 0 ? gC[3 * i + c] : 0;
                any |= gColor[c] != 0;
            }
            if (!any) {
                Arrays.fill(gH0, 3 * i, 3 * i + 3, 0);
                Arrays.fill(gM, 3 * i, 3 * i + 3, 0);
                continue;
            }
            double[] d = direction(M, 3 * i, center);
            Harmonics.terms(degree, d[0], d[1], d[2], Y);
            Arrays.fill(gY, 0);
            for (int c = 0; c < 3; c++) {
                gH0[3 * i + c] = Y[0] * gColor[c];
                for (int k = 1; k < used; k++) {
                    int at = (i * (terms - 1) + k - 1) * 3 + c;
                    gH[at] = Y[k] * gColor[c];
                    gY[k] += H[at] * gColor[c];
                }
            }
            Harmonics.gradient(degree, d[0], d[1], d[2], gY, g);
            double along = g[0] * d[0] + g[1] * d[1] + g[2] * d[2];
            for (int c = 0; c < 3; c++) {
                gM[3 * i + c] = degree == 0 || d[3] == 0 ? 0 : (g[c] - along * d[c]) / d[3];
                gCenter[c] -= gM[3 * i + c];
            }
        }
        centerGrad(P, gCenter, DoubleArray.of(gradWorldToCamera));
    }

    /** A unit vector from the camera to a splat, and the distance; zeros if that is zero. */
    private static double[] direction(double[] M, int at, double[] center) {
        double x = M[at] - center[0];
        double y = M[at + 1] - center[1];
        double z = M[at + 2] - center[2];
        double r = Math.sqrt(x * x + y * y + z * z);
        return r == 0 ? new double[4] : new double[] {x / r, y / r, z / r, r};
    }

    /** Where the camera is: {@code -R^T t}. */
    private static double[] center(double[] P) {
        double[] center = new double[3];
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                center[k] -= P[4 * j + k] * P[4 * j + 3];
            }
        }
        return center;
    }

    /** {@code dR = -t g^T}, {@code dt = -R g}. */
    private static void centerGrad(double[] P, double[] g, double[] gP) {
        Arrays.fill(gP, 0, 16, 0);
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                gP[4 * j + k] = -P[4 * j + 3] * g[k];
                gP[4 * j + 3] -= P[4 * j + k] * g[k];
            }
        }
    }
}
