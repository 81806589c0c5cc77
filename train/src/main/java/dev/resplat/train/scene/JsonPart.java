package dev.resplat.train.scene;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An object of a JSON file, with messages that name the file and the key.
 *
 * @param file where it is from
 * @param path of keys that lead to it, with a dot at the end
 * @param node itself
 */
record JsonPart(Path file, String path, JsonNode node) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build();

    /**
     * The object that a file has.
     *
     * @throws UserMistake if it is not JSON
     */
    static JsonPart read(Path file) {
        try {
            return new JsonPart(file, "", MAPPER.readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new UserMistake(
                    "%s:%d: not valid JSON: %s; repair it, or write the file again"
                            .formatted(file, line, e.getOriginalMessage().replaceAll("\\s+", " ")),
                    e);
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Whether it is an object with a list of objects of which the first has such a key. */
    boolean listsObjectsWith(String list, String key) {
        return node.path(list).path(0).has(key);
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** Where something is, for messages. */
    String where(String key) {
        return file + ": " + path + key;
    }

    /** Of a key, or else of the same key in another object. */
    OptionalDouble number(String key, JsonPart otherwise) {
        return has(key) ? number(key) : otherwise.number(key);
    }

    OptionalDouble number(String key) {
        if (!has(key)) {
            return OptionalDouble.empty();
        }
        JsonNode value = node.get(key);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(key, "a finite number");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    double require(String key) {
        return number(key).orElseThrow(() -> wrong(key, "a finite number"));
    }

    /** A text, if there is one. */
    Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (!node.get(key).isTextual() || node.get(key).textValue().isBlank()) {
            throw wrong(key, "a text");
        }
        if (!Shot.isLine(node.get(key).textValue())) {
            throw wrong(key, "a text of whole characters and without control characters");
        }
        return Optional.of(node.get(key).textValue());
    }

    String requireText(String key) {
        return text(key).orElseThrow(() -> wrong(key, "a text"));
    }

    /** A matrix of 3 or 4 rows of {@code columns} numbers, as its first 3 rows. */
    double[] matrix(String key, int columns) {
        JsonNode rows = node.path(key);
        double[] result = new double[3 * columns];
        boolean right = rows.isArray() && (rows.size() == 3 || rows.size() == 4);
        for (int i = 0; right && i < 3; i++) {
            right = rows.get(i).isArray() && rows.get(i).size() == columns;
            for (int j = 0; right && j < columns; j++) {
                result[columns * i + j] = rows.get(i).get(j).asDouble(Double.NaN);
                right = Double.isFinite(result[columns * i + j]);
            }
        }
        if (!right) {
            throw wrong(key, "3 or 4 rows of %d finite numbers".formatted(columns));
        }
        return result;
    }

    /** Three numbers. */
    double[] vector(String key) {
        double[] result = new double[3];
        for (int i = 0; i < 3; i++) {
            result[i] = node.path(key).path(i).asDouble(Double.NaN);
        }
        if (node.path(key).size() != 3 || !Double.isFinite(result[0] + result[1] + result[2])) {
            throw wrong(key, "3 finite numbers");
        }
        return result;
    }

    /** The objects of a file that is a list. */
    List<JsonPart> elements() {
        List<JsonPart> parts = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            parts.add(new JsonPart(file, "[%d].".formatted(i), node.get(i)));
        }
        return parts;
    }

    /** The objects of a list. */
    List<JsonPart> list(String key) {
        JsonNode list = node.path(key);
        if (!list.isArray()) {
            throw wrong(key, "a list");
        }
        List<JsonPart> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            parts.add(new JsonPart(file, "%s%s[%d].".formatted(path, key, i), list.get(i)));
        }
        return parts;
    }

    UserMistake wrong(String key, String allowed) {
        String is = has(key) ? "is " + shown(node.get(key)) : "is missing";
        return new UserMistake("%s must be %s, %s".formatted(where(key), allowed, is));
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
