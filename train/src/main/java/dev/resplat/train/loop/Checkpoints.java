package dev.resplat.train.loop;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The two files with arrays in a run directory: {@code last.safetensors}, from which a run goes on,
 * and {@code best.safetensors}, the weights with the highest score. The metadata of both says what
 * they are of: {@code model}, {@code config} (YAML), {@code step}, {@code seconds}, {@code device},
 * {@code seed}.
 */
final class Checkpoints {
    private static final String LAST = "checkpoints/last.safetensors";

    /** What may change in any run that goes on. */
    private static final List<String> MAY_CHANGE =
            List.of("steps", "evaluateEvery", "checkpointEvery", "checkpointSeconds");

    private final TrainingConfig config;
    private final Record values;
    private final Device device;
    private final RunDirectory run;

    <C extends Record & TrainingConfig> Checkpoints(C config, Device device, RunDirectory run) {
        this.config = config;
        this.values = config;
        this.device = device;
        this.run = run;
    }

    /** The best weights. */
    record Best(int step, double score, Map<String, HostArray> weights) {}

    /** The device of a run, once it has a checkpoint. */
    static Optional<String> deviceOf(Path run) {
        Path last = run.resolve(LAST);
        return Files.exists(last)
                ? Optional.ofNullable(SafetensorsFile.open(last).metadata().get("device"))
                : Optional.empty();
    }

    // ---- Writing ---------------------------------------------------------------------------

    void writeLast(Tally tally, Map<String, HostArray> state) {
        Map<String, String> facts = facts();
        tally.describe(facts);
        run.write(LAST, file -> SafetensorsFile.write(file, state, facts));
    }

    void writeBest(int step, double seconds, double score, Map<String, HostArray> weights) {
        Map<String, String> facts = facts();
        facts.put("step", String.valueOf(step));
        facts.put("seconds", String.valueOf(seconds));
        facts.put("score", String.valueOf(score));
        run.write(TrainingLoop.BEST, file -> SafetensorsFile.write(file, weights, facts));
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", config.model());
        facts.put("config", Config.toYaml(values));
        facts.put("device", device.name());
        facts.put("seed", String.valueOf(config.seed()));
        return facts;
    }

    /** Whether every real number is finite: others never replace those of a checkpoint. */
    static boolean isFinite(Map<String, HostArray> state) {
        for (HostArray array : state.values()) {
            if (List.of(DType.F64, DType.F32, DType.F16, DType.BF16).contains(array.dtype())) {
                for (float value : array.toFloats()) {
                    if (!Float.isFinite(value)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    // ---- Reading ---------------------------------------------------------------------------

    /**
     * Checks that a run that goes on has the values with which it has learned.
     *
     * @throws UserMistake naming the first key that has another value and must not
     */
    void checkChanges() {
        Path last = run.file(LAST);
        if (!Files.exists(last)) {
            return;
        }
        Record stored;
        try {
            Map<String, String> facts = SafetensorsFile.open(last).metadata();
            checkModel(facts);
            stored =
                    Config.saved(last.toString(), Tally.fact("config", facts))
                            .as(values.getClass());
        } catch (FormatException | IllegalArgumentException e) {
            throw cannotContinue(last, e);
        }
        Config.changes(stored, values).forEach(this::checkChange);
    }

    private void checkModel(Map<String, String> facts) {
        String model = Tally.fact("model", facts);
        if (!model.equals(config.model())) {
            throw new IllegalArgumentException(
                    "it is of the model %s, not %s".formatted(model, config.model()));
        }
    }

    private void checkChange(String key, String before) {
        if (!mayChange(key)) {
            throw new UserMistake(
                    "%s was made with %s=%s, which cannot change any more: start a new run for another value"
                            .formatted(run.path(), key, before));
        }
    }

    private boolean mayChange(String key) {
        return MAY_CHANGE.contains(key)
                || config.mayChange().stream()
                        .anyMatch(
                                may ->
                                        may.endsWith(".*")
                                                ? key.startsWith(may.substring(0, may.length() - 1))
                                                : key.equals(may));
    }

    /**
     * Lets a trainee go on from the last checkpoint, if there is one.
     *
     * @throws UserMistake when that is damaged or of something else
     */
    Optional<Tally> resume(Trainee trainee) {
        Path last = run.file(LAST);
        if (!Files.exists(last)) {
            return Optional.empty();
        }
        try {
            SafetensorsFile file = SafetensorsFile.open(last);
            checkModel(file.metadata());
            Tally tally = Tally.of(file.metadata());
            trainee.restore(file.all());
            return Optional.of(tally);
        } catch (FormatException | IllegalArgumentException | ArithmeticException e) {
            throw cannotContinue(last, e);
        }
    }

    private static UserMistake cannotContinue(Path checkpoint, Exception e) {
        return new UserMistake(
                "cannot continue from %s: %s; start a new run"
                        .formatted(checkpoint, e.getMessage()),
                e);
    }

    /**
     * The best weights of a run that goes on, checked now rather than when the run ends.
     *
     * @throws UserMistake when they are damaged or of something else
     */
    Optional<Best> best(Trainee trainee) {
        Path path = run.file(TrainingLoop.BEST);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            SafetensorsFile file = SafetensorsFile.open(path);
            Map<String, String> facts = file.metadata();
            checkModel(facts);
            Map<String, HostArray> weights = file.all();
            trainee.checkFits(weights);
            return Optional.of(
                    new Best(
                            Integer.parseInt(Tally.fact("step", facts)),
                            Double.parseDouble(Tally.fact("score", facts)),
                            weights));
        } catch (FormatException | IllegalArgumentException e) {
            throw new UserMistake(
                    "cannot continue with %s: %s; without that file the best is what comes from now on"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }
}
