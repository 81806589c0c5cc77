package dev.resplat.train.scene;

/**
 * Rows of pixels of some channels, while they are resampled.
 *
 * @param width pixels
 * @param height pixels
 * @param channels of a pixel
 * @param values {@code [height, width, channels]}
 */
record Samples(int width, int height, int channels, float[] values) {
    /** A part of them. */
    Samples cropped(int left, int top, int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        int row = newWidth * channels;
        float[] part = new float[newHeight * row];
        for (int y = 0; y < newHeight; y++) {
            int from = ((top + y) * width + left) * channels;
            System.arraycopy(values, from, part, y * row, row);
        }
        return new Samples(newWidth, newHeight, channels, part);
    }

    /** The same in another size, each pixel the mean of what it covers (box filter). */
    Samples boxed(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        float[] narrow = new float[newWidth * height * channels];
        shrink(values, narrow, height, width, newWidth, channels);
        float[] small = new float[newWidth * newHeight * channels];
        shrink(narrow, small, 1, height, newHeight, newWidth * channels);
        return new Samples(newWidth, newHeight, channels, small);
    }

    /** From {@code [lines, from, step]} to {@code [lines, to, step]}. */
    private static void shrink(
            float[] source, float[] target, int lines, int from, int to, int step) {
        double size = (double) from / to;
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < to; i++) {
                double begin = i * size;
                double end = Math.min(from, (i + 1) * size);
                int at = (line * to + i) * step;
                for (int k = (int) begin; k < end; k++) {
                    double part = Math.min(k + 1, end) - Math.max(k, begin);
                    float weight = (float) (part / (end - begin));
                    int of = (line * from + k) * step;
                    for (int c = 0; c < step; c++) {
                        target[at + c] += weight * source[of + c];
                    }
                }
            }
        }
    }

    /**
     * Values at some places, interpolated linearly between the centres of pixels.
     *
     * @param places {@code [newHeight, newWidth, 2]}, (x, y); what is outside is as at the edge
     */
    Samples bilinear(float[] places, int newWidth, int newHeight) {
        float[] result = new float[newWidth * newHeight * channels];
        for (int i = 0; i < newWidth * newHeight; i++) {
            float x = within(places[2 * i] - 0.5f, width - 1);
            float y = within(places[2 * i + 1] - 0.5f, height - 1);
            int left = Math.min((int) x, Math.max(0, width - 2));
            int top = Math.min((int) y, Math.max(0, height - 2));
            float right = x - left;
            float low = y - top;
            int a = (top * width + left) * channels;
            int next = width > 1 ? channels : 0;
            int below = height > 1 ? width * channels : 0;
            for (int c = 0; c < channels; c++) {
                int k = a + c;
                float upper = values[k] + right * (values[k + next] - values[k]);
                float lower =
                        values[k + below] + right * (values[k + below + next] - values[k + below]);
                result[i * channels + c] = upper + low * (lower - upper);
            }
        }
        return new Samples(newWidth, newHeight, channels, result);
    }

    private static float within(float value, float most) {
        return Math.min(Math.max(value, 0), most);
    }

    /** Values of the pixels at some places; see {@link #bilinear}. */
    Samples nearest(float[] places, int newWidth, int newHeight) {
        float[] result = new float[newWidth * newHeight * channels];
        for (int i = 0; i < newWidth * newHeight; i++) {
            int x = (int) within(places[2 * i], width - 1);
            int y = (int) within(places[2 * i + 1], height - 1);
            System.arraycopy(values, (y * width + x) * channels, result, i * channels, channels);
        }
        return new Samples(newWidth, newHeight, channels, result);
    }

    /** The same in another size, by {@link #nearest} pixels. */
    Samples picked(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        float[] places = new float[2 * newWidth * newHeight];
        for (int i = 0; i < newWidth * newHeight; i++) {
            places[2 * i] = (i % newWidth + 0.5f) * width / newWidth;
            places[2 * i + 1] = (i / newWidth + 0.5f) * height / newHeight;
        }
        return nearest(places, newWidth, newHeight);
    }
}
