package dev.resplat.train.metrics;

import dev.resplat.train.image.Image;
import java.util.List;

/**
 * Structural similarity at five scales (Wang, Simoncelli and Bovik 2003, "Multiscale structural
 * similarity for image quality assessment", equation 7).
 *
 * <p>Pictures are halved four times, by means of two by two pixels. With the mean over pixels of
 * the contrast-structure term of {@link Ssim} at scales 1 to 4, and of SSIM itself at scale 5,
 *
 * <pre>{@code MS-SSIM = cs1^.0448 cs2^.2856 cs3^.3001 cs4^.2363 ssim5^.1333}</pre>
 *
 * <p>A mean that is negative, as of a picture and its negative, counts as zero, because a power of
 * it is not a number.
 */
public final class MultiScaleSsim {
    private static final double[] WEIGHTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

    /** The smallest extent whose fifth scale still holds a window. */
    static final int SMALLEST = (Ssim.WINDOW - 1) * (1 << WEIGHTS.length - 1) + 1;

    private MultiScaleSsim() {}

    /** The mean over red, green and blue, each clipped to [0, 1]. */
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
     * MS-SSIM of one channel, or in grey.
     *
     * @throws IllegalArgumentException when the sizes differ or are below 161 pixels
     */
    public static double of(Plane a, Plane b) {
        Plane.checkSizes("MS-SSIM", a, b);
        if (Math.min(a.width(), a.height()) < SMALLEST) {
            throw new IllegalArgumentException(
                    "MS-SSIM: a picture of %d x %d is smaller than %d x %d, five scales of its window"
                            .formatted(a.width(), a.height(), SMALLEST, SMALLEST));
        }
        int last = WEIGHTS.length - 1;
        double product = 1;
        for (int scale = 0; scale < last; scale++) {
            product *= power(Ssim.means(a, b).contrastStructure(), WEIGHTS[scale]);
            a = a.halved();
            b = b.halved();
        }
        return product * power(Ssim.means(a, b).ssim(), WEIGHTS[last]);
    }

    private static double power(double mean, double weight) {
        return Math.pow(Math.max(mean, 0), weight);
    }
}
