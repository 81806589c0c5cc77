package dev.resplat.train.image;

/**
 * How a picture has to be turned to be upright, as cameras note it: tag Orientation of EXIF 2.32
 * (CIPA DC-008), section 4.6.4, and TIFF 6.0. The numbers there begin with one.
 */
enum Orientation {
    NORMAL,
    MIRRORED,
    ROTATED_180,
    FLIPPED,
    TRANSPOSED,
    ROTATED_90,
    TRANSVERSED,
    ROTATED_270;

    /** The tag's value; what is not one of 1 to 8 means nothing. */
    static Orientation of(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : NORMAL;
    }

    /** Whether width and height change places. */
    boolean swapsAxes() {
        return ordinal() >= TRANSPOSED.ordinal();
    }

    /** The picture as it was seen. */
    Pixels upright(Pixels pixels) {
        if (this == NORMAL) {
            return pixels;
        }
        Image stored = pixels.image();
        int width = swapsAxes() ? stored.height() : stored.width();
        int height = swapsAxes() ? stored.width() : stored.height();
        float[] colors = new float[stored.colors().length];
        float[] alpha = pixels.alpha() == null ? null : new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int to = y * width + x;
                int from = source(x, y, stored);
                System.arraycopy(stored.colors(), 3 * from, colors, 3 * to, 3);
                if (alpha != null) {
                    alpha[to] = pixels.alpha()[from];
                }
            }
        }
        return new Pixels(new Image(width, height, colors), alpha);
    }

    /** Which of the stored pixels belongs to (x, y). */
    private int source(int x, int y, Image stored) {
        int right = stored.width() - 1;
        int bottom = stored.height() - 1;
        int u =
                switch (this) {
                    case NORMAL, FLIPPED -> x;
                    case MIRRORED, ROTATED_180 -> right - x;
                    case TRANSPOSED, ROTATED_90 -> y;
                    case TRANSVERSED, ROTATED_270 -> right - y;
                };
        int v =
                switch (this) {
                    case NORMAL, MIRRORED -> y;
                    case FLIPPED, ROTATED_180 -> bottom - y;
                    case TRANSPOSED, ROTATED_270 -> x;
                    case TRANSVERSED, ROTATED_90 -> bottom - x;
                };
        return v * stored.width() + u;
    }
}
