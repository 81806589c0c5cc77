package dev.resplat.train.data;

import dev.resplat.train.image.Image;
import java.util.List;

/**
 * Pictures to learn from that are windows of a larger one, as {@link PhotographFolder} has them.
 */
public final class MovingWindow {
    private MovingWindow() {}

    /**
     * A window at a random place and of a random size, mirrored or made brighter at random, and how
     * it moves on.
     *
     * @param picture at least size x size
     * @param size pixels of a side
     * @param frames how many pictures, at least 1
     * @param window draws the first
     * @param motion draws how it moves
     */
    public static List<Image> of(Image picture, int size, int frames, Draws window, Draws motion) {
        return new MovingCrop(Photograph.of(picture), size, window).frames(frames, motion);
    }
}
