package dev.resplat.train.image;

import dev.resplat.train.config.UserMistake;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * A picture of gamma-encoded sRGB colours.
 *
 * @param width pixels
 * @param height pixels
 * @param colors [height, width, 3], from 0 to 1
 */
public record Image(int width, int height, float[] colors) {
    public Image {
        if (width < 0 || height < 0 || colors.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "colors must be [%d, %d, 3], has %d elements"
                            .formatted(height, width, colors.length));
        }
    }

    /**
     * Checks that a picture of so many pixels fits into an array, and what is done with it into
     * memory.
     *
     * @param where the file that is read or rendered
     * @param bytesPerPixel what that takes of the heap
     * @throws UserMistake if not
     */
    public static void requireMemory(long width, long height, Object where, long bytesPerPixel) {
        long memory = Runtime.getRuntime().maxMemory();
        long most = Math.min((Integer.MAX_VALUE - 8) / 3, memory / bytesPerPixel);
        if (width > most / height) {
            throw new UserMistake(
                    String.format(
                            Locale.ROOT,
                            "%s: a picture of %d x %d pixels is too large: the %.1f GB of memory that"
                                    + " Java may use are enough for %d pixels; choose a smaller one,"
                                    + " or more memory (java -Xmx...)",
                            where,
                            width,
                            height,
                            memory / 1e9,
                            most));
        }
    }

    /** The channel of a pixel. */
    public float at(int x, int y, int channel) {
        return colors[3 * (y * width + x) + channel];
    }

    /** The pixel as {@code 0xRRGGBB}, clamped. */
    public int rgb(int x, int y) {
        return level(at(x, y, 0)) << 16 | level(at(x, y, 1)) << 8 | level(at(x, y, 2));
    }

    private static int level(float value) {
        return Math.round(255 * Math.min(Math.max(value, 0), 1));
    }

    /** {@code gain |a - b|}. */
    public Image difference(Image other, float gain) {
        checkSize(other);
        float[] result = new float[colors.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = gain * Math.abs(colors[i] - other.colors[i]);
        }
        return new Image(width, height, result);
    }

    /** The picture that {@link #png} stores: clipped, and rounded to 256 levels. */
    public Image stored() {
        float[] result = new float[colors.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = level(colors[i]) / 255f;
        }
        return new Image(width, height, result);
    }

    /** This picture, or, if a side is longer than {@code most}, means of squares of its pixels. */
    public Image within(int most) {
        int factor = (Math.max(width, height) + most - 1) / most;
        if (factor <= 1) {
            return this;
        }
        int w = (width + factor - 1) / factor;
        int h = (height + factor - 1) / factor;
        float[] result = new float[3 * w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                for (int c = 0; c < 3; c++) {
                    result[3 * (y * w + x) + c] = mean(x * factor, y * factor, factor, c);
                }
            }
        }
        return new Image(w, h, result);
    }

    /** Of what is inside the picture of a square whose first pixel is (left, top). */
    private float mean(int left, int top, int side, int channel) {
        int right = Math.min(left + side, width);
        int bottom = Math.min(top + side, height);
        float sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += at(x, y, channel);
            }
        }
        return sum / ((right - left) * (bottom - top));
    }

    private void checkSize(Image other) {
        if (width != other.width || height != other.height) {
            throw new IllegalArgumentException(
                    "pictures differ in size: %d x %d and %d x %d"
                            .formatted(width, height, other.width, other.height));
        }
    }

    /** With 8 bits per channel. */
    public BufferedImage buffered() {
        BufferedImage buffered = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                buffered.setRGB(x, y, rgb(x, y));
            }
        }
        return buffered;
    }

    /** As a PNG file of 8 bits per channel. */
    public byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(buffered(), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
