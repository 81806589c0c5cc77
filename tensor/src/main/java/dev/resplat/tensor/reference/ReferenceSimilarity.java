package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.SimilarityKernels;
import java.util.Arrays;

/** The definition: every window of its own. */
final class ReferenceSimilarity implements SimilarityKernels {
    private static final double[] WEIGHTS = SimilarityKernels.weights();

    @Override
    public void ssim(
            Buffer x,
            Buffer y,
            Buffer mean,
            Buffer gradX,
            int n,
            int height,
            int width,
            int channels) {
        double[] X = DoubleArray.of(x);
        double[] Y = DoubleArray.of(y);
        double[] gX = gradX == null ? null : DoubleArray.of(gradX);
        int size = height * width * channels;
        if (gX != null) {
            Arrays.fill(gX, 0, n * size, 0);
        }
        long windows = (long) n * (height - WINDOW + 1) * (width - WINDOW + 1) * channels;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int row = 0; row <= height - WINDOW; row++) {
                for (int column = 0; column <= width - WINDOW; column++) {
                    for (int c = 0; c < channels; c++) {
                        int at = i * size + (row * width + column) * channels + c;
                        sum += window(X, Y, gX, at, width, channels, windows);
                    }
                }
            }
        }
        DoubleArray.of(mean)[0] = sum / windows;
    }

    /** SSIM in the window whose first pixel is given; adds its gradients. */
    private static double window(
            double[] X, double[] Y, double[] gX, int at, int width, int channels, long windows) {
        double mx = 0;
        double my = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int j = 0; j < WINDOW; j++) {
            for (int k = 0; k < WINDOW; k++) {
                int p = at + (j * width + k) * channels;
                double w = WEIGHTS[j] * WEIGHTS[k];
                mx += w * X[p];
                my += w * Y[p];
                xx += w * X[p] * X[p];
                yy += w * Y[p] * Y[p];
                xy += w * X[p] * Y[p];
            }
        }
        double a1 = 2 * mx * my + C1;
        double a2 = 2 * (xy - mx * my) + C2;
        double b1 = mx * mx + my * my + C1;
        double b2 = xx - mx * mx + yy - my * my + C2;
        double s = a1 * a2 / (b1 * b2);
        double P = 2 * a1 / (b1 * b2);
        double Q = -s / b2;
        double R = 2 * my * (a2 - a1) / (b1 * b2) - 2 * mx * s * (1 / b1 - 1 / b2);
        for (int j = 0; gX != null && j < WINDOW; j++) {
            for (int k = 0; k < WINDOW; k++) {
                int p = at + (j * width + k) * channels;
                gX[p] += WEIGHTS[j] * WEIGHTS[k] * (R + 2 * X[p] * Q + Y[p] * P) / windows;
            }
        }
        return s;
    }
}
