package dev.resplat.train.views;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What {@code scene.json} in the folder of a scene says about it, at the top or under {@code
 * annotation}: its kind, lighting, finish and rig. What is not said is {@code unknown}.
 */
final class SceneLabels {
    private static final String FILE = "scene.json";
    private static final List<String> KEYS = List.of("kind", "lighting", "finish", "rig");
    private static final String UNKNOWN = "unknown";
    private static final JsonMapper MAPPER = new JsonMapper();

    private SceneLabels() {}

    /** Of a scene about which nothing is known. */
    static Map<String, String> unknown() {
        Map<String, String> labels = new TreeMap<>();
        KEYS.forEach(key -> labels.put(key, UNKNOWN));
        return labels;
    }

    /**
     * Of the scene in a folder.
     *
     * @param notes takes a line if the file is there and cannot be read
     */
    static Map<String, String> read(Path folder, Consumer<String> notes) {
        Map<String, String> labels = unknown();
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return labels;
        }
        try {
            JsonNode root = MAPPER.readTree(file.toFile());
            for (String key : KEYS) {
                JsonNode value = root.path(key);
                JsonNode said = value.isMissingNode() ? root.path("annotation").path(key) : value;
                if (said.isValueNode() && !said.isNull() && !said.asText().isBlank()) {
                    labels.put(key, said.asText());
                }
            }
        } catch (JsonProcessingException e) {
            notes.accept(
                    "%s: not valid JSON (%s): nothing is known about the scene"
                            .formatted(file, e.getOriginalMessage().replaceAll("\\s+", " ")));
        } catch (IOException e) {
            notes.accept("cannot read %s: %s".formatted(file, e.getMessage()));
        }
        return labels;
    }
}
