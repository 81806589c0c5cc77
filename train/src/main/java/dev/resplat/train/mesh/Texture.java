package dev.resplat.train.mesh;

import dev.resplat.train.image.Srgb;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture on surfaces, with smaller and smaller copies (a mipmap, Williams 1983) so that what is
 * far away does not flicker. Between texels and copies it is interpolated, in linear light if it is
 * encoded as sRGB. Footprints that are longer than wide take several samples along their length, as
 * grounds and walls are mostly seen at an angle.
 *
 * <p>Colours have 8 bits. Safe for use by several threads.
 */
public final class Texture {
    private static final int MOST_TAPS = 4;

    /** What is beyond the edges. */
    public enum Wrap {
        REPEAT,
        MIRROR,
        CLAMP;

        /** The texel of 0 to size - 1 that is at a place. */
        private int at(int place, int size) {
            if (this == CLAMP) {
                return Math.max(0, Math.min(place, size - 1));
            }
            if (this == REPEAT) {
                return (size & size - 1) == 0 ? place & size - 1 : Math.floorMod(place, size);
            }
            int within = Math.floorMod(place, 2 * size);
            return within < size ? within : 2 * size - 1 - within;
        }
    }

    private final Wrap wrapU;
    private final Wrap wrapV;

    /** What the 256 values of colour channels mean. */
    private final float[] values = new float[256];

    private final int[] widths;
    private final int[] heights;

    /** Of each level the texels row after row, {@code 0xAARRGGBB}; level 0 is the picture. */
    private final int[][] levels;

    private Texture(List<TexturePixels> levels, Wrap wrapU, Wrap wrapV, boolean encoded) {
        this.wrapU = wrapU;
        this.wrapV = wrapV;
        widths = levels.stream().mapToInt(TexturePixels::width).toArray();
        heights = levels.stream().mapToInt(TexturePixels::height).toArray();
        this.levels = levels.stream().map(TexturePixels::argb).toArray(int[][]::new);
        for (int i = 0; i < values.length; i++) {
            values[i] = encoded ? Srgb.linear(i) : i / 255f;
        }
    }

    /**
     * A texture.
     *
     * @param argb texels row after row, {@code 0xAARRGGBB}, {@code [height, width]}; not copied
     * @param wrapU what is left and right of the picture
     * @param wrapV what is above and below
     * @param encoded whether it is encoded as sRGB, as colours are; normals and roughnesses are not
     */
    public static Texture of(
            int width, int height, int[] argb, Wrap wrapU, Wrap wrapV, boolean encoded) {
        List<TexturePixels> levels = new ArrayList<>();
        TexturePixels level = new TexturePixels(width, height, argb);
        levels.add(level);
        while (level.width() > 1 || level.height() > 1) {
            level = level.halved(encoded);
            levels.add(level);
        }
        return new Texture(levels, wrapU, wrapV, encoded);
    }

    /** Pixels of a row. */
    public int width() {
        return widths[0];
    }

    /** Rows. */
    public int height() {
        return heights[0];
    }

    /** The alpha at a place, from 0 to 1, interpolated between the texels of the picture. */
    float alpha(float u, float v) {
        int w = widths[0];
        int h = heights[0];
        float x = u * w - 0.5f;
        float y = v * h - 0.5f;
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float fx = x - left;
        float fy = y - top;
        int x0 = wrapU.at(left, w);
        int x1 = wrapU.at(left + 1, w);
        int row0 = wrapV.at(top, h) * w;
        int row1 = wrapV.at(top + 1, h) * w;
        int[] texels = levels[0];
        float above = (texels[row0 + x0] >>> 24) * (1 - fx) + (texels[row0 + x1] >>> 24) * fx;
        float below = (texels[row1 + x0] >>> 24) * (1 - fx) + (texels[row1 + x1] >>> 24) * fx;
        return (above * (1 - fy) + below * fy) / 255f;
    }

    /**
     * The mean of what a pixel sees.
     *
     * @param ux how u changes from a pixel to the next on its right, {@code vx} how v does
     * @param uy how u changes from a pixel to the next below, {@code vy} how v does
     * @param out takes red, green, blue: linear if the texture is encoded, else as stored
     */
    void sample(float u, float v, float ux, float vx, float uy, float vy, float[] out) {
        float w = widths[0];
        float h = heights[0];
        float right = length(ux * w, vx * h);
        float below = length(uy * w, vy * h);
        boolean alongX = right >= below;
        float longer = alongX ? right : below;
        float shorter = alongX ? below : right;
        int taps = 1;
        if (longer > 1) {
            float ratio = longer / Math.max(shorter, 1);
            taps = (int) Math.min(MOST_TAPS, ratio + 0.5f);
        }
        float level = Math.min(log2(longer / taps), levels.length - 1);
        int lower = (int) level;
        float part = level - lower;
        float du = alongX ? ux : uy;
        float dv = alongX ? vx : vy;
        out[0] = 0;
        out[1] = 0;
        out[2] = 0;
        float share = 1f / taps;
        for (int tap = 0; tap < taps; tap++) {
            float along = (tap + 0.5f) * share - 0.5f;
            float x = u + along * du;
            float y = v + along * dv;
            add(lower, x, y, (1 - part) * share, out);
            if (part > 0) {
                add(lower + 1, x, y, part * share, out);
            }
        }
    }

    private static float length(float x, float y) {
        return (float) Math.sqrt(x * x + y * y);
    }

    /** The binary logarithm to 0.01, 0 if it is less. */
    private static float log2(float x) {
        if (!(x > 1)) {
            return 0;
        }
        int bits = Float.floatToRawIntBits(x);
        float part = Float.intBitsToFloat(bits & 0x007FFFFF | 0x3F800000) - 1;
        return (bits >>> 23) - 127 + part * (1.3465f - 0.3465f * part);
    }

    /** Adds what is between four texels of a level. */
    private void add(int level, float u, float v, float weight, float[] out) {
        int w = widths[level];
        int h = heights[level];
        float x = u * w - 0.5f;
        float y = v * h - 0.5f;
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float fx = x - left;
        float fy = y - top;
        int x0 = wrapU.at(left, w);
        int x1 = wrapU.at(left + 1, w);
        int row0 = wrapV.at(top, h) * w;
        int row1 = wrapV.at(top + 1, h) * w;
        int[] texels = levels[level];
        float[] table = values;
        int p = texels[row0 + x0];
        int q = texels[row0 + x1];
        int r = texels[row1 + x0];
        int s = texels[row1 + x1];
        float wp = weight * (1 - fx) * (1 - fy);
        float wq = weight * fx * (1 - fy);
        float wr = weight * (1 - fx) * fy;
        float ws = weight * fx * fy;
        out[0] +=
                wp * table[p >> 16 & 255]
                        + wq * table[q >> 16 & 255]
                        + wr * table[r >> 16 & 255]
                        + ws * table[s >> 16 & 255];
        out[1] +=
                wp * table[p >> 8 & 255]
                        + wq * table[q >> 8 & 255]
                        + wr * table[r >> 8 & 255]
                        + ws * table[s >> 8 & 255];
        out[2] +=
                wp * table[p & 255]
                        + wq * table[q & 255]
                        + wr * table[r & 255]
                        + ws * table[s & 255];
    }
}
