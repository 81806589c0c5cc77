package dev.resplat.train.data;

import dev.resplat.train.image.Image;

/**
 * A picture of 8 bits per channel, a quarter of an {@link Image} in memory.
 *
 * @param colors [height, width, 3], unsigned
 */
record Photograph(int width, int height, byte[] colors) {
    static Photograph of(Image image) {
        byte[] colors = new byte[image.colors().length];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = (byte) Math.round(255 * Math.min(Math.max(image.colors()[i], 0), 1));
        }
        return new Photograph(image.width(), image.height(), colors);
    }

    Image image() {
        float[] result = new float[colors.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (colors[i] & 255) / 255f;
        }
        return new Image(width, height, result);
    }

    /**
     * The square window with this corner and side, which may be fractions of pixels, as size x size
     * pixels: each is the mean of what it covers (box filter).
     */
    Image window(double left, double top, double side, int size) {
        float[] result = new float[3 * size * size];
        float[] row = new float[3 * size];
        double step = side / size;
        for (int y = 0; y < size; y++) {
            double from = Math.max(0, top + y * step);
            double to = Math.min(height, top + (y + 1) * step);
            for (int source = (int) from; source < to; source++) {
                double part = Math.min(source + 1, to) - Math.max(source, from);
                average(row, source, left, step, size);
                float weight = (float) (part / (to - from));
                for (int i = 0; i < row.length; i++) {
                    result[3 * size * y + i] += weight * row[i];
                }
            }
        }
        return new Image(size, size, result);
    }

    private void average(float[] row, int y, double left, double step, int size) {
        for (int x = 0; x < size; x++) {
            double from = Math.max(0, left + x * step);
            double to = Math.min(width, left + (x + 1) * step);
            float red = 0;
            float green = 0;
            float blue = 0;
            for (int source = (int) from; source < to; source++) {
                float part = (float) (Math.min(source + 1, to) - Math.max(source, from));
                int at = 3 * (y * width + source);
                red += part * (colors[at] & 255);
                green += part * (colors[at + 1] & 255);
                blue += part * (colors[at + 2] & 255);
            }
            float scale = (float) (1 / (255 * (to - from)));
            row[3 * x] = red * scale;
            row[3 * x + 1] = green * scale;
            row[3 * x + 2] = blue * scale;
        }
    }
}
