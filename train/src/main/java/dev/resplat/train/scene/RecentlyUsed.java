package dev.resplat.train.scene;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoded views that stay in memory up to a number of bytes; the least recently used are forgotten.
 * Safe for use by several threads.
 *
 * @param <K> what a view is known by
 */
final class RecentlyUsed<K> {
    private final long budget;

    /** In the order of their last use. */
    private final Map<K, StoredPixels> kept = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /**
     * Nothing yet.
     *
     * @param budget bytes of what stays; 0 keeps nothing
     */
    RecentlyUsed(long budget) {
        this.budget = budget;
    }

    /** A view, or null if it is not here. */
    synchronized StoredPixels get(K key) {
        return kept.get(key);
    }

    /** Keeps a view, and forgets others for it. */
    synchronized void put(K key, StoredPixels pixels) {
        StoredPixels before = kept.put(key, pixels);
        bytes += pixels.bytes() - (before == null ? 0 : before.bytes());
        var oldest = kept.values().iterator();
        while (bytes > budget && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** What stays in memory now. */
    synchronized long bytes() {
        return bytes;
    }
}
