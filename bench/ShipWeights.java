import dev.resplat.train.resplat2d.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the weights of a training as they come with the program; see ship-weights.sh. */
public final class ShipWeights {
    private ShipWeights() {}

    /** Arguments: a run or a best.safetensors, the file to write, and KEY=VALUE for its metadata. */
    public static void main(String[] args) {
        Map<String, String> facts = new LinkedHashMap<>();
        for (int i = 2; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            facts.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        Path file = Path.of(args[1]);
        Weights weights;
        try {
            weights = Weights.named(args[0]);
            weights.ship(file, facts);
        } catch (RuntimeException e) {
            System.err.println("ship-weights: " + e.getMessage());
            System.exit(2);
            return;
        }
        System.out.println("%s: %d arrays".formatted(file, weights.arrays().size()));
        Weights.of(file).facts().forEach((k, v) -> System.out.println(k + ": " + v.replace("\n", " ")));
    }
}
