package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.scene.ViewPixels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Scenes of several sources, each with its share. Of every thousand numbers in a row each source
 * has exactly its share, in random order, and sees its own numbers one by one: a source that has
 * few scenes shows all before it shows one again.
 */
public final class MixedSource implements ViewSource {
    /** The label with the name of the source. */
    public static final String SOURCE = "source";

    /** Numbers that are shuffled together. */
    private static final int BLOCK = 1000;

    /**
     * A source and how often its scenes are taken.
     *
     * @param weight more than 0, in terms of the others'
     */
    public record Share(ViewSource source, double weight) {
        public Share {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException(
                        "the weight of %s must be more than 0, is %s"
                                .formatted(source.name(), weight));
            }
        }
    }

    private final List<Share> shares;
    private final long seed;

    /** How many of a block each source has. */
    private final int[] counts;

    /**
     * Mixes sources.
     *
     * @param shares one or more, of different names
     * @param seed of their order
     * @throws IllegalArgumentException if a source would have less than one of a thousand scenes,
     *     or two have the same name
     */
    public MixedSource(List<Share> shares, long seed) {
        this.shares = List.copyOf(shares);
        this.seed = seed;
        counts = counts(this.shares);
        long names = shares.stream().map(share -> share.source.name()).distinct().count();
        if (names < shares.size()) {
            throw new IllegalArgumentException(
                    "sources must have different names, they are " + name());
        }
    }

    /** The sources and their weights. */
    public List<Share> shares() {
        return shares;
    }

    /** Rounded down, and then one more for those that lost most. */
    private static int[] counts(List<Share> shares) {
        double sum = shares.stream().mapToDouble(Share::weight).sum();
        int[] counts = new int[shares.size()];
        double[] lost = new double[counts.length];
        int left = BLOCK;
        for (int i = 0; i < counts.length; i++) {
            double exact = BLOCK * shares.get(i).weight / sum;
            counts[i] = (int) exact;
            lost[i] = exact - counts[i];
            left -= counts[i];
        }
        for (; left > 0; left--) {
            int most = 0;
            for (int i = 1; i < lost.length; i++) {
                most = lost[i] > lost[most] ? i : most;
            }
            counts[most]++;
            lost[most] = -1;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                throw new IllegalArgumentException(
                        "%s has less than one of %d scenes: give it a larger weight"
                                .formatted(shares.get(i).source.name(), BLOCK));
            }
        }
        return counts;
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

    @Override
    public ViewSet training(long number, int width, int height) {
        long block = number / BLOCK;
        int[] order = order(block);
        int place = (int) (number % BLOCK);
        int chosen = order[place];
        int earlier = 0;
        for (int i = 0; i < place; i++) {
            earlier += order[i] == chosen ? 1 : 0;
        }
        ViewSource source = shares.get(chosen).source;
        long own = block * counts[chosen] + earlier;
        return new Labelled(source.training(own, width, height), source.name());
    }

    @Override
    public long count() {
        long sum = 0;
        for (Share share : shares) {
            long count = share.source.count();
            sum = count > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + count;
        }
        return sum;
    }

    @Override
    public String name() {
        double sum = shares.stream().mapToDouble(Share::weight).sum();
        return shares.stream()
                .map(
                        share ->
                                String.format(
                                        Locale.ROOT,
                                        "%.1f %% %s",
                                        100 * share.weight / sum,
                                        share.source.name()))
                .collect(Collectors.joining(", "));
    }

    /** A set that says where it is from. */
    private record Labelled(ViewSet set, String source) implements ViewSet {
        @Override
        public String name() {
            return source + "/" + set.name();
        }

        @Override
        public List<Camera> cameras() {
            return set.cameras();
        }

        @Override
        public boolean isPath() {
            return set.isPath();
        }

        @Override
        public ViewPixels view(int index) {
            return set.view(index);
        }

        @Override
        public Map<String, String> labels() {
            Map<String, String> labels = new LinkedHashMap<>(set.labels());
            labels.put(SOURCE, source);
            return labels;
        }
    }
}
