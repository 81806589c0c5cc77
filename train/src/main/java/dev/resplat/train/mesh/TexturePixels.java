package dev.resplat.train.mesh;

import dev.resplat.train.image.Srgb;

/**
 * One level of a {@link Texture}.
 *
 * @param width texels of a row
 * @param height rows
 * @param argb {@code 0xAARRGGBB}, {@code [height, width]}
 */
record TexturePixels(int width, int height, int[] argb) {
    TexturePixels {
        if (width < 1 || height < 1 || argb.length != width * height) {
            throw new IllegalArgumentException(
                    "a texture of %d x %d has %d texels".formatted(width, height, argb.length));
        }
    }

    /**
     * The same with half the sides, rounded down: each texel is the mean of what it covers, where
     * opaque ones count more.
     *
     * @param encoded whether means are to be of linear light
     */
    TexturePixels halved(boolean encoded) {
        int w = Math.max(1, width / 2);
        int h = Math.max(1, height / 2);
        int[] result = new int[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                result[y * w + x] = mean(x, w, y, h, encoded);
            }
        }
        return new TexturePixels(w, h, result);
    }

    /** The mean of what texel (x, y) of w x h covers. */
    private int mean(int x, int w, int y, int h, boolean encoded) {
        int left = x * width / w;
        int right = ((x + 1) * width + w - 1) / w;
        int top = y * height / h;
        int bottom = ((y + 1) * height + h - 1) / h;
        float red = 0;
        float green = 0;
        float blue = 0;
        float alphas = 0;
        float parts = 0;
        for (int row = top; row < bottom; row++) {
            float tall = covered(row, height, y, h);
            for (int column = left; column < right; column++) {
                int texel = argb[row * width + column];
                float part = tall * covered(column, width, x, w);
                // What cannot be seen counts little, but where nothing can be seen it has a colour.
                float alpha = part * ((texel >>> 24) + 1e-3f);
                red += alpha * value(texel >> 16 & 255, encoded);
                green += alpha * value(texel >> 8 & 255, encoded);
                blue += alpha * value(texel & 255, encoded);
                alphas += alpha;
                parts += part;
            }
        }
        return Math.round(alphas / parts) << 24
                | stored(red / alphas, encoded) << 16
                | stored(green / alphas, encoded) << 8
                | stored(blue / alphas, encoded);
    }

    /** How much of texel i of {@code from} texel j of {@code to} covers: odd sides have halves. */
    private static float covered(int i, int from, int j, int to) {
        int first = Math.max(i * to, j * from);
        int last = Math.min((i + 1) * to, (j + 1) * from);
        return (float) (last - first) / to;
    }

    private static float value(int stored, boolean encoded) {
        return encoded ? Srgb.linear(stored) : stored / 255f;
    }

    private static int stored(float value, boolean encoded) {
        return Math.round(255 * (encoded ? Srgb.encoded(value) : value));
    }
}
