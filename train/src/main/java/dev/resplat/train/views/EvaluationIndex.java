package dev.resplat.train.views;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.io.AtomicFile;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Which views of which scenes an evaluation looks at, as pixelSplat writes it down (Charatan et al.
 * 2024, {@code evaluation_index_re10k.json}): an object with {@code {"context": [a, b], "target":
 * [c, d, e]}} for each clip, or null where no such views were found. Numbers count the frames of a
 * clip from 0.
 */
public final class EvaluationIndex {
    private static final String CONTEXT = "context";
    private static final String TARGET = "target";
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * Views of a scene.
     *
     * @param context what a model is given, one or more
     * @param target what it is to predict, one or more; may be among the context
     */
    public record Pair(List<Integer> context, List<Integer> target) {
        /** Copies the lists. */
        public Pair {
            context = List.copyOf(context);
            target = List.copyOf(target);
        }

        private int last() {
            return Math.max(Collections.max(context), Collections.max(target));
        }
    }

    private final String origin;
    private final Map<String, Pair> pairs;
    private final List<String> skipped;

    /**
     * An index.
     *
     * @param origin where it is from, for messages
     * @param pairs of each scene
     * @param skipped scenes without any
     */
    public EvaluationIndex(String origin, Map<String, Pair> pairs, List<String> skipped) {
        this.origin = origin;
        this.pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
        this.skipped = List.copyOf(skipped);
    }

    /**
     * Reads a file.
     *
     * @throws UserMistake if it is not such a file
     */
    public static EvaluationIndex read(Path file) {
        JsonNode root = parsed(file);
        if (!root.isObject() || root.isEmpty()) {
            throw wrong(file, "it", root);
        }
        Map<String, Pair> pairs = new LinkedHashMap<>();
        List<String> skipped = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                skipped.add(entry.getKey());
            } else {
                pairs.put(
                        entry.getKey(),
                        new Pair(
                                numbers(file, entry.getKey(), value, CONTEXT),
                                numbers(file, entry.getKey(), value, TARGET)));
            }
        }
        return new EvaluationIndex(file.toString(), pairs, skipped);
    }

    private static JsonNode parsed(Path file) {
        try {
            return MAPPER.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new UserMistake(
                    "%s:%d: not valid JSON: %s; give an evaluation index"
                            .formatted(file, line, e.getOriginalMessage().replaceAll("\\s+", " ")),
                    e);
        } catch (IOException e) {
            throw new UserMistake(
                    Files.exists(file)
                            ? "cannot read %s: %s".formatted(file, e.getMessage())
                            : "there is no file %s: give an evaluation index".formatted(file),
                    e);
        }
    }

    private static List<Integer> numbers(Path file, String clip, JsonNode value, String key) {
        JsonNode list = value.path(key);
        boolean right = list.isArray() && !list.isEmpty();
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode number : list) {
            right &= number.isInt() && number.intValue() >= 0;
            numbers.add(number.intValue());
        }
        if (!right) {
            throw wrong(file, clip, value);
        }
        return numbers;
    }

    private static UserMistake wrong(Path file, String what, JsonNode value) {
        String text = value.toString();
        return new UserMistake(
                ("%s: %s must be {%s\"context\": [0, 8], \"target\": [3, 5]%s} with numbers of frames"
                                + " from 0, is %s; give an evaluation index as pixelSplat has it")
                        .formatted(
                                file,
                                what,
                                what.equals("it") ? "\"CLIP\": {" : "",
                                what.equals("it") ? "}" : "",
                                text.length() <= 60 ? text : text.substring(0, 60) + "..."));
    }

    /** The views of each scene that has some, in the order of the file. */
    public Map<String, Pair> pairs() {
        return pairs;
    }

    /** The scenes for which no views were found. */
    public List<String> skipped() {
        return skipped;
    }

    /** How many views are predicted in all. */
    public int targets() {
        return pairs.values().stream().mapToInt(pair -> pair.target().size()).sum();
    }

    /**
     * Those scenes that there are, in the order of the file.
     *
     * @param names of scenes that there are
     * @throws UserMistake if none of the index is among them
     */
    public List<String> among(Collection<String> names) {
        List<String> there = pairs.keySet().stream().filter(names::contains).toList();
        if (there.isEmpty()) {
            throw new UserMistake(
                    "%s: none of its %d clips (first %s) is among the %d scenes of the data (first %s): give the index of these scenes"
                            .formatted(
                                    origin,
                                    pairs.size(),
                                    pairs.isEmpty() ? "none" : pairs.keySet().iterator().next(),
                                    names.size(),
                                    names.isEmpty() ? "none" : names.iterator().next()));
        }
        return there;
    }

    /**
     * The views of a scene.
     *
     * @throws UserMistake if the index does not have the scene, or the scene not the views
     */
    public Pair of(ViewSet scene) {
        Pair pair = pairs.get(scene.name());
        if (pair == null) {
            throw new UserMistake(
                    skipped.contains(scene.name())
                            ? "%s: has no views for %s, which is null there: leave it out"
                                    .formatted(origin, scene.name())
                            : "%s: does not have %s: give the index of these scenes"
                                    .formatted(origin, scene.name()));
        }
        int count = scene.cameras().size();
        if (pair.last() >= count) {
            throw new UserMistake(
                    "%s: %s: frame %d is wanted, but there are only %d, from 0 to %d: give the index of these scenes, or all of their frames"
                            .formatted(origin, scene.name(), pair.last(), count, count - 1));
        }
        return pair;
    }

    /** As the file has it, a line for each scene. */
    public String json() {
        StringJoiner lines = new StringJoiner(",\n", "{\n", "\n}\n");
        pairs.forEach(
                (name, pair) ->
                        lines.add(
                                "%s: {\"context\": %s, \"target\": %s}"
                                        .formatted(quoted(name), pair.context(), pair.target())));
        skipped.forEach(name -> lines.add(quoted(name) + ": null"));
        return lines.toString();
    }

    private static String quoted(String name) {
        return MAPPER.getNodeFactory().textNode(name).toString();
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @throws UserMistake if it cannot be written
     */
    public void write(Path file) {
        byte[] json = json().getBytes(StandardCharsets.UTF_8);
        try {
            AtomicFile.write(file, out -> out.write(json));
        } catch (UncheckedIOException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }
}
