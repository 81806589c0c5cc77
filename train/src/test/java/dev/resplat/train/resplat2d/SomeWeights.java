package dev.resplat.train.resplat2d;

import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files as a training leaves them, of a small network that has learned nothing. */
public final class SomeWeights {
    private static final double DEVIATION = 0.03;

    private SomeWeights() {}

    /** Of a network that is fast. */
    public static Resplat2dConfig config() {
        return Config.named("resplat2d")
                .with(
                        List.of(
                                "network.encoder=4",
                                "network.width=8",
                                "network.memory=4",
                                "network.selected=0.8",
                                "network.turnover=0.02",
                                "data.batch=1"))
                .as(Resplat2dConfig.class);
    }

    /** Random ones, with which a step of refinement does something. */
    public static Map<String, HostArray> arrays(NetworkConfig network) {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(7);
            Resplat2d model = new Resplat2d(random, Devices.cpu(), network);
            Map<String, HostArray> arrays = new TreeMap<>();
            StateDict.of(model)
                    .forEach(
                            (name, array) -> {
                                Shape shape = Shape.of(array.dims());
                                float[] values = array.toFloats();
                                float[] noise = random.normal(Devices.cpu(), shape).toFloats();
                                for (int i = 0; i < values.length; i++) {
                                    values[i] += (float) DEVIATION * noise[i];
                                }
                                arrays.put(name, HostArray.of(values, array.dims()));
                            });
            return arrays;
        }
    }

    /** What the file of the best weights says. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        facts.put("model", "resplat2d");
        facts.put("config", Config.toYaml(config()));
        facts.put("device", "cpu");
        facts.put("seed", "1");
        facts.put("step", "30");
        facts.put("seconds", "1800");
        facts.put("score", "12.5");
        return facts;
    }

    /** Writes them. */
    public static Path write(Path file) {
        SafetensorsFile.write(file, arrays(config().network()), facts());
        return file;
    }
}
