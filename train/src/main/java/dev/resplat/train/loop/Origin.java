package dev.resplat.train.loop;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where arrays in a file come from, as its metadata says: {@code model}, {@code config} (YAML),
 * {@code device} and {@code seed}.
 *
 * @param config of the run
 * @param yaml the same as text
 * @param device that computes
 */
record Origin(TrainingConfig config, String yaml, Device device) {
    static <C extends Record & TrainingConfig> Origin of(C config, Device device) {
        return new Origin(config, Config.toYaml(config), device);
    }

    /** Metadata, to which others can be added. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", config.model());
        facts.put("config", yaml);
        facts.put("device", device.name());
        facts.put("seed", String.valueOf(config.seed()));
        return facts;
    }

    /**
     * Checks that metadata is of the same model.
     *
     * @throws IllegalArgumentException if not
     */
    void checkModel(Map<String, String> facts) {
        String model = Origin.fact("model", facts);
        if (!model.equals(config.model())) {
            throw new IllegalArgumentException(
                    "it is of the model %s, not %s".formatted(model, config.model()));
        }
    }

    /**
     * What metadata says.
     *
     * @throws IllegalArgumentException if it does not
     */
    static String fact(String name, Map<String, String> facts) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it does not tell its " + name);
        }
        return value;
    }
}
