package dev.resplat.train.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.io.HostArray;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Watches what a model learns from, and how long it waits for it: what a {@link Trainee} returns as
 * its {@link Trainee#figures}. Used by the thread that trains; what it asks may count in others.
 */
public final class DataMonitor {
    /** Before the names of columns that say how often a label has a value. */
    static final String LABEL = "label_";

    /** The column with the share of the time of steps that was spent waiting for data. */
    private static final String STALL = "stall";

    private static final String CACHE_HITS = "cacheHits";

    /** Values of a label that have columns of their own. */
    private static final int MOST_VALUES = 12;

    private static final String OTHERS = "others";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final DoubleSupplier waited;
    private final Map<String, LongSupplier> counters = new LinkedHashMap<>();

    /** What counters were at when earlier parts of the run ended. */
    private final Map<String, Long> earlier = new LinkedHashMap<>();

    /** By label and value: since the run began, and since the last line of the log. */
    private Map<String, Map<String, Long>> seen = new TreeMap<>();

    private Map<String, Map<String, Long>> recent = new TreeMap<>();

    private LongSupplier hits;
    private LongSupplier misses;
    private Supplier<Map<String, Double>> gap = Map::of;
    private double waitedBefore;
    private long hitsBefore;
    private long missesBefore;
    private double allWaited;
    private double allSeconds;

    /**
     * Watches how long the training waits.
     *
     * @param waited seconds since this process began to train; never fewer than before
     */
    public DataMonitor(DoubleSupplier waited) {
        this.waited = waited;
    }

    /**
     * Watches something that keeps data, too: the share of what was found there.
     *
     * @param found how often it had what it was asked for, since the beginning
     * @param notFound how often it had not
     */
    public DataMonitor cache(LongSupplier found, LongSupplier notFound) {
        hits = found;
        misses = notFound;
        return this;
    }

    /**
     * Watches a number that only grows, such as that of damaged files.
     *
     * @param name of its column
     */
    public DataMonitor count(String name, LongSupplier total) {
        counters.put(name, total);
        return this;
    }

    /** Asks, for every line of the log, how different two sources are: numbers by column. */
    public DataMonitor gap(Supplier<Map<String, Double>> figures) {
        gap = figures;
        return this;
    }

    /** Counts an example that is learned from, by what is known about its scene. */
    public void took(Map<String, String> labels) {
        labels.forEach(
                (label, value) -> {
                    add(seen, label, value);
                    add(recent, label, value);
                });
    }

    private static void add(Map<String, Map<String, Long>> all, String label, String value) {
        Map<String, Long> values = all.computeIfAbsent(label, l -> new TreeMap<>());
        boolean full = values.size() >= MOST_VALUES && !values.containsKey(value);
        values.merge(full ? OTHERS : value, 1L, Long::sum);
    }

    /**
     * The columns of the next line of the log: what has happened since the last one, and totals of
     * counters.
     *
     * @param seconds that steps have taken since then
     */
    public Map<String, Double> figures(double seconds) {
        Map<String, Double> figures = new LinkedHashMap<>();
        double now = waited.getAsDouble();
        figures.put(STALL, share(now - waitedBefore, seconds));
        allWaited += now - waitedBefore;
        allSeconds += seconds;
        waitedBefore = now;
        if (hits != null) {
            long found = hits.getAsLong();
            long notFound = misses.getAsLong();
            double recently = found - hitsBefore;
            figures.put(CACHE_HITS, share(recently, recently + notFound - missesBefore));
            hitsBefore = found;
            missesBefore = notFound;
        }
        counters.keySet().forEach(name -> figures.put(name, (double) total(name)));
        recent.forEach(
                (label, values) -> {
                    double all = values.values().stream().mapToLong(n -> n).sum();
                    values.forEach((value, n) -> figures.put(LABEL + label + "_" + value, n / all));
                });
        recent.clear();
        figures.putAll(gap.get());
        return figures;
    }

    private static double share(double part, double all) {
        return all > 0 ? part / all : 0;
    }

    private long total(String name) {
        return earlier.getOrDefault(name, 0L) + counters.get(name).getAsLong();
    }

    /**
     * Adds lines to the report: what a run that went on has waited since then, and all else since
     * the run began.
     */
    public Results describe(Results results) {
        if (allSeconds > 0) {
            double share = allWaited / allSeconds;
            results.fact("waited for data", String.format(Locale.ROOT, "%.2f %%", 100 * share));
        }
        if (hits != null) {
            long found = hits.getAsLong();
            double all = share(found, (double) found + misses.getAsLong());
            results.fact("found in the cache", String.format(Locale.ROOT, "%.1f %%", 100 * all));
        }
        counters.keySet().forEach(name -> results.fact(name, total(name)));
        seen.forEach((label, values) -> results.fact(label, shares(values)));
        gap.get()
                .forEach(
                        (name, value) ->
                                results.fact(name, String.format(Locale.ROOT, "%.4g", value)));
        return results;
    }

    private static String shares(Map<String, Long> values) {
        double all = values.values().stream().mapToLong(n -> n).sum();
        return values.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(
                        e ->
                                String.format(
                                        Locale.ROOT,
                                        "%s %.1f %%",
                                        e.getKey(),
                                        100 * e.getValue() / all))
                .collect(Collectors.joining(", "));
    }

    /** What a checkpoint keeps of it. */
    private record State(
            Map<String, Map<String, Long>> seen,
            Map<String, Map<String, Long>> recent,
            Map<String, Long> totals) {}

    /**
     * What a checkpoint is to keep, so that counts go on where they were; nothing that depends on a
     * clock.
     */
    public HostArray state() {
        Map<String, Long> totals = new LinkedHashMap<>();
        counters.keySet().forEach(name -> totals.put(name, total(name)));
        try {
            byte[] text = JSON.writeValueAsBytes(new State(seen, recent, totals));
            int[] codes = new int[text.length];
            for (int i = 0; i < text.length; i++) {
                codes[i] = text[i] & 255;
            }
            return HostArray.of(codes, codes.length);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Goes on from a {@link #state}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public void restore(HostArray state) {
        int[] codes = state.toInts();
        byte[] text = new byte[codes.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) codes[i];
        }
        String json = new String(text, StandardCharsets.UTF_8);
        try {
            State before = JSON.readValue(json, new TypeReference<State>() {});
            seen = new TreeMap<>(before.seen);
            recent = new TreeMap<>(before.recent);
            earlier.clear();
            before.totals.forEach(
                    (name, total) -> {
                        LongSupplier counter = counters.get(name);
                        earlier.put(name, total - (counter == null ? 0 : counter.getAsLong()));
                    });
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IllegalArgumentException("what was seen of the data is " + json, e);
        }
    }
}
