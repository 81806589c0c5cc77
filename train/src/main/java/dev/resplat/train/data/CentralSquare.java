package dev.resplat.train.data;

import dev.resplat.train.image.Image;

/** The middle of a picture, as evaluations look at it. */
public final class CentralSquare {
    private CentralSquare() {}

    /**
     * The largest square in the middle of a picture, as {@code size} x {@code size} pixels of which
     * each is the mean of what it covers (box filter), rounded to 256 levels.
     */
    public static Image of(Image picture, int size) {
        int side = Math.min(picture.width(), picture.height());
        int left = (picture.width() - side) / 2;
        int top = (picture.height() - side) / 2;
        return Photograph.of(picture).window(left, top, side, size).stored();
    }
}
