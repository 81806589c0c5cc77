package dev.resplat.train.ablation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** {@link PairedDifference}s of all variants to the reference. */
final class PairedTable {
    /** The names of the columns of {@link #cells}. */
    static final List<String> HEAD =
            List.of(
                    "variant",
                    "of",
                    "difference",
                    "± other seeds",
                    "± other items",
                    "± both",
                    "items better",
                    "seeds");

    /** What the columns mean. */
    static final List<String> NOTES =
            List.of(
                    "Each variant and the reference looked at the same items with the same seeds; the difference is the mean over both, and ± is half of a 95 % interval (Student's t).",
                    "Other seeds: what the difference on these very items would be if both were trained again; the unit is the seed, with its mean over the items.",
                    "Other items: what the difference of these very trainings would be on other items of the kind; the unit is the item, with its mean over the seeds. It says nothing about training again.",
                    "Both: trained again, and on other items; the root of the sum of the squares of the two, which is a little too wide. Without several seeds there is none.",
                    "Items better: on how many of them the mean over the seeds is above that of the reference.");

    private final Map<Variant, Map<Measure, PairedDifference>> differences = new LinkedHashMap<>();
    private final Map<Variant, Integer> seeds = new LinkedHashMap<>();
    private final List<Measure> shown;

    private PairedTable(List<Measure> shown) {
        this.shown = shown;
    }

    /** Of the runs that have looked at some items. */
    static PairedTable of(Runs runs, TestItems items) {
        PairedTable table = new PairedTable(items.paired());
        for (Variant variant : runs.variants()) {
            List<Long> shared = runs.shared(variant);
            if (shared.isEmpty()) {
                continue;
            }
            Map<Measure, PairedDifference> own = new LinkedHashMap<>();
            for (Measure measure : items.measures()) {
                double[][] all = differences(runs, variant, shared, measure);
                if (all[0].length > 0) {
                    own.put(measure, PairedDifference.of(all));
                }
            }
            table.differences.put(variant, own);
            table.seeds.put(variant, shared.size());
        }
        return table;
    }

    /** By seed, of the items for which both have the number with every seed. */
    private static double[][] differences(
            Runs runs, Variant variant, List<Long> seeds, Measure measure) {
        List<List<TestResult.Item>> own = items(runs.of(variant), seeds);
        List<List<TestResult.Item>> reference = items(runs.reference(), seeds);
        int[] known =
                IntStream.range(0, own.get(0).size())
                        .filter(i -> own.stream().allMatch(items -> items.get(i).has(measure)))
                        .filter(
                                i ->
                                        reference.stream()
                                                .allMatch(items -> items.get(i).has(measure)))
                        .toArray();
        double[][] differences = new double[seeds.size()][known.length];
        for (int s = 0; s < differences.length; s++) {
            for (int i = 0; i < known.length; i++) {
                differences[s][i] =
                        own.get(s).get(known[i]).value(measure)
                                - reference.get(s).get(known[i]).value(measure);
            }
        }
        return differences;
    }

    private static List<List<TestResult.Item>> items(
            Map<Long, TrialResult> runs, List<Long> seeds) {
        return seeds.stream().map(seed -> runs.get(seed).test().orElseThrow().items()).toList();
    }

    /** Whether there is nothing to compare. */
    boolean isEmpty() {
        return differences.isEmpty();
    }

    /** A row for each variant and measure. */
    List<List<String>> cells() {
        List<List<String>> cells = new ArrayList<>();
        differences.forEach(
                (variant, own) ->
                        shown.stream()
                                .filter(own::containsKey)
                                .forEach(m -> cells.add(row(variant, m, own.get(m)))));
        return cells;
    }

    private List<String> row(Variant variant, Measure measure, PairedDifference difference) {
        // A digit more than other tables: these intervals are narrower.
        int decimals = measure.decimals() + 1;
        return List.of(
                variant.name(),
                measure.title(),
                number("%+." + decimals + "f", difference.mean()),
                number("%." + decimals + "f", difference.overSeeds().halfWidth()),
                number("%." + decimals + "f", difference.overItems().halfWidth()),
                number("%." + decimals + "f", difference.overBoth().halfWidth()),
                number("%.0f %%", 100 * difference.above()),
                String.valueOf(seeds.get(variant)));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? Table.NONE : String.format(Locale.ROOT, format, value);
    }

    /** Of a variant, by the keys of measures, as {@code metrics.json} has it. */
    Map<String, Object> metrics(Variant variant) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        differences
                .getOrDefault(variant, Map.of())
                .forEach((measure, d) -> metrics.put(measure.key(), d.metrics()));
        return metrics;
    }
}
