package dev.resplat.train.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A configuration: a complete YAML file and the {@code key.path=value} arguments that change it,
 * bound to a record.
 *
 * <p>Nothing is defaulted: a missing key is a mistake, and so is an unknown one. The records check
 * their values in their constructors, see {@link Require}.
 */
public final class Config {
    private static final List<String> SHIPPED =
            List.of(
                    "resplat2d",
                    "resplat2d-full",
                    "pixelsplat-mini",
                    "pixelsplat-re10k",
                    "lightfield-mini",
                    "lightfield-re10k",
                    "trunk",
                    "fit",
                    "ablate",
                    "resplat-mini",
                    "resplat-small",
                    "ablate-pixelsplat",
                    "ablate-resplat",
                    "compare",
                    "optimize",
                    "library");

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .withCoercionConfig(
                            LogicalType.Boolean,
                            c -> c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .addModule(spelling())
                    .build();

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final ObjectNode tree;
    private final List<String> overrides = new ArrayList<>();
    private final String where;

    /** Writes {@code relu} and {@code 1.0e-8}, as our files do. */
    private static SimpleModule spelling() {
        return new SimpleModule()
                .addSerializer(
                        Enum.class,
                        new StdScalarSerializer<>(Enum.class) {
                            @Override
                            public void serialize(
                                    Enum value, JsonGenerator out, SerializerProvider provider)
                                    throws IOException {
                                out.writeString(value.name().toLowerCase(Locale.ROOT));
                            }
                        })
                .addSerializer(
                        double.class,
                        new StdScalarSerializer<>(double.class) {
                            @Override
                            public void serialize(
                                    Double value, JsonGenerator out, SerializerProvider provider)
                                    throws IOException {
                                out.writeNumber(value.toString().replace('E', 'e'));
                            }
                        });
    }

    private Config(String name, String where, String text) {
        this.name = name;
        this.where = where;
        this.tree = parse(text);
    }

    /** A configuration of the jar, by name, or else a file. */
    public static Config named(String nameOrFile) {
        if (!SHIPPED.contains(nameOrFile)) {
            return file(Path.of(nameOrFile));
        }
        String where = "configs/" + nameOrFile + ".yaml";
        try (InputStream in = Config.class.getResourceAsStream("/" + where)) {
            return new Config(
                    nameOrFile, where, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration of an earlier run, by its directory; it may lack keys that came later. */
    public static Config ofRun(Path directory) {
        Path file = directory.resolve("config.yaml");
        if (!Files.isRegularFile(file)) {
            throw new UserMistake(
                    "there is no run in %s (no config.yaml): give the directory of an earlier run"
                            .formatted(directory));
        }
        return file(file).withLaterKeys();
    }

    /**
     * The same of a run of one kind.
     *
     * @throws UserMistake if the directory holds something else
     */
    public static Config ofRun(Path directory, RunKind kind) {
        Config config = ofRun(directory);
        if (!RunKind.of(config).equals(Optional.of(kind))) {
            throw new UserMistake(
                    "%s does not hold %s, but what another command has made: give the directory of one"
                            .formatted(directory, kind.title()));
        }
        return config;
    }

    private Config withLaterKeys() {
        LaterKeys.addTo(tree, YAML);
        return this;
    }

    /** A configuration of the user. */
    public static Config file(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserMistake(
                    "there is no configuration %s: give a YAML file or one of: %s"
                            .formatted(file, String.join(", ", SHIPPED)));
        }
        try {
            String base = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
            return new Config(base, file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new UserMistake(file + " is no text in UTF-8: give a YAML file", e);
        } catch (IOException e) {
            throw new UserMistake("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * A text that {@link #toYaml} made, perhaps of an older version; {@code where} names its place
     * in messages.
     */
    public static Config saved(String where, String yaml) {
        return new Config("saved", where, yaml).withLaterKeys();
    }

    /** The name of the file, without its ending. */
    public String name() {
        return name;
    }

    private ObjectNode parse(String text) {
        try {
            if (YAML.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new UserMistake(where + ": expected lines of the form 'key: value'");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new UserMistake(
                    where
                            + (at == null ? "" : ", line " + at.getLineNr())
                            + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    /**
     * The text at the top of the file under a key that chooses what the others mean.
     *
     * @throws UserMistake when there is none
     */
    public String choice(String key, List<String> allowed) {
        JsonNode value = tree.path(key);
        if (value.isMissingNode()) {
            throw new UserMistake(
                    "%s: missing key '%s', which is one of: %s"
                            .formatted(where, key, String.join(", ", allowed)));
        }
        if (!value.isTextual() || !allowed.contains(value.asText())) {
            throw new UserMistake(
                    "%s: %s must be one of %s, is %s"
                            .formatted(where, key, String.join(", ", allowed), value));
        }
        return value.asText();
    }

    /** Replaces values, each given as {@code key.path=value}. */
    public Config with(List<String> overrides) {
        overrides.forEach(this::override);
        return this;
    }

    /**
     * A {@code key.path=value} of a text, such as a path, that YAML may take for something else.
     */
    public static String text(String key, String value) {
        try {
            // In quotes, with escapes that YAML has as well.
            return key + "=" + JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is the key of a {@code key.path=value}. */
    public boolean has(String override) {
        int end = override.indexOf('=');
        String path = end < 0 ? override : override.substring(0, end);
        return !tree.at("/" + path.replace('.', '/')).isMissingNode();
    }

    private void override(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new UserMistake("expected KEY=VALUE, got '" + override + "'");
        }
        String path = override.substring(0, equals);
        ObjectNode group = tree;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length; i++) {
            JsonNode node = group.get(keys[i]);
            if (node == null) {
                throw new UserMistake(
                        "%s has no key '%s'; there are: %s"
                                .formatted(where, path, String.join(", ", leaves("", tree))));
            }
            if (i == keys.length - 1) {
                group.set(keys[i], value(override, override.substring(equals + 1)));
            } else if (node instanceof ObjectNode inner) {
                group = inner;
            } else {
                throw new UserMistake(
                        "%s: '%s' is a value, nothing is below it".formatted(override, keys[i]));
            }
        }
        this.overrides.add(override);
    }

    /** The keys, such as {@code network.hidden}, whose values differ, and the values before. */
    public static <T extends Record> Map<String, String> changes(T before, T after) {
        ObjectNode old = saved("before", toYaml(before)).tree;
        ObjectNode now = saved("after", toYaml(after)).tree;
        Map<String, String> changes = new LinkedHashMap<>();
        for (String key : leaves("", old)) {
            String pointer = "/" + key.replace('.', '/');
            JsonNode value = old.at(pointer);
            if (!value.equals(now.at(pointer))) {
                changes.put(key, value.isTextual() ? value.asText() : value.toString());
            }
        }
        return changes;
    }

    private static JsonNode value(String override, String text) {
        try {
            JsonNode value = YAML.readTree(text);
            return value.isMissingNode() ? NullNode.getInstance() : value;
        } catch (JsonProcessingException e) {
            throw new UserMistake(
                    "%s: the value is no YAML: %s".formatted(override, e.getOriginalMessage()), e);
        }
    }

    private static List<String> leaves(String prefix, ObjectNode group) {
        return group.properties().stream()
                .flatMap(
                        entry ->
                                entry.getValue() instanceof ObjectNode inner
                                        ? leaves(prefix + entry.getKey() + ".", inner).stream()
                                        : Stream.of(prefix + entry.getKey()))
                .toList();
    }

    /** The values as a record. */
    public <T extends Record> T as(Class<T> type) {
        try {
            return YAML.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            String changed = overrides.isEmpty() ? "" : " with " + String.join(" ", overrides);
            throw new UserMistake(where + changed + ": " + BindingMistake.describe(e, tree), e);
        }
    }

    /** A record as the text of a file that {@link #as} reads back. */
    public static String toYaml(Record config) {
        try {
            return YAML.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
