package dev.resplat.train.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A decoded picture as floats, row by row: samples to [0, 1] at their own precision, colours to
 * sRGB, not multiplied by alpha.
 *
 * @param image colours
 * @param alpha [height, width], 0 where there is nothing and 1 where it is opaque; null if all is
 */
public record Pixels(Image image, float[] alpha) {
    /**
     * Converts a picture.
     *
     * @param profile that of its colours, or null for that of its colour model
     */
    static Pixels of(BufferedImage decoded, ICC_Profile profile) {
        int width = decoded.getWidth();
        int height = decoded.getHeight();
        ToSrgb toSrgb = ToSrgb.of(space(decoded.getColorModel(), profile), width);
        Row row = new Row(decoded);
        float[] colors = new float[3 * width * height];
        float[] alpha = decoded.getColorModel().hasAlpha() ? new float[width * height] : null;
        boolean transparent = false;
        for (int y = 0; y < height; y++) {
            row.read(y);
            toSrgb.convert(row.samples, colors, 3 * y * width);
            for (int i = 3 * y * width, end = i + 3 * width; i < end; i++) {
                colors[i] = Math.min(Math.max(colors[i], 0), 1);
            }
            for (int x = 0; x < width && alpha != null; x++) {
                alpha[y * width + x] = row.alpha[x];
                transparent |= row.alpha[x] < 1;
            }
        }
        return new Pixels(new Image(width, height, colors), transparent ? alpha : null);
    }

    /** The picture on a white ground. */
    Image onWhite() {
        if (alpha == null) {
            return image;
        }
        float[] colors = image.colors().clone();
        for (int i = 0; i < colors.length; i++) {
            float a = alpha[i / 3];
            colors[i] = 1 - a + a * colors[i];
        }
        return new Image(image.width(), image.height(), colors);
    }

    private static ColorSpace space(ColorModel model, ICC_Profile profile) {
        ColorSpace own = model.getColorSpace();
        boolean fits =
                profile != null
                        && profile.getColorSpaceType() == own.getType()
                        && profile.getNumComponents() == own.getNumComponents();
        return fits ? new ICC_ColorSpace(profile) : own;
    }

    /** One row of a picture. */
    private static final class Row {
        private final ColorModel model;
        private final Raster raster;
        private final int width;
        private final int channels;
        private final float[] most;
        private final float[] raw;

        /** [width, channels], from 0 to 1, not multiplied by alpha. */
        final float[] samples;

        /** [width], from 0 to 1. */
        final float[] alpha;

        Row(BufferedImage decoded) {
            model = decoded.getColorModel();
            raster = decoded.getRaster();
            width = decoded.getWidth();
            channels = model.getNumColorComponents();
            most = new float[raster.getNumBands()];
            for (int band = 0; band < most.length; band++) {
                most[band] = isReal() ? 1 : (float) (Math.pow(2, bits(band)) - 1);
            }
            raw = new float[width * most.length];
            samples = new float[width * channels];
            alpha = new float[width];
        }

        private boolean isReal() {
            int type = raster.getTransferType();
            return type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
        }

        private int bits(int band) {
            return raster.getSampleModel().getSampleSize(band);
        }

        void read(int y) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, raw);
            for (int x = 0; x < width; x++) {
                if (model instanceof IndexColorModel palette) {
                    look(palette, x);
                } else {
                    scale(x);
                }
            }
        }

        private void look(IndexColorModel palette, int x) {
            int argb = palette.getRGB((int) raw[x]);
            alpha[x] = (argb >>> 24) / 255f;
            for (int c = 0; c < channels && c < 3; c++) {
                samples[channels * x + c] = (argb >> 16 - 8 * c & 255) / 255f;
            }
        }

        private void scale(int x) {
            int first = most.length * x;
            alpha[x] = model.hasAlpha() ? raw[first + channels] / most[channels] : 1;
            boolean premultiplied = model.hasAlpha() && model.isAlphaPremultiplied();
            for (int c = 0; c < channels; c++) {
                float sample = raw[first + c] / most[c];
                samples[channels * x + c] =
                        !premultiplied ? sample : alpha[x] > 0 ? sample / alpha[x] : 0;
            }
        }
    }
}
