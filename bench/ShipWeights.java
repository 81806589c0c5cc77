import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.trunk.TrunkConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the weights of a training as they come with the program; see ship-weights.sh. */
public final class ShipWeights {
    private ShipWeights() {}

    /**
     * Arguments: a run or a best.safetensors, the folder where MODEL.safetensors goes, and KEY=VALUE
     * for its metadata; name=NAME is also the name of the file, instead of that of the model.
     */
    public static void main(String[] args) {
        Map<String, String> facts = new LinkedHashMap<>();
        for (int i = 2; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            facts.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        try {
            WeightsFile weights = WeightsFile.of(Path.of(args[0]), List.of());
            Path file = Path.of(args[1]).resolve(facts.getOrDefault("name", weights.model()) + ".safetensors");
            if (weights.model().equals(TrunkConfig.MODEL)) {
                int batch = weights.config(TrunkConfig.class).data().batch();
                weights.ship(file, batch, facts);
            } else if (SynthesisWeights.has(weights.model())) {
                SynthesisWeights.of(weights).ship(file, facts);
            } else {
                Weights.of(weights).ship(file, facts);
            }
            System.out.println("%s: %d arrays".formatted(file, weights.arrays().size()));
            WeightsFile.of(file, List.of())
                    .facts()
                    .forEach((k, v) -> System.out.println(k + ": " + v.replace("\n", " ")));
        } catch (RuntimeException e) {
            System.err.println("ship-weights: " + e.getMessage());
            System.exit(2);
        }
    }
}
