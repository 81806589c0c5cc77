package dev.resplat.train.resplat2d;

import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a training of {@link Resplat2d} has learned, as a file that says what it is.
 *
 * @param source where it was found, for messages
 * @param config of the training; its network is what the weights are of
 * @param facts all that the file says: {@code model}, {@code config}, {@code step}, {@code score}
 *     and more
 * @param arrays the weights by name, in the types of the file
 */
public record Weights(
        String source,
        Resplat2dConfig config,
        Map<String, String> facts,
        Map<String, HostArray> arrays) {
    /** The name of the model, and of the weights that come with the program. */
    public static final String SHIPPED = "resplat2d";

    private static final String BEST = "checkpoints/best.safetensors";
    private static final String LAST_PREFIX = "model.";
    private static final String KIND =
            "a best.safetensors, the directory of a training that has one, or '" + SHIPPED + "'";

    /**
     * Finds weights.
     *
     * @param name {@value #SHIPPED} for those that come with the program, or else the path of a
     *     {@code best.safetensors} or of the directory of a run
     * @throws UserMistake when there are none, or they are of another model or do not fit together
     * @throws FormatException when the file is damaged
     */
    public static Weights named(String name) {
        return name.equals(SHIPPED) ? shipped() : of(Path.of(name));
    }

    private static Weights shipped() {
        String resource = "weights/" + SHIPPED + ".safetensors";
        try (InputStream in = Weights.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new UserMistake(
                        "this build has no weights '%s': train some ('./resplat train %s') and give the directory of that run as the model"
                                .formatted(SHIPPED, SHIPPED));
            }
            return of(SafetensorsFile.of(in.readAllBytes(), resource), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for what is surely a path. */
    public static Weights of(Path path) {
        Path file = path;
        if (Files.isDirectory(path)) {
            file = path.resolve(BEST);
            if (!Files.exists(file)) {
                throw new UserMistake(
                        "there are no weights in %s (no %s): give %s".formatted(path, BEST, KIND));
            }
        }
        InputFile.require(file, KIND);
        SafetensorsFile opened = SafetensorsFile.open(file);
        if (!opened.names().isEmpty()
                && opened.names().stream().anyMatch(n -> n.startsWith(LAST_PREFIX))) {
            throw new UserMistake(
                    "%s is for going on with a training: give %s beside it"
                            .formatted(file, file.resolveSibling("best.safetensors")));
        }
        return of(opened, file.toString());
    }

    private static Weights of(SafetensorsFile file, String source) {
        Map<String, String> facts = file.metadata();
        String model = facts.get("model");
        if (model == null || !facts.containsKey("config")) {
            throw new UserMistake(
                    "%s does not say of which model its arrays are: give %s"
                            .formatted(source, KIND));
        }
        if (!model.equals(SHIPPED)) {
            throw new UserMistake(
                    "%s has weights of the model %s: needed are those of %s"
                            .formatted(source, FormatException.quote(model), SHIPPED));
        }
        Resplat2dConfig config =
                Config.saved(source + " (its configuration)", facts.get("config"))
                        .as(Resplat2dConfig.class);
        Map<String, HostArray> arrays = file.all();
        checkFinite(arrays, source);
        return new Weights(source, config, facts, arrays);
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
     * The model, which belongs to the scope that is open.
     *
     * @throws UserMistake when the weights are not of the network that the configuration describes
     */
    public Resplat2d on(Device device) {
        Resplat2d model = new Resplat2d(new RandomStream(0), device, config.network());
        StateDict.Report fit = StateDict.compare(model, arrays);
        if (!fit.exact()) {
            throw new UserMistake(
                    "%s: its weights are not of the network in its configuration: %s"
                            .formatted(source, fit));
        }
        StateDict.load(model, arrays, StateDict.Fit.EXACT);
        return model;
    }

    /**
     * Writes them as they come with the program: in half precision, half as large. The file says
     * how many samples were seen ({@code samples}) and for how long ({@code hours}), if this one
     * knows its {@code step} and {@code seconds}.
     *
     * @param more what the file says besides
     * @throws UserMistake when a weight is too large for half precision
     */
    public void ship(Path file, Map<String, String> more) {
        Map<String, HostArray> half = new LinkedHashMap<>();
        arrays.forEach((name, array) -> half.put(name, array.as(DType.F16)));
        checkFinite(half, source + " in half precision");
        Map<String, String> all = new LinkedHashMap<>(facts);
        number("step").ifPresent(n -> all.put("samples", "" + (long) (n * config.data().batch())));
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
