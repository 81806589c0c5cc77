package dev.resplat.train.models;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.lightfield.LightFieldConfig;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.pixelsplat.PixelSplat;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.pixelsplat.PublishedWeights;
import dev.resplat.train.resplat.NewtonRefinement;
import dev.resplat.train.resplat.PublishedResplat;
import dev.resplat.train.resplat.Resplat;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.synthesis.SynthesisModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a training of a model of new views has learned.
 *
 * @param file where it was found, and what it says
 * @param config of the training; its network is what the weights are of
 */
public record SynthesisWeights(WeightsFile file, SynthesisConfig config) {
    /** Names of weights that come with the program. */
    public static final List<String> SHIPPED =
            List.of(
                    ResplatConfig.MODEL,
                    PixelSplatConfig.MODEL,
                    LightFieldConfig.MODEL,
                    "resplat-64",
                    "pixelsplat-64",
                    "pixelsplat-wide",
                    "lightfield-wide",
                    "single-pass-1x",
                    "single-pass-4x",
                    "single-pass-16x");

    /** The configuration of the weights that the authors of pixelSplat published. */
    private static final String PUBLISHED = "pixelsplat-re10k";

    /** The records of configurations by model. */
    private static final Map<String, Kind<?>> KINDS =
            Map.of(
                    PixelSplatConfig.MODEL, new Kind<>(PixelSplatConfig.class),
                    LightFieldConfig.MODEL, new Kind<>(LightFieldConfig.class),
                    ResplatConfig.MODEL, new Kind<>(ResplatConfig.class));

    private record Kind<C extends Record & SynthesisConfig>(Class<C> type) {
        SynthesisConfig of(WeightsFile file) {
            return file.config(type);
        }
    }

    /**
     * Finds weights.
     *
     * @param name of those that come with the program, or else the path of a {@code
     *     best.safetensors}, of the directory of a run, or of what the authors of pixelSplat or
     *     ReSplat published, as safetensors
     * @throws UserMistake when there are none, or they are of another model or do not fit together
     * @throws FormatException when the file is damaged
     */
    public static SynthesisWeights named(String name) {
        return SHIPPED.contains(name) ? of(WeightsFile.named(name, SHIPPED)) : of(Path.of(name));
    }

    /** The same for what is surely a path. */
    public static SynthesisWeights of(Path path) {
        SynthesisWeights published = published(path);
        return published != null ? published : of(WeightsFile.of(path, SHIPPED));
    }

    /** Those that authors published, in their size; null if the file is none of theirs. */
    private static SynthesisWeights published(Path path) {
        if (!Files.isRegularFile(path) || !path.toString().endsWith(".safetensors")) {
            return null;
        }
        String model = publishedIn(SafetensorsFile.open(path)).orElse("");
        return switch (model) {
            case PixelSplatConfig.MODEL -> {
                PixelSplatConfig config = Config.named(PUBLISHED).as(PixelSplatConfig.class);
                yield published(
                        path, config, made -> PublishedWeights.read(path, (PixelSplat) made));
            }
            case ResplatConfig.MODEL -> {
                ResplatConfig config = PublishedResplat.config(path);
                yield published(path, config, made -> PublishedResplat.read(path, (Resplat) made));
            }
            default -> null;
        };
    }

    /** The model whose authors have published what a file has, unless it is one of ours. */
    public static Optional<String> publishedIn(SafetensorsFile file) {
        if (PublishedWeights.areIn(file)) {
            return Optional.of(PixelSplatConfig.MODEL);
        }
        return PublishedResplat.areIn(file) ? Optional.of(ResplatConfig.MODEL) : Optional.empty();
    }

    /**
     * Those of a file.
     *
     * @param read what a model of the configuration has in it
     */
    private static <C extends Record & SynthesisConfig> SynthesisWeights published(
            Path path, C config, Function<SynthesisModel, Map<String, HostArray>> read) {
        try (Scope scope = Scope.open()) {
            Map<String, HostArray> arrays =
                    read.apply(config.make(new RandomStream(0), Devices.cpu()));
            Map<String, String> facts =
                    Map.of("model", config.model(), "config", Config.toYaml(config));
            WeightsFile file = new WeightsFile(path.toString(), config.model(), facts, arrays);
            return new SynthesisWeights(file, config);
        }
    }

    /** Whether a model of this name is one of new views. */
    public static boolean has(String model) {
        return KINDS.containsKey(model);
    }

    /** What a file has. */
    public static SynthesisWeights of(WeightsFile file) {
        file.require(KINDS.keySet().stream().sorted().toList());
        return new SynthesisWeights(file, KINDS.get(file.model()).of(file));
    }

    /**
     * The model, which belongs to the scope that is open.
     *
     * @throws UserMistake when the weights are not of the network that the configuration describes
     */
    public SynthesisModel on(Device device) {
        return file.into(config.make(new RandomStream(0), device));
    }

    /** {@link #on}, {@linkplain #refining(SynthesisModel) refining}. */
    public SynthesisModel refining(Device device) {
        return refining(on(device));
    }

    /**
     * A model of these weights with scenes that can be refined: by itself if it has learned to, or
     * else, if they are splats, by a {@link NewtonRefinement}.
     */
    public SynthesisModel refining(SynthesisModel model) {
        return config.refines() || !config.makesSplats() ? model : new NewtonRefinement(model);
    }

    /**
     * Writes them as they come with the program; see {@link WeightsFile#ship}.
     *
     * @param more what the file says besides
     */
    public void ship(Path path, Map<String, String> more) {
        file.ship(path, config.data().batch(), more);
    }
}
