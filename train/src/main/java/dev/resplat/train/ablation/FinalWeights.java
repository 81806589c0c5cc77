package dev.resplat.train.ablation;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.loop.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights that a training has ended with, averages where there are some. Those that it found
 * best would not do: they are chosen by the PSNR at one depth, which is no fair choice for variants
 * that learn another.
 */
final class FinalWeights {
    private static final String LAST = "checkpoints/last.safetensors";
    private static final String MODEL = "model.";
    private static final String AVERAGE = "average.";

    private FinalWeights() {}

    /**
     * Whether a fingerprint is of those of a run; it is believed where they were removed.
     *
     * @throws FormatException when the file is damaged
     */
    static boolean are(String fingerprint, Path run) {
        return !Files.exists(run.resolve(LAST)) || of(run).fingerprint().equals(fingerprint);
    }

    /**
     * Of the run in a directory.
     *
     * @throws FormatException when the file is damaged
     */
    static WeightsFile of(Path run) {
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
        Map<String, String> facts = file.metadata();
        return new WeightsFile(run.resolve(LAST).toString(), facts.get("model"), facts, weights);
    }
}
