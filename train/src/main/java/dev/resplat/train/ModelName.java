package dev.resplat.train;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.models.SynthesisWeights;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** Of which model weights are, before they are read. */
final class ModelName {
    private ModelName() {}

    /** The names of weights for scenes that come with the program, for a help text. */
    static final class Shipped implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SynthesisWeights.SHIPPED.iterator();
        }
    }

    /** Whether weights are of a model of new views, as far as that can be seen yet. */
    static boolean isOfNewViews(String weights) {
        return SynthesisWeights.SHIPPED.contains(weights) || SynthesisWeights.has(of(weights));
    }

    /**
     * What a file says it is of, or the argument itself.
     *
     * @param weights the name of weights that come with the program, a file, or the directory of a
     *     run; what is wrong with it is found out when it is read
     */
    private static String of(String weights) {
        Path path = Path.of(weights);
        Path file = Files.isDirectory(path) ? path.resolve(WeightsFile.BEST) : path;
        if (!Files.isRegularFile(file)) {
            return weights;
        }
        try {
            SafetensorsFile opened = SafetensorsFile.open(file);
            return SynthesisWeights.publishedIn(opened)
                    .orElse(opened.metadata().getOrDefault("model", weights));
        } catch (FormatException | UncheckedIOException e) {
            return weights;
        }
    }
}
