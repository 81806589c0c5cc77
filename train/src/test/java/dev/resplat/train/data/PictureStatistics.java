package dev.resplat.train.data;

import dev.resplat.train.image.Image;
import java.util.List;
import java.util.Locale;

/**
 * What photographs have in common, as means over pictures.
 *
 * @param brightness the mean of luminance
 * @param contrast the mean deviation of luminance inside a picture
 * @param gradient the mean of the gradient's magnitude
 * @param kurtosis of horizontal differences of all pictures, 3 for a normal distribution: how rare
 *     and strong edges are
 * @param slope of the logarithm of the power spectrum over that of the frequency
 * @param saturation the mean of (max - min) / max
 * @param smooth the part of pictures whose mean gradient is below 0.02
 * @param busy the part of pictures whose mean gradient is above 0.08
 */
record PictureStatistics(
        double brightness,
        double contrast,
        double gradient,
        double kurtosis,
        double slope,
        double saturation,
        double smooth,
        double busy) {

    /** Of pictures of 128 x 128 pixels. */
    static PictureStatistics of(List<Image> images) {
        double brightness = 0;
        double contrast = 0;
        double gradient = 0;
        double saturation = 0;
        double squares = 0;
        double fourths = 0;
        double count = 0;
        int smooth = 0;
        int busy = 0;
        double[] power = new double[OCTAVES];
        for (Image image : images) {
            int side = image.width();
            double[] y = luminance(image);
            double mean = mean(y);
            brightness += mean;
            double variance = 0;
            for (double v : y) {
                variance += (v - mean) * (v - mean) / y.length;
            }
            contrast += Math.sqrt(variance);
            double steep = 0;
            for (int i = 0; i < side - 1; i++) {
                for (int j = 0; j < side - 1; j++) {
                    double dx = y[i * side + j + 1] - y[i * side + j];
                    double dy = y[(i + 1) * side + j] - y[i * side + j];
                    steep += Math.sqrt(dx * dx + dy * dy);
                    squares += dx * dx;
                    fourths += dx * dx * dx * dx;
                    count++;
                }
            }
            steep /= (side - 1) * (side - 1);
            gradient += steep;
            smooth += steep < 0.02 ? 1 : 0;
            busy += steep > 0.08 ? 1 : 0;
            saturation += saturation(image);
            addPower(power, y, side);
        }
        int n = images.size();
        return new PictureStatistics(
                brightness / n,
                contrast / n,
                gradient / n,
                fourths / count / (squares / count * squares / count),
                slope(power),
                saturation / n,
                (double) smooth / n,
                (double) busy / n);
    }

    private static final int OCTAVES = 5;

    /**
     * Adds the power in octaves of horizontal and vertical frequency, from period 64 to period 4:
     * that of Haar wavelets, which needs no Fourier transform. A power spectrum of slope -s gives
     * octaves whose power per coefficient grows by {@code 2^s} with the period.
     */
    private static void addPower(double[] power, double[] y, int side) {
        double[] low = y;
        int n = side;
        for (int octave = 0; octave < OCTAVES; octave++) {
            int half = n / 2;
            double[] next = new double[half * half];
            double sum = 0;
            for (int i = 0; i < half; i++) {
                for (int j = 0; j < half; j++) {
                    double a = low[2 * i * n + 2 * j];
                    double b = low[2 * i * n + 2 * j + 1];
                    double c = low[(2 * i + 1) * n + 2 * j];
                    double d = low[(2 * i + 1) * n + 2 * j + 1];
                    next[i * half + j] = (a + b + c + d) / 2;
                    sum += ((a + c - b - d) * (a + c - b - d) + (a + b - c - d) * (a + b - c - d));
                }
            }
            power[octave] += sum / (8 * half * half);
            low = next;
            n = half;
        }
    }

    private static double slope(double[] power) {
        return -(log2(power[OCTAVES - 1]) - log2(power[0])) / (OCTAVES - 1);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private static double saturation(Image image) {
        double sum = 0;
        float[] colors = image.colors();
        for (int i = 0; i < colors.length; i += 3) {
            float most = Math.max(colors[i], Math.max(colors[i + 1], colors[i + 2]));
            float least = Math.min(colors[i], Math.min(colors[i + 1], colors[i + 2]));
            sum += (most - least) / (most + 1e-3);
        }
        return sum / (colors.length / 3);
    }

    private static double[] luminance(Image image) {
        double[] y = new double[image.width() * image.height()];
        float[] colors = image.colors();
        for (int i = 0; i < y.length; i++) {
            y[i] = 0.299 * colors[3 * i] + 0.587 * colors[3 * i + 1] + 0.114 * colors[3 * i + 2];
        }
        return y;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "brightness %.3f contrast %.3f gradient %.4f kurtosis %.1f slope %.2f saturation"
                        + " %.3f smooth %.2f busy %.2f",
                brightness,
                contrast,
                gradient,
                kurtosis,
                slope,
                saturation,
                smooth,
                busy);
    }
}
