package dev.resplat.train.ablation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The PSNR of all variants at some depths. Differences to the reference are taken seed by seed: the
 * same seed has seen the same pictures, so what they have in common cancels.
 *
 * @param title of what pictures
 * @param reference the name of that variant
 * @param depths the columns
 * @param rows one for each variant that has a complete run
 */
record Table(String title, String reference, List<Integer> depths, List<Row> rows) {
    /** Without a number. */
    private static final String NONE = "-";

    /** How well a run does at a depth. */
    @FunctionalInterface
    interface Measure {
        double of(TrialResult result, int depth);
    }

    /** Of the runs that are complete. */
    static Table of(
            String title,
            AblationConfig config,
            List<Integer> depths,
            List<TrialResult> results,
            Measure measure) {
        Map<Variant, Map<Long, TrialResult>> runs = new LinkedHashMap<>();
        for (Variant variant : config.chosen()) {
            Map<Long, TrialResult> bySeed = new LinkedHashMap<>();
            for (TrialResult result : results) {
                if (result.trial().variant().equals(variant)) {
                    bySeed.put(result.trial().seed(), result);
                }
            }
            if (!bySeed.isEmpty()) {
                runs.put(variant, bySeed);
            }
        }
        Map<Long, TrialResult> reference = Map.of();
        for (Variant variant : runs.keySet()) {
            if (variant.name().equals(config.reference())) {
                reference = runs.get(variant);
            }
        }
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Variant, Map<Long, TrialResult>> entry : runs.entrySet()) {
            rows.add(row(entry.getKey(), entry.getValue(), reference, depths, measure));
        }
        return new Table(title, config.reference(), depths, rows);
    }

    private static Row row(
            Variant variant,
            Map<Long, TrialResult> own,
            Map<Long, TrialResult> reference,
            List<Integer> depths,
            Measure measure) {
        List<Long> shared = own.keySet().stream().filter(reference::containsKey).toList();
        Map<Integer, Estimate> psnr = new LinkedHashMap<>();
        Map<Integer, Estimate> differences = new LinkedHashMap<>();
        for (int depth : depths) {
            psnr.put(depth, estimate(own.values(), run -> measure.of(run, depth)));
            if (own != reference && !shared.isEmpty()) {
                differences.put(
                        depth,
                        estimate(
                                shared,
                                seed ->
                                        measure.of(own.get(seed), depth)
                                                - measure.of(reference.get(seed), depth)));
            }
        }
        return new Row(
                variant,
                List.copyOf(own.keySet()),
                median(own.values().stream().mapToDouble(TrialResult::seconds).toArray()),
                psnr,
                differences);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private static <T> Estimate estimate(Iterable<T> of, Function<T, Double> value) {
        List<Double> values = new ArrayList<>();
        of.forEach(each -> values.add(value.apply(each)));
        return Estimate.of(values.stream().mapToDouble(v -> v).toArray());
    }

    // ---- As people read it -----------------------------------------------------------------

    /** The names of the columns of {@link #cells}. */
    List<String> head() {
        List<String> head = new ArrayList<>(List.of("variant"));
        depths.forEach(depth -> head.add("D = " + depth));
        head.addAll(List.of("seeds", "seconds"));
        return head;
    }

    /** PSNR, in decibels. */
    List<List<String>> cells() {
        return rows.stream()
                .map(
                        row -> {
                            List<String> cells = new ArrayList<>(List.of(row.variant().name()));
                            depths.forEach(depth -> cells.add(row.psnr().get(depth).text()));
                            cells.add(String.valueOf(row.seeds().size()));
                            cells.add(String.format(Locale.ROOT, "%.0f", row.seconds()));
                            return cells;
                        })
                .toList();
    }

    /** The names of the columns of {@link #differenceCells}. */
    List<String> differenceHead() {
        List<String> head = new ArrayList<>(List.of("variant"));
        depths.forEach(depth -> head.add("D = " + depth));
        head.add("what it asks");
        return head;
    }

    /** Differences to the reference, in decibels. */
    List<List<String>> differenceCells() {
        return rows.stream()
                .filter(row -> !row.variant().name().equals(reference))
                .map(
                        row -> {
                            List<String> cells = new ArrayList<>(List.of(row.variant().name()));
                            for (int depth : depths) {
                                Optional<Estimate> difference = row.difference(depth);
                                cells.add(difference.map(Estimate::signedText).orElse(NONE));
                            }
                            cells.add(row.variant().asks());
                            return cells;
                        })
                .toList();
    }

    /** As {@code metrics.json} has it. */
    Map<String, Object> metrics(Row row) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("psnr", numbers(row.psnr()));
        metrics.put("difference", numbers(row.differences()));
        return metrics;
    }

    private static Map<String, Object> numbers(Map<Integer, Estimate> byDepth) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        byDepth.forEach((depth, estimate) -> numbers.put("d" + depth, estimate.metrics()));
        return numbers;
    }
}
