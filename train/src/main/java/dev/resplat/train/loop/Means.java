package dev.resplat.train.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The means of the numbers of steps since the last line of the log, and the largest norm of
 * gradients. They are part of a checkpoint, so that the next line does not depend on whether the
 * run was interrupted.
 */
final class Means {
    private static final String NORM = "gradientNorm";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Sum> sums;

    /** Of no steps. */
    Means() {
        this(new LinkedHashMap<>());
    }

    private Means(Map<String, Sum> sums) {
        this.sums = sums;
    }

    /** All that is known of the values of a number. */
    private record Sum(double sum, long count, double most) {
        Sum plus(double value) {
            return new Sum(sum + value, count + 1, Math.max(most, value));
        }
    }

    /** Takes in a step. */
    void add(Numbers numbers) {
        numbers.asMap()
                .forEach(
                        (name, value) -> {
                            Sum before = sums.getOrDefault(name, new Sum(0, 0, value));
                            sums.put(name, before.plus(value));
                        });
    }

    boolean isEmpty() {
        return sums.isEmpty();
    }

    /** Forgets all steps. */
    void clear() {
        sums.clear();
    }

    /** Means by name, and {@code gradientNormMax}. */
    Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        sums.forEach(
                (name, sum) -> {
                    values.put(name, sum.sum / sum.count);
                    if (name.equals(NORM)) {
                        values.put(NORM + "Max", sum.most);
                    }
                });
        return values;
    }

    /** As a text from which {@link #parse} makes the same bits. */
    String text() {
        try {
            return JSON.writeValueAsString(sums);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * From a {@link #text}.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Means parse(String text) {
        try {
            return new Means(
                    JSON.readValue(text, new TypeReference<LinkedHashMap<String, Sum>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its means are " + text, e);
        }
    }
}
