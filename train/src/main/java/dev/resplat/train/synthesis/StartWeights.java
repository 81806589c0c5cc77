package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.WeightsFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Weights of an earlier training that another one begins with, instead of random ones. */
public final class StartWeights {
    private StartWeights() {}

    /**
     * What gives them to a model; it throws a {@link UserMistake} when there are none, or they are
     * of another model or network.
     *
     * @param key of the configuration that names them, for messages
     * @param name of weights that come with the program, or else the path of a {@code
     *     best.safetensors} or of the directory of a run; empty for random ones
     * @param modelName of which model they have to be
     * @param parameters of a model, which are copied; others stay as they are
     * @return empty if the name is
     */
    public static Optional<Consumer<SynthesisModel>> beginning(
            String key,
            String name,
            String modelName,
            Function<SynthesisModel, Map<String, Var>> parameters) {
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(model -> load(key, name, modelName, model, parameters.apply(model)));
    }

    /**
     * The configuration of the training that weights are of.
     *
     * @param key of the configuration that names them, for messages
     * @param name as above, not empty
     * @param modelName of which model they have to be
     * @throws UserMistake when there are none, or they are of another model
     */
    public static <C extends Record> C config(
            String key, String name, String modelName, Class<C> type) {
        return read(key, name, modelName).config(type);
    }

    private static void load(
            String key,
            String name,
            String modelName,
            SynthesisModel model,
            Map<String, Var> parameters) {
        WeightsFile file = read(key, name, modelName);
        for (Map.Entry<String, Var> parameter : parameters.entrySet()) {
            HostArray array = file.arrays().get(parameter.getKey());
            Shape shape = parameter.getValue().shape();
            if (array == null || !Shape.of(array.dims()).equals(shape)) {
                throw new UserMistake(
                        "%s=%s: it has the weights of another network: %s is %s, not %s; change the network, or take other weights"
                                .formatted(
                                        key,
                                        name,
                                        parameter.getKey(),
                                        array == null ? "missing" : array.toString(),
                                        shape));
            }
        }
        Map<String, HostArray> arrays = new LinkedHashMap<>(file.arrays());
        arrays.keySet().retainAll(parameters.keySet());
        StateDict.load(model, arrays, StateDict.Fit.PARTIAL);
    }

    private static WeightsFile read(String key, String name, String modelName) {
        try {
            String shipped = WeightsFile.isShipped(name) ? name : modelName;
            return WeightsFile.named(name, List.of(shipped)).require(List.of(modelName));
        } catch (UserMistake e) {
            throw new UserMistake("%s=%s: %s".formatted(key, name, e.getMessage()), e);
        }
    }
}
