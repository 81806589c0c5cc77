package dev.resplat.train.ablation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The runs that are complete, by variant and seed. */
final class Runs {
    private final String reference;
    private final Map<Variant, Map<Long, TrialResult>> byVariant = new LinkedHashMap<>();

    /** Of the variants that an ablation has chosen, in its order. */
    Runs(AblationConfig config, List<TrialResult> results) {
        reference = config.reference();
        for (Variant variant : config.chosen()) {
            Map<Long, TrialResult> bySeed = new LinkedHashMap<>();
            for (TrialResult result : results) {
                if (result.trial().variant().equals(variant)) {
                    bySeed.put(result.trial().seed(), result);
                }
            }
            if (!bySeed.isEmpty()) {
                byVariant.put(variant, bySeed);
            }
        }
    }

    /** Those that have a run, in their order. */
    List<Variant> variants() {
        return List.copyOf(byVariant.keySet());
    }

    /** Of a variant, seed by seed; may be none. */
    Map<Long, TrialResult> of(Variant variant) {
        return byVariant.getOrDefault(variant, Map.of());
    }

    /** Of the reference; may be none. */
    Map<Long, TrialResult> reference() {
        return byVariant.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(reference))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(Map.of());
    }

    /** Seeds that a variant and the reference have; none for the reference itself. */
    List<Long> shared(Variant variant) {
        return variant.name().equals(reference)
                ? List.of()
                : of(variant).keySet().stream().filter(reference()::containsKey).toList();
    }

    /** The median of a number over the runs of a variant. */
    double median(Variant variant, ToDoubleFunction<TrialResult> number) {
        return median(of(variant).values().stream().mapToDouble(number).toArray());
    }

    /** The number in the middle, or between two; NaN of none. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
