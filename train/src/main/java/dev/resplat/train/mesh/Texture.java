package dev.resplat.train.mesh;

/**
 * A picture on surfaces, with smaller and smaller copies (a mipmap, Williams 1983) so that what is
 * far away does not flicker. Between texels and copies it is interpolated, in linear light if it is
 * encoded as sRGB.
 *
 * <p>Colours have 8 bits. Safe for use by several threads.
 */
public final class Texture {
    /** What is beyond the edges. */
    public enum Wrap {
        REPEAT,
        MIRROR,
        CLAMP
    }

    /** Width and height of the levels; level 0 is the picture. */
    private final int[] widths;

    private final int[] heights;

    /** Texels of the levels, row after row, {@code 0xAARRGGBB}. */
    private final int[][] levels;

    private final Wrap wrapU;
    private final Wrap wrapV;
    private final boolean encoded;

    private Texture(int[] widths, int[] heights, int[][] levels, Wrap u, Wrap v, boolean encoded) {
        this.widths = widths;
        this.heights = heights;
        this.levels = levels;
        this.wrapU = u;
        this.wrapV = v;
        this.encoded = encoded;
    }

    /**
     * A texture.
     *
     * @param argb texels row after row, {@code 0xAARRGGBB}, {@code [height, width]}
     * @param wrapU what is left and right of the picture
     * @param wrapV what is above and below
     * @param encoded whether it is encoded as sRGB, as colours are; normals and roughnesses are not
     */
    public static Texture of(
            int width, int height, int[] argb, Wrap wrapU, Wrap wrapV, boolean encoded) {
        throw new UnsupportedOperationException("being written");
    }

    /** Pixels of a row. */
    public int width() {
        return widths[0];
    }

    /** Rows. */
    public int height() {
        return heights[0];
    }
}
