package dev.resplat.train.ablation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Some numbers of all variants. Differences to the reference are taken seed by seed: the same seed
 * has seen the same data, so what they have in common cancels.
 *
 * @param title of what
 * @param reference the name of that variant
 * @param measures the columns
 * @param rows one for each variant that has a complete run
 */
record Table(String title, String reference, List<Measure> measures, List<Row> rows) {
    /** Without a number. */
    static final String NONE = "-";

    /** How well a run does. */
    @FunctionalInterface
    interface Source {
        double of(TrialResult result, Measure measure);
    }

    /** Of the runs that are complete. */
    static Table of(
            String title,
            AblationConfig config,
            List<Measure> measures,
            List<TrialResult> results,
            Source source) {
        Runs runs = new Runs(config, results);
        List<Row> rows =
                runs.variants().stream()
                        .map(variant -> row(variant, runs, measures, source))
                        .toList();
        return new Table(title, config.reference(), measures, rows);
    }

    private static Row row(Variant variant, Runs runs, List<Measure> measures, Source source) {
        Map<Long, TrialResult> own = runs.of(variant);
        Map<Long, TrialResult> reference = runs.reference();
        List<Long> shared = runs.shared(variant);
        Map<Measure, Estimate> values = new LinkedHashMap<>();
        Map<Measure, Estimate> differences = new LinkedHashMap<>();
        for (Measure measure : measures) {
            values.put(
                    measure,
                    estimate(List.copyOf(own.keySet()), seed -> source.of(own.get(seed), measure)));
            if (!shared.isEmpty()) {
                differences.put(
                        measure,
                        estimate(
                                shared,
                                seed ->
                                        source.of(own.get(seed), measure)
                                                - source.of(reference.get(seed), measure)));
            }
        }
        return new Row(
                variant,
                List.copyOf(own.keySet()),
                runs.median(variant, run -> run.figures().parameters()),
                runs.median(variant, TrialResult::seconds),
                values,
                differences);
    }

    private static Estimate estimate(List<Long> seeds, ToDoubleFunction<Long> value) {
        return Estimate.of(seeds.stream().mapToDouble(value).toArray());
    }

    /** Whether there is something to compare. */
    boolean hasDifferences() {
        return rows.stream().anyMatch(row -> !row.differences().isEmpty());
    }

    // ---- As people read it -----------------------------------------------------------------

    /** The names of the columns of {@link #cells}. */
    List<String> head() {
        List<String> head = new ArrayList<>(List.of("variant"));
        measures.forEach(measure -> head.add(measure.title()));
        head.addAll(List.of("seeds", "parameters", "seconds"));
        return head;
    }

    /** The numbers. */
    List<List<String>> cells() {
        return rows.stream()
                .map(
                        row -> {
                            List<String> cells = new ArrayList<>(List.of(row.variant().name()));
                            measures.forEach(
                                    m -> cells.add(row.values().get(m).text(m.decimals())));
                            cells.add(String.valueOf(row.seeds().size()));
                            cells.add(whole(row.parameters()));
                            cells.add(whole(row.seconds()));
                            return cells;
                        })
                .toList();
    }

    /** A number without decimals; {@value #NONE} if there is none. */
    static String whole(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%,.0f", value);
    }

    /** The names of the columns of {@link #differenceCells}. */
    List<String> differenceHead() {
        List<String> head = new ArrayList<>(List.of("variant"));
        measures.forEach(measure -> head.add(measure.title()));
        head.add("what it asks");
        return head;
    }

    /** Differences to the reference. */
    List<List<String>> differenceCells() {
        return rows.stream()
                .filter(row -> !row.variant().name().equals(reference))
                .map(
                        row -> {
                            List<String> cells = new ArrayList<>(List.of(row.variant().name()));
                            for (Measure m : measures) {
                                Optional<Estimate> difference = row.difference(m);
                                cells.add(
                                        difference
                                                .map(d -> d.signedText(m.decimals()))
                                                .orElse(NONE));
                            }
                            cells.add(row.variant().asks());
                            return cells;
                        })
                .toList();
    }

    /** As {@code metrics.json} has it. */
    Map<String, Object> metrics(Row row) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("values", numbers(row.values()));
        metrics.put("difference", numbers(row.differences()));
        return metrics;
    }

    private static Map<String, Object> numbers(Map<Measure, Estimate> byMeasure) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        byMeasure.forEach((measure, estimate) -> numbers.put(measure.key(), estimate.metrics()));
        return numbers;
    }
}
