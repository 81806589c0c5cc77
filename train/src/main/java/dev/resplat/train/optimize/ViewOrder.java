package dev.resplat.train.optimize;

import dev.resplat.train.data.Draws;

/**
 * Which photograph a step looks at: all of them in a random order, then all of them in another one.
 * The order depends on the seed only. Not safe for use by several threads.
 */
final class ViewOrder {
    private final int[] order;
    private final long seed;
    private long epoch = -1;

    /** Of so many photographs, at least one. */
    ViewOrder(int count, long seed) {
        this.order = new int[count];
        this.seed = seed;
    }

    /** That of a step, from 0. */
    int at(long step) {
        if (step / order.length != epoch) {
            epoch = step / order.length;
            shuffle(new Draws(seed, Draws.Purpose.VIEWS, epoch));
        }
        return order[(int) (step % order.length)];
    }

    private void shuffle(Draws random) {
        for (int i = 0; i < order.length; i++) {
            int j = random.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
