package dev.resplat.train.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The scenes of a directory, by what their folders tell.
 *
 * @param scenes in the order of their names
 */
public record SceneListing(List<Entry> scenes) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A scene.
     *
     * @param folder where it is
     * @param plan what it is
     * @param views how many it has
     * @param near depth of the nearest that its views could see, metres
     * @param far depth of the farthest
     */
    public record Entry(Path folder, Plan plan, int views, double near, double far) {
        /** The name of its folder. */
        public String name() {
            return folder.getFileName().toString();
        }
    }

    /**
     * Reads the scenes of a directory.
     *
     * @throws UserMistake if there is none, or one is damaged
     */
    public static SceneListing of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new UserMistake(
                    "there is no directory %s: give one that ./resplat scenes generate has made"
                            .formatted(directory));
        }
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> folders = Files.list(directory)) {
            for (Path folder : folders.sorted().toList()) {
                if (SceneFolder.isComplete(folder)
                        && !folder.getFileName().toString().startsWith(".")) {
                    entries.add(read(folder));
                }
            }
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(directory, e.getMessage()), e);
        }
        if (entries.isEmpty()) {
            throw new UserMistake(
                    "there is no scene in %s: give a directory that ./resplat scenes generate has made"
                            .formatted(directory));
        }
        return new SceneListing(entries);
    }

    private static Entry read(Path folder) {
        Path file = folder.resolve(SceneFolder.ANNOTATION);
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            Plan plan =
                    new Plan(
                            Kind.valueOf(name(tree, "kind")),
                            Lighting.valueOf(name(tree, "lighting")),
                            Finish.valueOf(name(tree, "finish")),
                            Rig.valueOf(name(tree, "rig")));
            return new Entry(
                    folder,
                    plan,
                    tree.path("views").asInt(),
                    tree.path("near").asDouble(),
                    tree.path("far").asDouble());
        } catch (IOException | IllegalArgumentException e) {
            throw new UserMistake(
                    "%s is damaged: %s; remove the folder and generate the scenes again"
                            .formatted(file, e.getMessage().lines().findFirst().orElse("")),
                    e);
        }
    }

    private static String name(JsonNode tree, String key) {
        return tree.path(key).asText().toUpperCase(Locale.ROOT);
    }

    /** Those that are so; null is any. */
    public SceneListing filtered(Kind kind, Lighting lighting, Finish finish, Rig rig) {
        return new SceneListing(
                scenes.stream()
                        .filter(s -> kind == null || s.plan().kind() == kind)
                        .filter(s -> lighting == null || s.plan().lighting() == lighting)
                        .filter(s -> finish == null || s.plan().finish() == finish)
                        .filter(s -> rig == null || s.plan().rig() == rig)
                        .toList());
    }

    /** A line for each scene, below a heading, then how many there are of each sort. */
    public List<String> lines() {
        String row = "%-14s %-9s %-12s %-11s %-7s %6s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(
                row.formatted("scene", "kind", "lighting", "finish", "rig", "views", "depth in m"));
        for (Entry s : scenes) {
            lines.add(
                    row.formatted(
                            s.name(),
                            word(s.plan().kind()),
                            word(s.plan().lighting()),
                            word(s.plan().finish()),
                            word(s.plan().rig()),
                            s.views(),
                            String.format(Locale.ROOT, "%.2f to %.1f", s.near(), s.far())));
        }
        lines.add("");
        lines.add("%-9s %d".formatted("scenes", scenes.size()));
        lines.add(counts("kind", Plan::kind));
        lines.add(counts("lighting", Plan::lighting));
        lines.add(counts("finish", Plan::finish));
        lines.add(counts("rig", Plan::rig));
        return lines;
    }

    private String counts(String what, Function<Plan, Enum<?>> part) {
        Map<String, Integer> counts = new TreeMap<>();
        scenes.forEach(s -> counts.merge(word(part.apply(s.plan())), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((value, count) -> parts.add(value + " " + count));
        return "%-9s %s".formatted(what, String.join(", ", parts)).stripTrailing();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
