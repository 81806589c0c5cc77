package dev.resplat.train.ablation;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.resplat2d.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights that a training has ended with, averages where there are some. Those that it found
 * best would not do: they are chosen by the PSNR at one depth, which is no fair choice for variants
 * that learn another.
 *
 * @param source where they were found, for messages
 * @param facts all that the file says
 * @param arrays by name
 */
record FinalWeights(String source, Map<String, String> facts, Map<String, HostArray> arrays) {
    private static final String LAST = "checkpoints/last.safetensors";
    private static final String MODEL = "model.";
    private static final String AVERAGE = "average.";

    /**
     * Of the run in a directory.
     *
     * @throws FormatException when the file is damaged
     */
    static FinalWeights of(Path run) {
        SafetensorsFile file = SafetensorsFile.open(run.resolve(LAST));
        Map<String, HostArray> all = file.all();
        Map<String, HostArray> weights = new LinkedHashMap<>();
        for (String prefix : new String[] {MODEL, AVERAGE}) {
            all.forEach(
                    (name, array) -> {
                        if (name.startsWith(prefix)) {
                            weights.put(name.substring(prefix.length()), array);
                        }
                    });
        }
        return new FinalWeights(run.resolve(LAST).toString(), file.metadata(), weights);
    }

    /** The configuration of the training. */
    <C extends Record> C config(Class<C> type) {
        return Config.saved(source, facts.get("config")).as(type);
    }

    /** As weights of that model. */
    Weights resplat2d() {
        return new Weights(source, config(Resplat2dConfig.class), facts, arrays);
    }
}
