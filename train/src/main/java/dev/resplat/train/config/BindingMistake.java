package dev.resplat.train.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Says what does not fit between a YAML tree and a record, in the words of the file. */
final class BindingMistake {
    private BindingMistake() {}

    static String describe(JsonProcessingException e, JsonNode tree) {
        if (!(e instanceof JsonMappingException mapping)) {
            return e.getOriginalMessage();
        }
        List<Reference> path = mapping.getPath();
        String key = key(path);
        if (e instanceof UnrecognizedPropertyException unknown) {
            String known =
                    unknown.getKnownPropertyIds().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(", "));
            return "unknown key '%s'; allowed here are: %s".formatted(key, known);
        }
        if (e instanceof ValueInstantiationException
                && e.getCause() instanceof IllegalArgumentException invalid) {
            return (key.isEmpty() ? "" : key + ".") + invalid.getMessage();
        }
        JsonNode node = at(tree, path);
        if (node.isMissingNode()) {
            return "missing key '%s'; present are: %s"
                    .formatted(key, names(at(tree, path.subList(0, path.size() - 1))));
        }
        if (e instanceof InvalidTypeIdException) {
            return key + ": " + e.getOriginalMessage();
        }
        if (e instanceof MismatchedInputException mismatch) {
            Class<?> type = mismatch.getTargetType();
            return "%s must be %s, is %s"
                    .formatted(key, type == null ? "something else" : kind(type), value(e, node));
        }
        return key + ": " + e.getOriginalMessage();
    }

    private static String value(JsonProcessingException e, JsonNode node) {
        return e instanceof InvalidFormatException format
                ? "'" + format.getValue() + "'"
                : node.isNull() ? "empty" : node.toString();
    }

    private static String key(List<Reference> path) {
        StringBuilder key = new StringBuilder();
        for (Reference step : path) {
            if (step.getFieldName() == null) {
                key.append('[').append(step.getIndex()).append(']');
            } else {
                key.append(key.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return key.toString();
    }

    private static JsonNode at(JsonNode tree, List<Reference> path) {
        JsonNode node = tree;
        for (Reference step : path) {
            node =
                    step.getFieldName() == null
                            ? node.path(step.getIndex())
                            : node.path(step.getFieldName());
        }
        return node;
    }

    private static String names(JsonNode group) {
        StringJoiner names = new StringJoiner(", ").setEmptyValue("none");
        group.fieldNames().forEachRemaining(names::add);
        return names.toString();
    }

    private static String kind(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "a group of keys";
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double", "float", "Float" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "String" -> "a text";
            default -> "a list";
        };
    }
}
