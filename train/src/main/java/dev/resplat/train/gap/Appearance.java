package dev.resplat.train.gap;

import dev.resplat.train.image.Image;
import dev.resplat.train.image.Srgb;
import java.util.List;

/**
 * What pictures look like in numbers: the distribution of their colours in Oklab (Ottosson 2020, "A
 * perceptual color space for image processing"), that of the logarithms of grey gradients, and how
 * power falls with frequency.
 */
final class Appearance {
    private static final int BINS = 64;

    /** Of gradients, as a power of two: less than an eighth of a level of 8 bits is none. */
    private static final double LEAST_GRADIENT = -11;

    private static final double MOST_GRADIENT = 1;

    /** The coarsest level of the pyramid that slopes are measured on has so many pixels a side. */
    private static final int COARSEST = 8;

    private final Histogram[] colors = {
        new Histogram(0, 1, BINS), new Histogram(-0.4, 0.4, BINS), new Histogram(-0.4, 0.4, BINS)
    };
    private final Histogram gradients = new Histogram(LEAST_GRADIENT, MOST_GRADIENT, BINS);
    private final Histogram slopes = new Histogram(-2, 6, BINS);

    private Appearance() {}

    /**
     * Of some pictures.
     *
     * @param pictures one or more, of at least 16 x 16 pixels
     */
    static Appearance of(List<Image> pictures) {
        Appearance appearance = new Appearance();
        for (Image picture : pictures) {
            appearance.add(picture);
        }
        return appearance;
    }

    private void add(Image picture) {
        int width = picture.width();
        int height = picture.height();
        double[] grey = new double[width * height];
        for (int i = 0; i < grey.length; i++) {
            double r = picture.colors()[3 * i];
            double g = picture.colors()[3 * i + 1];
            double b = picture.colors()[3 * i + 2];
            grey[i] = 0.299 * r + 0.587 * g + 0.114 * b;
            addColor(linear(r), linear(g), linear(b));
        }
        for (int y = 0; y + 1 < height; y++) {
            for (int x = 0; x + 1 < width; x++) {
                double here = grey[y * width + x];
                double dx = grey[y * width + x + 1] - here;
                double dy = grey[(y + 1) * width + x] - here;
                double square = Math.max(dx * dx + dy * dy, 0x1p-22);
                gradients.add(0.5 * Math.log(square) / Math.log(2));
            }
        }
        slopes.add(slope(grey, width, height));
    }

    private static double linear(double x) {
        return Srgb.decoded(Math.min(Math.max(x, 0), 1));
    }

    private void addColor(double r, double g, double b) {
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        colors[0].add(0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s);
        colors[1].add(1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s);
        colors[2].add(0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    /**
     * The exponent a of a power spectrum {@code f^-a}, about 2 for photographs. Means of 2 x 2
     * pixels make a picture of half the size; what is lost is the energy of an octave, which goes
     * with {@code f^(2 - a)}, so a line is fitted to its logarithm.
     */
    private static double slope(double[] grey, int width, int height) {
        double[] fine = grey;
        int w = width;
        int h = height;
        int count = 0;
        double sumX = 0;
        double sumY = 0;
        double sumXx = 0;
        double sumXy = 0;
        for (int level = 0; w / 2 >= COARSEST && h / 2 >= COARSEST; level++) {
            double[] coarse = new double[w / 2 * (h / 2)];
            double energy = halved(fine, w, coarse, w / 2);
            double y = Math.log(Math.max(energy, 1e-12)) / Math.log(2);
            sumX += level;
            sumY += y;
            sumXx += level * (double) level;
            sumXy += level * y;
            count++;
            fine = coarse;
            w /= 2;
            h /= 2;
        }
        double spread = count * sumXx - sumX * sumX;
        return spread == 0 ? 2 : 2 + (count * sumXy - sumX * sumY) / spread;
    }

    /** Makes the coarser picture and returns the mean square of what it lacks. */
    private static double halved(double[] fine, int w, double[] coarse, int half) {
        double energy = 0;
        for (int i = 0; i < coarse.length; i++) {
            int at = i / half * 2 * w + i % half * 2;
            double a = fine[at];
            double b = fine[at + 1];
            double c = fine[at + w];
            double d = fine[at + w + 1];
            double mean = (a + b + c + d) / 4;
            coarse[i] = mean;
            energy += (a * a + b * b + c * c + d * d - 4 * mean * mean) / (4.0 * coarse.length);
        }
        return energy;
    }

    /** How far colours have to go, the mean of lightness and both axes of hue. */
    double colorDistance(Appearance other) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += colors[c].distance(other.colors[c]) / 3;
        }
        return sum;
    }

    /** The distance of the mean colours. */
    double meanColorDistance(Appearance other) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            double difference = colors[c].mean() - other.colors[c].mean();
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** The distance of the standard deviations of colours. */
    double contrastDistance(Appearance other) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            double difference = colors[c].deviation() - other.colors[c].deviation();
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** How far gradients have to go, in octaves. */
    double gradientDistance(Appearance other) {
        return gradients.distance(other.gradients);
    }

    /** The difference of the mean exponents of power spectra. */
    double slopeDistance(Appearance other) {
        return Math.abs(slopes.mean() - other.slopes.mean());
    }
}
