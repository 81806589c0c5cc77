package dev.resplat.train.views;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Draws;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Another source's scenes, some more often than others by their {@linkplain ViewSet#labels labels}:
 * a number is a scene drawn at random until one is accepted, with a probability that goes with its
 * weight (von Neumann 1951). Nothing is rendered for that.
 *
 * <p>Scenes are drawn independently of each other: a source that has few may show one again before
 * it has shown all.
 */
public final class TargetedSource implements ViewSource {
    /** Scenes that are looked at for a number. */
    static final int TRIED = 1000;

    /** Scenes that a message tells about. */
    private static final int TOLD = 50;

    /** Of so many scenes, weights are kept. */
    private static final long MOST_KEPT = 1 << 24;

    private static final int SMALL = 64;

    private final ViewSource source;
    private final TargetConfig config;
    private final long seed;

    /**
     * Weights of a source's first scenes, NaN where unknown, empty if it has as many as wanted.
     * Threads may compute one twice, and then it is the same.
     */
    private final float[] kept;

    /** Scenes of a weight above zero; negative before it is asked for. */
    private long count = -1;

    /**
     * Chooses scenes.
     *
     * @param config which
     * @param seed of the choice
     */
    public TargetedSource(ViewSource source, TargetConfig config, long seed) {
        this.source = source;
        this.config = config;
        this.seed = seed;
        kept = new float[source.count() <= MOST_KEPT ? (int) source.count() : 0];
        Arrays.fill(kept, Float.NaN);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UserMistake if no scene of weight above zero is found, or scenes have no label of a
     *     name that has weights
     */
    @Override
    public ViewSet training(long number, int width, int height) {
        Draws draws = new Draws(seed, Draws.Purpose.TARGETS, number);
        Draws others = new Draws(seed, Draws.Purpose.TARGETS, ~number);
        long chosen = -1;
        double sum = 0;
        for (int i = 0; i < TRIED; i++) {
            long candidate = candidate(number, draws);
            float weight = weight(candidate, width, height);
            if (draws.uniform() < weight) {
                return source.training(candidate, width, height);
            }
            // Should none be accepted, it is one of those that were seen, by their weights.
            sum += weight;
            if (weight > 0 && others.uniform() * sum < weight) {
                chosen = candidate;
            }
        }
        if (chosen < 0) {
            throw new UserMistake(
                    "%s: none of %d scenes has a weight above 0 with %s; scenes are %s: give some of these more"
                            .formatted(source.name(), TRIED, config.text(), seen(number)));
        }
        return source.training(chosen, width, height);
    }

    /** Among all scenes; if there is no end, none that is kept apart for evaluation. */
    private long candidate(long number, Draws draws) {
        long bits = draws.bits() >>> 1;
        if (source.count() != Long.MAX_VALUE) {
            return bits % source.count();
        }
        long far = ViewPictures.FAR_AWAY;
        return number / far * far + bits % far;
    }

    private float weight(long candidate, int width, int height) {
        if (candidate >= kept.length) {
            return compute(candidate, width, height);
        }
        float weight = kept[(int) candidate];
        if (Float.isNaN(weight)) {
            weight = compute(candidate, width, height);
            kept[(int) candidate] = weight;
        }
        return weight;
    }

    private float compute(long candidate, int width, int height) {
        Map<String, String> labels = source.training(candidate, width, height).labels();
        for (String label : config.labels().keySet()) {
            if (!labels.containsKey(label)) {
                throw new UserMistake(
                        "%s: scenes have no label '%s' that could have weights; there are: %s"
                                .formatted(
                                        source.name(),
                                        label,
                                        String.join(", ", new TreeSet<>(labels.keySet()))));
            }
        }
        return config.weight(labels);
    }

    /** Values of the labels that have weights, in some scenes. */
    private String seen(long number) {
        Map<String, TreeSet<String>> values = new TreeMap<>();
        Draws draws = new Draws(seed, Draws.Purpose.TARGETS, number);
        for (int i = 0; i < TOLD; i++) {
            Map<String, String> labels =
                    source.training(candidate(number, draws), SMALL, SMALL).labels();
            draws.uniform();
            for (String label : config.labels().keySet()) {
                values.computeIfAbsent(label, l -> new TreeSet<>()).add(labels.get(label));
            }
        }
        return values.entrySet().stream()
                .map(e -> e.getKey() + " " + String.join(" ", e.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** {@inheritDoc} Those of weight 0 do not count; looks at the labels of all at first. */
    @Override
    public synchronized long count() {
        if (source.count() == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        if (count < 0) {
            long found = 0;
            for (long scene = 0; scene < source.count(); scene++) {
                found += weight(scene, SMALL, SMALL) > 0 ? 1 : 0;
            }
            count = found;
        }
        return count;
    }

    @Override
    public String name() {
        return config.labels().isEmpty()
                ? source.name()
                : "%s by %s".formatted(source.name(), config.text());
    }
}
