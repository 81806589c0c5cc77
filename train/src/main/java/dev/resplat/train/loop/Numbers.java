package dev.resplat.train.loop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a step or an evaluation has measured: numbers by name, such as {@code loss} or {@code
 * psnr_d4}, in the order in which they are shown. It never changes.
 */
public final class Numbers {
    private static final Numbers NONE = new Numbers(Map.of());

    private final Map<String, Double> values;

    private Numbers(Map<String, Double> values) {
        this.values = values;
    }

    /** A single number. */
    public static Numbers of(String name, double value) {
        return NONE.and(name, value);
    }

    /**
     * These and another one.
     *
     * @throws IllegalArgumentException when there is one of that name
     */
    public Numbers and(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(values);
        if (more.put(name, value) != null) {
            throw new IllegalArgumentException("there are two numbers named " + name);
        }
        return new Numbers(more);
    }

    /**
     * A number by its name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "there is no number named %s; there are %s".formatted(name, values.keySet()));
        }
        return value;
    }

    /** All of them. */
    public Map<String, Double> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** The name of the first number that is infinite or none at all. */
    public Optional<String> firstNotFinite() {
        return first(false);
    }

    /** The name of the first that is no number; a perfect picture has an infinite PSNR. */
    Optional<String> firstNaN() {
        return first(true);
    }

    private Optional<String> first(boolean infiniteIsFine) {
        return values.entrySet().stream()
                .filter(e -> infiniteIsFine ? e.getValue().isNaN() : !Double.isFinite(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Numbers numbers && values.equals(numbers.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
