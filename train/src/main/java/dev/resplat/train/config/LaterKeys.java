package dev.resplat.train.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;

/**
 * Keys that configurations of runs and of weights lack which are older than the keys, with values
 * that mean what was done before there were any. So weights stay usable, and runs can go on. Files
 * that people write have to have all keys.
 */
final class LaterKeys {
    private static final Key DECIBELS = new Key("/loss", "decibels", "0.0");

    /** Of ablations. */
    private static final Key SLOPES = new Key("/test", "slopes", "64");

    private static final Key SIZES = new Key("/data", "sizes", "[]");

    private static final List<Key> OF_PAIRS =
            List.of(
                    new Key("", "start", "\"\""),
                    new Key("/loss", "depth", "{weight: 0.0, until: 0}"),
                    new Key("/data", "contextViews", "[]"),
                    SIZES,
                    DECIBELS,
                    SLOPES);

    /** By model. */
    private static final Map<String, List<Key>> ALL =
            Map.of(
                    "pixelsplat",
                    OF_PAIRS,
                    "lightfield",
                    OF_PAIRS,
                    "resplat",
                    List.of(SIZES, DECIBELS, SLOPES, new Key("/refinement", "startUpdate", "\"\"")),
                    "resplat2d",
                    List.of(SLOPES));

    private LaterKeys() {}

    private record Key(String group, String name, String value) {}

    /** Adds what is missing. */
    static void addTo(ObjectNode tree, YAMLMapper yaml) {
        for (Key key : ALL.getOrDefault(tree.path("model").asText(), List.of())) {
            JsonNode group = tree.at(key.group);
            if (group instanceof ObjectNode object && !object.has(key.name)) {
                try {
                    object.set(key.name, yaml.readTree(key.value));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("a key of this table is no YAML", e);
                }
            }
        }
    }
}
