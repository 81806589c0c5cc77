package dev.resplat.train.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/** Turns rows of colours into sRGB. */
@FunctionalInterface
interface ToSrgb {
    /**
     * Converts a row.
     *
     * @param samples [width, channels], from 0 to 1
     * @param colors where [width, 3] values go
     * @param at the place of the first
     */
    void convert(float[] samples, float[] colors, int at);

    /** The conversion from a colour space, for rows of {@code width} pixels. */
    static ToSrgb of(ColorSpace space, int width) {
        if (space.isCS_sRGB()) {
            return (samples, colors, at) ->
                    System.arraycopy(samples, 0, colors, at, samples.length);
        }
        if (isUnspecifiedGray(space)) {
            return ToSrgb::repeat;
        }
        return space instanceof ICC_ColorSpace icc
                ? withProfile(icc.getProfile(), width)
                : (samples, colors, at) -> pixelByPixel(space, samples, colors, at);
    }

    /**
     * Decoders say this space, which is linear, of all grey pictures, whose samples are encoded as
     * those of colour pictures are.
     */
    private static boolean isUnspecifiedGray(ColorSpace space) {
        return space instanceof ICC_ColorSpace icc
                && space.getNumComponents() == 1
                && Arrays.equals(
                        icc.getProfile().getData(),
                        ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData());
    }

    private static void repeat(float[] samples, float[] colors, int at) {
        for (int x = 0; x < samples.length; x++) {
            Arrays.fill(colors, at + 3 * x, at + 3 * x + 3, samples[x]);
        }
    }

    /** By Java's colour management, at 16 bits. */
    private static ToSrgb withProfile(ICC_Profile profile, int width) {
        ICC_Profile sRgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        ColorConvertOp op = new ColorConvertOp(new ICC_Profile[] {profile, sRgb}, null);
        WritableRaster from = raster(width, profile.getNumComponents());
        WritableRaster to = raster(width, 3);
        int[] raw = new int[width * profile.getNumComponents()];
        int[] result = new int[3 * width];
        return (samples, colors, at) -> {
            for (int i = 0; i < raw.length; i++) {
                raw[i] = Math.round(65535 * Math.min(Math.max(samples[i], 0), 1));
            }
            from.setPixels(0, 0, width, 1, raw);
            op.filter(from, to);
            to.getPixels(0, 0, width, 1, result);
            for (int i = 0; i < result.length; i++) {
                colors[at + i] = result[i] / 65535f;
            }
        };
    }

    private static WritableRaster raster(int width, int channels) {
        return Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, width, 1, channels, null);
    }

    private static void pixelByPixel(ColorSpace space, float[] samples, float[] colors, int at) {
        int channels = space.getNumComponents();
        float[] pixel = new float[channels];
        for (int x = 0; x < samples.length / channels; x++) {
            for (int c = 0; c < channels; c++) {
                float least = space.getMinValue(c);
                pixel[c] = least + samples[channels * x + c] * (space.getMaxValue(c) - least);
            }
            System.arraycopy(space.toRGB(pixel), 0, colors, at + 3 * x, 3);
        }
    }
}
