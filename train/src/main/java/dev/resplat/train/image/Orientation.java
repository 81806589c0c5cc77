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

    private boolean swapsAxes() {
        return ordinal() >= TRANSPOSED.ordinal();
    }

    /** The picture as it was seen. */
    Image upright(Image stored) {
        if (this == NORMAL) {
            return stored;
        }
        int width = swapsAxes() ? stored.height() : stored.width();
        int height = swapsAxes() ? stored.width() : stored.height();
        float[] colors = new float[stored.colors().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(
                        stored.colors(), source(x, y, stored), colors, 3 * (y * width + x), 3);
            }
        }
        return new Image(width, height, colors);
    }

    /** Where the pixel that belongs to (x, y) begins in the stored colours. */
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
        return 3 * (v * stored.width() + u);
    }
}
