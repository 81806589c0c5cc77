package dev.resplat.train.metrics;

import dev.resplat.train.image.Image;
import java.util.List;

/**
 * One channel of a picture, or a picture in grey.
 *
 * @param width pixels
 * @param height pixels
 * @param values {@code [height, width]}, from 0 to 1
 */
public record Plane(int width, int height, double[] values) {
    /** The weights of MATLAB's {@code rgb2gray}, which are those of ITU-R BT.601, unrounded. */
    private static final double[] GRAY = {0.298936021293775, 0.587043074451121, 0.114020904255103};

    public Plane {
        if (width < 0 || height < 0 || values.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "values must be [%d, %d], has %d elements"
                            .formatted(height, width, values.length));
        }
    }

    /** Red, green and blue, clipped to [0, 1]. */
    public static List<Plane> rgb(Image image) {
        return List.of(channel(image, 0), channel(image, 1), channel(image, 2));
    }

    private static Plane channel(Image image, int channel) {
        double[] values = new double[image.width() * image.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(Math.max(image.colors()[3 * i + channel], 0), 1);
        }
        return new Plane(image.width(), image.height(), values);
    }

    /**
     * The picture in grey as MATLAB's {@code rgb2gray} makes it of 8-bit colours: colours and
     * result are rounded to multiples of 1/255. Published values of SSIM in grey are of such
     * pictures.
     */
    public static Plane gray(Image image) {
        double[] values = new double[image.width() * image.height()];
        for (int i = 0; i < values.length; i++) {
            int rgb = image.rgb(i % image.width(), i / image.width());
            double gray =
                    GRAY[0] * (rgb >> 16 & 255)
                            + GRAY[1] * (rgb >> 8 & 255)
                            + GRAY[2] * (rgb & 255);
            values[i] = Math.floor(gray + 0.5) / 255;
        }
        return new Plane(image.width(), image.height(), values);
    }

    /**
     * Half as wide and high, rounded up: means of two by two pixels, the last of an odd number
     * repeated.
     */
    Plane halved() {
        int w = (width + 1) / 2;
        int h = (height + 1) / 2;
        double[] half = new double[w * h];
        for (int y = 0; y < h; y++) {
            int above = 2 * y * width;
            int below = Math.min(2 * y + 1, height - 1) * width;
            for (int x = 0; x < w; x++) {
                int left = 2 * x;
                int right = Math.min(left + 1, width - 1);
                double sum = values[above + left] + values[above + right];
                half[y * w + x] = 0.25 * (sum + values[below + left] + values[below + right]);
            }
        }
        return new Plane(w, h, half);
    }

    /** Fails unless both are of one size. */
    static void checkSizes(String metric, Plane a, Plane b) {
        if (a.width != b.width || a.height != b.height) {
            throw new IllegalArgumentException(
                    "%s: pictures differ in size: %d x %d and %d x %d"
                            .formatted(metric, a.width, a.height, b.width, b.height));
        }
    }
}
