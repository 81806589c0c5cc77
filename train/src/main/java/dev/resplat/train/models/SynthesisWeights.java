package dev.resplat.train.models;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.lightfield.LightFieldConfig;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.synthesis.SynthesisModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a training of a model of new views has learned.
 *
 * @param file where it was found, and what it says
 * @param config of the training; its network is what the weights are of
 */
public record SynthesisWeights(WeightsFile file, SynthesisConfig config) {
    /** Names of weights that come with the program. */
    public static final List<String> SHIPPED = List.of(PixelSplatConfig.MODEL);

    /** The records of configurations by model. */
    private static final Map<String, Kind<?>> KINDS =
            Map.of(
                    PixelSplatConfig.MODEL, new Kind<>(PixelSplatConfig.class),
                    LightFieldConfig.MODEL, new Kind<>(LightFieldConfig.class));

    private record Kind<C extends Record & SynthesisConfig>(Class<C> type) {
        SynthesisConfig of(WeightsFile file) {
            return file.config(type);
        }
    }

    /**
     * Finds weights.
     *
     * @param name of those that come with the program, or else the path of a {@code
     *     best.safetensors} or of the directory of a run
     * @throws UserMistake when there are none, or they are of another model or do not fit together
     * @throws FormatException when the file is damaged
     */
    public static SynthesisWeights named(String name) {
        return of(WeightsFile.named(name, SHIPPED));
    }

    /** The same for what is surely a path. */
    public static SynthesisWeights of(Path path) {
        return of(WeightsFile.of(path, SHIPPED));
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

    /**
     * Writes them as they come with the program; see {@link WeightsFile#ship}.
     *
     * @param more what the file says besides
     */
    public void ship(Path path, Map<String, String> more) {
        file.ship(path, config.data().batch(), more);
    }
}
