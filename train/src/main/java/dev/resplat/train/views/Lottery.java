package dev.resplat.train.views;

import dev.resplat.train.data.Draws;
import java.util.Arrays;

/** Numbers drawn from a list of them. */
final class Lottery {
    private Lottery() {}

    /**
     * So many of the candidates, each as likely; all different as long as there are enough, then
     * any.
     *
     * @param candidates at least one; not changed
     */
    static int[] draw(int[] candidates, int count, Draws draws) {
        int[] left = candidates.clone();
        int[] drawn = new int[count];
        int remaining = left.length;
        for (int i = 0; i < count; i++) {
            if (remaining == 0) {
                drawn[i] = candidates[draws.below(candidates.length)];
                continue;
            }
            int at = draws.below(remaining);
            drawn[i] = left[at];
            left[at] = left[--remaining];
        }
        return drawn;
    }

    /** The numbers from {@code first} to {@code last} that are not among some others. */
    static int[] range(int first, int last, int... without) {
        int[] numbers = new int[Math.max(0, last - first + 1)];
        int count = 0;
        for (int i = first; i <= last; i++) {
            if (!contains(without, i)) {
                numbers[count++] = i;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    static boolean contains(int[] numbers, int number) {
        for (int one : numbers) {
            if (one == number) {
                return true;
            }
        }
        return false;
    }
}
