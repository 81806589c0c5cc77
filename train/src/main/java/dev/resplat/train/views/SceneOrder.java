package dev.resplat.train.views;

import dev.resplat.train.data.Draws;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All scenes in a random order, then all of them in another one. The order depends on the seed
 * only. Safe for use by several threads.
 */
final class SceneOrder {
    /** Loaders that are ahead are in the next epoch already. */
    private static final int KEPT = 3;

    private final int count;
    private final long seed;

    private final Map<Long, int[]> epochs =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, int[]> eldest) {
                    return size() > KEPT;
                }
            };

    /** Of so many scenes, at least one. */
    SceneOrder(int count, long seed) {
        this.count = count;
        this.seed = seed;
    }

    /**
     * The scene that comes {@code further} places after that of a number in its epoch, of which the
     * first follows the last.
     */
    int after(long number, int further) {
        return epoch(number / count)[(int) ((number % count + further) % count)];
    }

    private synchronized int[] epoch(long epoch) {
        return epochs.computeIfAbsent(epoch, this::shuffled);
    }

    /** Fisher and Yates, from the inside out. */
    private int[] shuffled(long epoch) {
        Draws random = new Draws(seed, Draws.Purpose.SCENES, epoch);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
