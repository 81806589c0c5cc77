package dev.resplat.tensor;

/** How alike pictures are to the eye, and how that changes with one of them. */
public interface SimilarityKernels {
    /** Pixels along a side of the window. */
    int WINDOW = 11;

    /** Standard deviation of the Gaussian in the window, in pixels. */
    double SIGMA = 1.5;

    /** What keeps the ratio of means finite. */
    double C1 = 0.01 * 0.01;

    /** What keeps the ratio of variances finite. */
    double C2 = 0.03 * 0.03;

    /** The {@value #WINDOW} weights of the window along an axis; their sum is one. */
    static double[] weights() {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int k = 0; k < WINDOW; k++) {
            int distance = k - WINDOW / 2;
            weights[k] = Math.exp(-0.5 * distance * distance / (SIGMA * SIGMA));
            sum += weights[k];
        }
        for (int k = 0; k < WINDOW; k++) {
            weights[k] /= sum;
        }
        return weights;
    }

    /**
     * The mean of SSIM (Wang, Bovik, Sheikh and Simoncelli 2004, equation 13) over all channels and
     * all pixels whose window is inside the picture. With means m, variances v and covariance c in
     * the window of a pixel,
     *
     * <pre>{@code
     * S = (2 mx my + C1) (2 c + C2) / ((mx^2 + my^2 + C1) (vx + vy + C2)) = a1 a2 / (b1 b2)
     * }</pre>
     *
     * <p>and the gradient with respect to a pixel x is the sum over the windows that it is in of
     * {@code w (R + 2 x Q + y P)} with
     *
     * <pre>{@code
     * P = dS / dE[xy] = 2 a1 / (b1 b2)
     * Q = dS / dE[xx] = -S / b2
     * R = dS / dmx    = 2 my (a2 - a1) / (b1 b2) - 2 mx S (1 / b1 - 1 / b2)
     * }</pre>
     *
     * @param x {@code [n, height, width, channels]}
     * @param y {@code [n, height, width, channels]}
     * @param mean {@code [1]}
     * @param gradX {@code [n, height, width, channels]}: the gradient of the mean, or null if it is
     *     not needed
     * @param height the window's or more
     * @param width the window's or more
     */
    void ssim(
            Buffer x,
            Buffer y,
            Buffer mean,
            Buffer gradX,
            int n,
            int height,
            int width,
            int channels);
}
