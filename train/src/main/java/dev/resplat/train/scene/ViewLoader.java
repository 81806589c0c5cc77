package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Prefetch;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * Delivers the pixels of views: without the distortion of their lenses, and smaller if wanted. They
 * are always as 8 bits hold them, so it does not matter whether they were in memory.
 *
 * <p>Decoded views stay in memory at 8 bits per channel, up to a number of bytes; the least
 * recently used are forgotten. Safe for use by several threads.
 */
public final class ViewLoader {
    /** A view, smaller by a factor. */
    private record Key(int view, int factor) {}

    private final List<View> views;
    private final RecentlyUsed<Key> kept;

    /** A loader that may use a quarter of what Java may use. */
    public ViewLoader(List<View> views) {
        this(views, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * A loader.
     *
     * @param budget bytes of what stays in memory
     */
    public ViewLoader(List<View> views, long budget) {
        this.views = List.copyOf(views);
        kept = new RecentlyUsed<>(budget);
    }

    /** The views that it loads. */
    public List<View> views() {
        return views;
    }

    /**
     * The pixels of a view.
     *
     * @param index of the view
     * @param factor by how much both sides are smaller, 1 or more: each pixel is the mean of what
     *     it covers, and the camera follows; sides are rounded
     * @throws UserMistake if a file cannot be read
     */
    public ViewPixels load(int index, int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("factor must be 1 or more, is " + factor);
        }
        Key key = new Key(index, factor);
        View view = views.get(index);
        StoredPixels pixels = kept.get(key);
        if (pixels == null) {
            pixels = ViewDecoder.decode(view, Crop.all(view, factor));
            kept.put(key, pixels);
        }
        return pixels.pixels(view.camera(factor));
    }

    /**
     * Loads views ahead of the caller, in a thread of its own.
     *
     * @param order the view of each step
     * @param first the first step
     * @param ahead how many wait for the caller at most
     */
    public Prefetch<ViewPixels> prefetch(
            LongToIntFunction order, int factor, long first, int ahead) {
        return new Prefetch<>(step -> load(order.applyAsInt(step), factor), first, ahead);
    }

    /** What stays in memory now. */
    long bytesKept() {
        return kept.bytes();
    }
}
