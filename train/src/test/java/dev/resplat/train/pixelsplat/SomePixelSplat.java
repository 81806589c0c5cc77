package dev.resplat.train.pixelsplat;

import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights as a training leaves them, of a small network that has learned nothing. */
public final class SomePixelSplat {
    private SomePixelSplat() {}

    /** Of a network that is fast, for views of 32 x 32 pixels. */
    public static PixelSplatConfig config(String... changes) {
        return Config.named("pixelsplat-mini")
                .with(
                        List.of(
                                "network.backbone.resnet.width=8",
                                "network.backbone.vit.width=16",
                                "network.backbone.vit.hidden=16",
                                "network.backbone.vit.image=32",
                                "network.backbone.width=16",
                                "network.backbone.features=8",
                                "network.epipolar.samples=8",
                                "network.epipolar.headWidth=8",
                                "data.examples.width=32",
                                "data.examples.height=32"))
                .with(List.of(changes))
                .as(PixelSplatConfig.class);
    }

    /** Writes them. */
    public static Path write(Path file) {
        return write(file, 1);
    }

    /** Writes them as many times as large, all of them. */
    public static Path write(Path file, float times) {
        PixelSplatConfig config = config();
        try (Scope scope = Scope.open()) {
            PixelSplat model = new PixelSplat(new RandomStream(5), Devices.cpu(), config.network());
            Map<String, String> facts =
                    Map.of(
                            "model",
                            PixelSplatConfig.MODEL,
                            "config",
                            Config.toYaml(config),
                            "step",
                            "3");
            Map<String, HostArray> arrays = new LinkedHashMap<>();
            StateDict.of(model)
                    .forEach(
                            (name, array) -> {
                                float[] values = array.toFloats();
                                for (int i = 0; i < values.length; i++) {
                                    values[i] *= times;
                                }
                                arrays.put(name, HostArray.of(values, array.dims()));
                            });
            SafetensorsFile.write(file, arrays, facts);
        }
        return file;
    }
}
