package dev.resplat.train.views;

/**
 * Scenes to learn from, numbered: the same source, number and size give the same scene on any
 * machine and thread. Safe for use by several threads.
 */
public interface ViewSource {
    /**
     * A scene.
     *
     * @param number any, 0 or more; sources with fewer scenes begin again, in another order
     * @param width of its views in pixels
     * @param height of its views in pixels
     */
    ViewSet training(long number, int width, int height);

    /** How many different scenes there are; {@link Long#MAX_VALUE} if as many as wanted. */
    long count();

    /** What this is, in a few words for reports. */
    String name();
}
