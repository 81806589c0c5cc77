package dev.resplat.train.data;

import dev.resplat.train.image.Image;
import java.util.List;

/**
 * Pictures to learn from, numbered: the same source, number and size give the same picture on any
 * machine and thread. Safe for use by several threads.
 */
public interface ImageSource {
    /**
     * A picture to learn from: a crop at a random place, mirrored or changed as the source likes.
     *
     * @param number any; the pictures of different numbers are independent of each other
     * @param size pixels of a side, at least 1
     */
    Image training(long number, int size);

    /**
     * Pictures of one scene in slow motion: pans, zooms, and objects that move by some pixels. The
     * first is {@code training(number, size)}.
     *
     * @param frames how many, at least 1
     */
    List<Image> sequence(long number, int size, int frames);

    /**
     * Whole pictures that {@link #training} never shows, for evaluation: always the same, in the
     * same order. They may differ in size.
     *
     * @param most return no more than the first so many
     */
    List<Image> heldOut(int most);

    /** What this is, in a few words for reports. */
    String name();
}
