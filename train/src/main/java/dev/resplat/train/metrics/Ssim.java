package dev.resplat.train.metrics;

import dev.resplat.train.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from
 * error visibility to structural similarity", equations 13 to 17).
 *
 * <p>Around each pixel, with means m, variances v and covariance c weighted by a Gaussian of 1.5
 * pixels, 11 x 11 pixels wide,
 *
 * <pre>{@code
 * luminance          = (2 ma mb + C1) / (ma^2 + mb^2 + C1)    C1 = 0.01^2
 * contrast-structure = (2 c + C2) / (va + vb + C2)            C2 = 0.03^2
 * SSIM               = luminance * contrast-structure
 * }</pre>
 *
 * <p>and the mean over all pixels whose window is inside the picture. Variances are those of the
 * window as a whole population, not of a sample. This is the authors' definition, and that of
 * scikit-image with {@code gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
 * data_range=1}.
 */
public final class Ssim {
    private static final int RADIUS = 5;

    /** Extent of the window in pixels: no picture may be smaller. */
    static final int WINDOW = 2 * RADIUS + 1;

    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final double[] WEIGHTS = gaussian();

    /** Per pixel: the means of a, b, a^2, b^2 and a b. */
    private static final int MOMENTS = 5;

    private Ssim() {}

    /** Whether a picture is as large as the window, so that there is something to average. */
    public static boolean fits(Image picture) {
        return Math.min(picture.width(), picture.height()) >= WINDOW;
    }

    /** The mean of SSIM over red, green and blue, each clipped to [0, 1]. */
    public static double of(Image a, Image b) {
        List<Plane> as = Plane.rgb(a);
        List<Plane> bs = Plane.rgb(b);
        double sum = 0;
        for (int c = 0; c < as.size(); c++) {
            sum += of(as.get(c), bs.get(c));
        }
        return sum / as.size();
    }

    /**
     * The same of the pixels that a mask keeps: windows around others do not count, but those of
     * kept pixels reach into what is around them.
     *
     * @param mask {@code [height, width]}: 0 where a pixel is to be ignored
     * @return empty if no pixel whose window is inside the picture is kept
     */
    static OptionalDouble of(Image a, Image b, float[] mask) {
        List<Plane> as = Plane.rgb(a);
        List<Plane> bs = Plane.rgb(b);
        double sum = 0;
        for (int c = 0; c < as.size(); c++) {
            sum += means(as.get(c), bs.get(c), mask).ssim;
        }
        return Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum / as.size());
    }

    /**
     * SSIM of one channel, or in grey.
     *
     * @throws IllegalArgumentException when the sizes differ or are below 11 pixels
     */
    public static double of(Plane a, Plane b) {
        return means(a, b).ssim;
    }

    /**
     * Means over a picture.
     *
     * @param ssim of luminance times contrast-structure
     * @param contrastStructure of the latter alone
     */
    record Means(double ssim, double contrastStructure) {}

    static Means means(Plane a, Plane b) {
        return means(a, b, null);
    }

    /** With a mask, or null: NaN if it keeps nothing. */
    private static Means means(Plane a, Plane b, float[] mask) {
        Plane.checkSizes("SSIM", a, b);
        int columns = a.width() - 2 * RADIUS;
        int rows = a.height() - 2 * RADIUS;
        if (columns < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "SSIM: a picture of %d x %d is smaller than the window of %d x %d"
                            .formatted(a.width(), a.height(), WINDOW, WINDOW));
        }
        double[][] down = new double[MOMENTS][a.width()];
        double[][] both = new double[MOMENTS][columns];
        double ssim = 0;
        double contrastStructure = 0;
        long pixels = 0;
        for (int y = 0; y < rows; y++) {
            for (double[] moment : down) {
                Arrays.fill(moment, 0);
            }
            for (int k = 0; k < WINDOW; k++) {
                addRow(WEIGHTS[k], a, b, y + k, down);
            }
            for (int m = 0; m < MOMENTS; m++) {
                filterRow(down[m], both[m]);
            }
            for (int x = 0; x < columns; x++) {
                if (mask != null && mask[(y + RADIUS) * a.width() + x + RADIUS] == 0) {
                    continue;
                }
                pixels++;
                double meanA = both[0][x];
                double meanB = both[1][x];
                double varianceA = both[2][x] - meanA * meanA;
                double varianceB = both[3][x] - meanB * meanB;
                double covariance = both[4][x] - meanA * meanB;
                double structure = (2 * covariance + C2) / (varianceA + varianceB + C2);
                double luminance = (2 * meanA * meanB + C1) / (meanA * meanA + meanB * meanB + C1);
                ssim += luminance * structure;
                contrastStructure += structure;
            }
        }
        return new Means(ssim / pixels, contrastStructure / pixels);
    }

    /** Adds the moments of a row of pixels, times a weight. */
    private static void addRow(double weight, Plane a, Plane b, int row, double[][] moments) {
        int width = a.width();
        int at = row * width;
        double[] valuesA = a.values();
        double[] valuesB = b.values();
        double[] sumA = moments[0];
        double[] sumB = moments[1];
        double[] sumAa = moments[2];
        double[] sumBb = moments[3];
        double[] sumAb = moments[4];
        for (int x = 0; x < width; x++) {
            double u = valuesA[at + x];
            double v = valuesB[at + x];
            double wu = weight * u;
            double wv = weight * v;
            sumA[x] += wu;
            sumB[x] += wv;
            sumAa[x] += wu * u;
            sumBb[x] += wv * v;
            sumAb[x] += wu * v;
        }
    }

    private static void filterRow(double[] x, double[] y) {
        Arrays.fill(y, 0);
        for (int k = 0; k < WINDOW; k++) {
            double weight = WEIGHTS[k];
            for (int i = 0; i < y.length; i++) {
                y[i] += weight * x[i + k];
            }
        }
    }

    private static double[] gaussian() {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int k = 0; k < WINDOW; k++) {
            double distance = (k - RADIUS) / SIGMA;
            weights[k] = Math.exp(-0.5 * distance * distance);
            sum += weights[k];
        }
        for (int k = 0; k < WINDOW; k++) {
            weights[k] /= sum;
        }
        return weights;
    }
}
