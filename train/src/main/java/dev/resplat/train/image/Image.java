package dev.resplat.train.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private void checkSize(Image other) {
        if (width != other.width || height != other.height) {
            throw new IllegalArgumentException(
                    "pictures differ in size: %d x %d and %d x %d"
                            .formatted(width, height, other.width, other.height));
        }
    }

    /** As a PNG file of 8 bits per channel. */
    public byte[] png() {
        BufferedImage buffered = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                buffered.setRGB(x, y, rgb(x, y));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(buffered, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
