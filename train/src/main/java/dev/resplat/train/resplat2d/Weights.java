package dev.resplat.train.resplat2d;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.WeightsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a training of {@link Resplat2d} has learned.
 *
 * @param file where it was found, and what it says
 * @param config of the training; its network is what the weights are of
 */
public record Weights(WeightsFile file, Resplat2dConfig config) {
    /** The name of the model, and of the weights that come with the program. */
    public static final String SHIPPED = "resplat2d";

    private static final List<String> NAMES = List.of(SHIPPED);

    /**
     * Finds weights.
     *
     * @param name {@value #SHIPPED} for those that come with the program, or else the path of a
     *     {@code best.safetensors} or of the directory of a run
     * @throws UserMistake when there are none, or they are of another model or do not fit together
     * @throws FormatException when the file is damaged
     */
    public static Weights named(String name) {
        return of(WeightsFile.named(name, NAMES));
    }

    /** The same for what is surely a path. */
    public static Weights of(Path path) {
        return of(WeightsFile.of(path, NAMES));
    }

    /** What a file has. */
    public static Weights of(WeightsFile file) {
        return new Weights(file.require(NAMES), file.config(Resplat2dConfig.class));
    }

    /** Where they were found, for messages. */
    public String source() {
        return file.source();
    }

    /** All that the file says: {@code model}, {@code config}, {@code step} and more. */
    public Map<String, String> facts() {
        return file.facts();
    }

    /** The weights by name, in the types of the file. */
    public Map<String, HostArray> arrays() {
        return file.arrays();
    }

    /**
     * The model, which belongs to the scope that is open.
     *
     * @throws UserMistake when the weights are not of the network that the configuration describes
     */
    public Resplat2d on(Device device) {
        return file.into(new Resplat2d(new RandomStream(0), device, config.network()));
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
