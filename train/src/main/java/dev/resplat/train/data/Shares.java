package dev.resplat.train.data;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which of several sources each number is of. Of every thousand numbers in a row each source has
 * exactly its share, in random order, and sees its own numbers one by one: a source that has few
 * things shows all before it shows one again.
 */
public final class Shares {
    /** Numbers that are shuffled together. */
    private static final int BLOCK = 1000;

    private final List<String> names;
    private final double[] weights;
    private final long seed;

    /** How many of a block each source has. */
    private final int[] counts;

    /**
     * Shares by weights.
     *
     * @param names of the sources, one or more, all different
     * @param weights more than 0, in terms of each other
     * @param seed of the order
     * @throws IllegalArgumentException if a source would have less than one of a thousand numbers,
     *     two have the same name, or a weight is none
     */
    public Shares(List<String> names, double[] weights, long seed) {
        this.names = List.copyOf(names);
        this.weights = weights.clone();
        this.seed = seed;
        for (int i = 0; i < weights.length; i++) {
            requireWeight(names.get(i), weights[i]);
        }
        counts = counts();
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(
                    "sources must have different names, they are " + name());
        }
    }

    /**
     * Ensures that a weight is one.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static void requireWeight(String name, double weight) {
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException(
                    "the weight of %s must be more than 0, is %s".formatted(name, weight));
        }
    }

    /** Rounded down, and then one more for those that lost most. */
    private int[] counts() {
        double sum = Arrays.stream(weights).sum();
        int[] result = new int[weights.length];
        double[] lost = new double[result.length];
        int left = BLOCK;
        for (int i = 0; i < result.length; i++) {
            double exact = BLOCK * weights[i] / sum;
            result[i] = (int) exact;
            lost[i] = exact - result[i];
            left -= result[i];
        }
        for (; left > 0; left--) {
            int most = 0;
            for (int i = 1; i < lost.length; i++) {
                most = lost[i] > lost[most] ? i : most;
            }
            result[most]++;
            lost[most] = -1;
        }
        for (int i = 0; i < result.length; i++) {
            if (result[i] == 0) {
                throw new IllegalArgumentException(
                        "%s would have less than one of %d: give it a larger weight"
                                .formatted(names.get(i), BLOCK));
            }
        }
        return result;
    }

    /**
     * What a number stands for.
     *
     * @param source its index
     * @param number of that source
     */
    public record Place(int source, long number) {}

    /**
     * What a number stands for.
     *
     * @param number any; that of the source has the same sign
     */
    public Place of(long number) {
        long block = Math.floorDiv(number, BLOCK);
        int[] order = order(block);
        int place = (int) Math.floorMod(number, (long) BLOCK);
        int chosen = order[place];
        int earlier = 0;
        for (int i = 0; i < place; i++) {
            earlier += order[i] == chosen ? 1 : 0;
        }
        return new Place(chosen, block * counts[chosen] + earlier);
    }

    /** Of each number of a block, the index of its source. */
    private int[] order(long block) {
        int[] order = new int[BLOCK];
        int end = 0;
        for (int i = 0; i < counts.length; i++) {
            Arrays.fill(order, end, end + counts[i], i);
            end += counts[i];
        }
        Draws draws = new Draws(seed, Draws.Purpose.MIXTURE, block);
        for (int i = BLOCK - 1; i > 0; i--) {
            int other = draws.below(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    /** How many of a thousand numbers a source has. */
    public int count(int source) {
        return counts[source];
    }

    /** The sources and their shares, for reports. */
    public String name() {
        double sum = Arrays.stream(weights).sum();
        return IntStream.range(0, weights.length)
                .mapToObj(
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        "%.1f %% %s",
                                        100 * weights[i] / sum,
                                        names.get(i)))
                .collect(Collectors.joining(", "));
    }
}
