package dev.resplat.train.loop;

import dev.resplat.nn.Layer;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a training has learned, as a file that says what it is.
 *
 * @param source where it was found, for messages
 * @param model the name of the model that the weights are of
 * @param facts all that the file says: {@code model}, {@code config}, {@code step}, {@code score}
 *     and more
 * @param arrays the weights by name, in the types of the file
 */
public record WeightsFile(
        String source, String model, Map<String, String> facts, Map<String, HostArray> arrays) {
    /** Where the directory of a run has its best weights. */
    public static final String BEST = "checkpoints/best.safetensors";

    private static final String LAST_PREFIX = "model.";

    /**
     * Finds weights.
     *
     * @param name one of {@code shipped} for weights that come with the program, or else the path
     *     of a {@code best.safetensors} or of the directory of a run
     * @param shipped names of weights that come with the program
     * @throws UserMistake when there are none
     * @throws FormatException when the file is damaged
     */
    public static WeightsFile named(String name, List<String> shipped) {
        return shipped.contains(name) ? shipped(name, shipped) : of(Path.of(name), shipped);
    }

    private static String kind(List<String> shipped) {
        return "a best.safetensors, the directory of a training that has one, or '%s'"
                .formatted(String.join("' or '", shipped));
    }

    /** Whether weights of a name come with this build. */
    public static boolean isShipped(String name) {
        return WeightsFile.class.getResource("/" + resource(name)) != null;
    }

    private static String resource(String name) {
        return "weights/" + name + ".safetensors";
    }

    private static WeightsFile shipped(String name, List<String> shipped) {
        String resource = resource(name);
        try (InputStream in = WeightsFile.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new UserMistake(
                        "this build has no weights '%s': train some ('./resplat train %s') and give the directory of that run as the model"
                                .formatted(name, name));
            }
            return of(SafetensorsFile.of(in.readAllBytes(), resource), resource, kind(shipped));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for what is surely a path. */
    public static WeightsFile of(Path path, List<String> shipped) {
        Path file = path;
        String kind = kind(shipped);
        if (Files.isDirectory(path)) {
            file = path.resolve(BEST);
            if (!Files.exists(file)) {
                throw new UserMistake(
                        "there are no weights in %s (no %s): give %s".formatted(path, BEST, kind));
            }
        }
        InputFile.require(file, kind);
        SafetensorsFile opened = SafetensorsFile.open(file);
        if (!opened.names().isEmpty()
                && opened.names().stream().anyMatch(n -> n.startsWith(LAST_PREFIX))) {
            throw new UserMistake(
                    "%s is for going on with a training: give %s beside it"
                            .formatted(file, file.resolveSibling("best.safetensors")));
        }
        return of(opened, file.toString(), kind);
    }

    private static WeightsFile of(SafetensorsFile file, String source, String kind) {
        Map<String, String> facts = file.metadata();
        String model = facts.get("model");
        if (model == null || !facts.containsKey("config")) {
            throw new UserMistake(
                    "%s does not say of which model its arrays are: give %s"
                            .formatted(source, kind));
        }
        Map<String, HostArray> arrays = file.all();
        checkFinite(arrays, source);
        return new WeightsFile(source, model, facts, arrays);
    }

    private static void checkFinite(Map<String, HostArray> arrays, String source) {
        arrays.forEach(
                (name, array) -> {
                    for (float value : array.toFloats()) {
                        if (!Float.isFinite(value)) {
                            throw new UserMistake(
                                    "%s is damaged: %s has a weight of %s; give another file"
                                            .formatted(source, name, value));
                        }
                    }
                });
    }

    /**
     * Checks of which model the weights are.
     *
     * @throws UserMistake if it is none of these
     */
    public WeightsFile require(List<String> models) {
        if (!models.contains(model)) {
            throw new UserMistake(
                    "%s has weights of the model %s: needed are those of %s"
                            .formatted(
                                    source,
                                    FormatException.quote(model),
                                    String.join(" or ", models)));
        }
        return this;
    }

    /**
     * A number that differs between different weights, but for bad luck; of the configuration, too,
     * and not of where they are.
     */
    public String fingerprint() {
        Fingerprint sum = new Fingerprint().add(model).add(facts.getOrDefault("config", ""));
        new TreeMap<>(arrays)
                .forEach(
                        (name, array) ->
                                sum.add(name).add(array.dtype().name()).add(array.bytes()));
        return sum.text();
    }

    /** The configuration of the training. */
    public <C extends Record> C config(Class<C> type) {
        return Config.saved(source + " (its configuration)", facts.get("config")).as(type);
    }

    /**
     * Gives a model these weights.
     *
     * @return the model
     * @throws UserMistake when the weights are not of such a model
     */
    public <L extends Layer> L into(L layer) {
        StateDict.Report fit = StateDict.compare(layer, arrays);
        if (!fit.exact()) {
            throw new UserMistake(
                    "%s: its weights are not of the network in its configuration: %s"
                            .formatted(source, fit));
        }
        StateDict.load(layer, arrays, StateDict.Fit.EXACT);
        return layer;
    }

    /**
     * Writes them as they come with the program: in half precision, half as large. The file says
     * how many samples were seen ({@code samples}) and for how long ({@code hours}), if this one
     * knows its {@code step} and {@code seconds}.
     *
     * @param batch samples of a step
     * @param more what the file says besides
     * @throws UserMistake when a weight is too large for half precision
     */
    public void ship(Path file, int batch, Map<String, String> more) {
        Map<String, HostArray> half = new LinkedHashMap<>();
        arrays.forEach((name, array) -> half.put(name, array.as(DType.F16)));
        checkFinite(half, source + " in half precision");
        Map<String, String> all = new LinkedHashMap<>(facts);
        number("step").ifPresent(n -> all.put("samples", "" + (long) (n * batch)));
        number("seconds")
                .ifPresent(n -> all.put("hours", String.format(Locale.ROOT, "%.2f", n / 3600)));
        all.putAll(more);
        SafetensorsFile.write(file, half, all);
    }

    private OptionalDouble number(String fact) {
        try {
            return OptionalDouble.of(Double.parseDouble(facts.getOrDefault(fact, "")));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
