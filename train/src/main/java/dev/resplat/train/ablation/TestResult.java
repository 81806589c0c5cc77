package dev.resplat.train.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;

/**
 * How one training does on what it has not seen.
 *
 * @param weights the fingerprint of what it has learned; null in files of earlier versions
 * @param items one by one
 */
record TestResult(String weights, List<Item> items) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One of them.
     *
     * @param name of it
     * @param labels what is known about it
     * @param values of {@link TestItems#measures}, by their keys; those that are not known, such as
     *     errors of depths where there are none, are left out
     * @param seconds that the model took
     */
    record Item(
            String name, Map<String, String> labels, Map<String, Double> values, double seconds) {
        /** Whether there is such a number, which may be NaN. */
        boolean has(Measure measure) {
            return values.containsKey(measure.key());
        }

        /** A number; NaN if there is none. */
        double value(Measure measure) {
            return values.getOrDefault(measure.key(), Double.NaN);
        }
    }

    /** The mean of a number over the items that have it. */
    double mean(Measure measure) {
        return items.stream()
                .filter(item -> item.has(measure))
                .mapToDouble(item -> item.value(measure))
                .average()
                .orElse(Double.NaN);
    }

    /** Of the items. */
    List<String> names() {
        return items.stream().map(Item::name).toList();
    }

    /** That the model took for all. */
    double seconds() {
        return items.stream().mapToDouble(Item::seconds).sum();
    }

    /** As a file. */
    String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What {@link #json} has written.
     *
     * @throws JsonProcessingException when it is something else
     */
    static TestResult of(String json) throws JsonProcessingException {
        return JSON.readValue(json, TestResult.class);
    }
}
