package dev.resplat.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file with a line of JSON for each evaluation of a run.
 *
 * @param file which need not exist
 */
record RunLog(Path file) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Adds a line. */
    void add(Map<String, ?> metrics) {
        try {
            Files.writeString(
                    file,
                    JSON.writeValueAsString(metrics) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw Disk.unwritable(file, e);
        }
    }

    /** The lines up to a step; later ones, and one that was cut off, are removed. */
    List<JsonNode> rewind(long step) {
        List<JsonNode> kept = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            if (Files.exists(file)) {
                String log = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                for (String line : log.lines().toList()) {
                    JsonNode node = parse(line);
                    if (node.path("step").asLong(Long.MAX_VALUE) <= step) {
                        kept.add(node);
                        text.append(line).append('\n');
                    }
                }
                byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
                Disk.write(Map.of(file, path -> Files.write(path, content)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
        return kept;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }
}
