package dev.resplat.train.views;

import dev.resplat.train.config.Require;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which scenes of a source are wanted more than others, by what is known about them. In YAML:
 *
 * <pre>
 * labels:
 *   lighting: {sun: 2.0, lamps: 0.5}
 *   finish: {reflective: 3.0, rough: 0.0}
 * </pre>
 *
 * <p>Weights are relative to 1, that of values that are not named; 0 is never. A scene's weight is
 * the product of those of its labels: a scene with reflective surfaces in the sun is drawn 6 times
 * as often as it would be.
 *
 * @param labels by label and value, 0 to 1e6; none leaves a source as it is, but for its order
 */
public record TargetConfig(Map<String, Map<String, Double>> labels) {
    /** Checks and copies the values. */
    public TargetConfig {
        Map<String, Map<String, Double>> copy = new LinkedHashMap<>();
        labels.forEach(
                (label, weights) -> {
                    Require.that(weights != null, "labels." + label, "weights by value", "nothing");
                    weights.forEach(
                            (value, weight) ->
                                    Require.that(
                                            weight != null && weight >= 0 && weight <= 1e6,
                                            "labels." + label + "." + value,
                                            "from 0 to 1e6",
                                            weight));
                    copy.put(label, new TreeMap<>(weights));
                });
        labels = copy;
    }

    /**
     * The weight of a scene with these labels, among which must be those of the configuration, in
     * terms of the largest that there can be: 0 to 1.
     */
    float weight(Map<String, String> known) {
        double weight = 1;
        for (Map.Entry<String, Map<String, Double>> label : labels.entrySet()) {
            double largest = 1;
            for (double other : label.getValue().values()) {
                largest = Math.max(largest, other);
            }
            weight *= label.getValue().getOrDefault(known.get(label.getKey()), 1.0) / largest;
        }
        return (float) weight;
    }

    /** The weights in a few words. */
    String text() {
        return labels.entrySet().stream()
                .map(
                        label ->
                                label.getKey()
                                        + label.getValue().entrySet().stream()
                                                .map(w -> " " + w.getKey() + " " + w.getValue())
                                                .collect(Collectors.joining()))
                .collect(Collectors.joining(", "));
    }
}
