package dev.resplat.train.loop;

import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file from which a run goes on: the state of the trainee, and in the metadata its {@link
 * Origin} and the {@link Tally}.
 */
final class LastCheckpoint {
    private static final String LAST = "checkpoints/last.safetensors";

    /** What may change in any run that goes on. */
    private static final List<String> MAY_CHANGE =
            List.of("steps", "evaluateEvery", "checkpointEvery", "checkpointSeconds");

    private final Origin origin;
    private final RunDirectory run;

    LastCheckpoint(Origin origin, RunDirectory run) {
        this.origin = origin;
        this.run = run;
    }

    /** Whether a run has one. */
    static boolean exists(Path run) {
        return Files.exists(run.resolve(LAST));
    }

    /** The device of a run, once it has a checkpoint. */
    static Optional<String> deviceOf(Path run) {
        return exists(run)
                ? Optional.ofNullable(
                        SafetensorsFile.open(run.resolve(LAST)).metadata().get("device"))
                : Optional.empty();
    }

    /** Replaces the file, unless a real number of the state is not finite; returns whether. */
    boolean write(Tally tally, Map<String, HostArray> state) {
        if (!state.values().stream().allMatch(LastCheckpoint::isFinite)) {
            return false;
        }
        Map<String, String> facts = origin.facts();
        tally.describe(facts);
        run.write(LAST, file -> SafetensorsFile.write(file, state, facts));
        return true;
    }

    private static boolean isFinite(HostArray array) {
        if (List.of(DType.F64, DType.F32, DType.F16, DType.BF16).contains(array.dtype())) {
            for (float value : array.toFloats()) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Checks that a run that goes on has the values with which it has learned.
     *
     * @throws UserMistake naming the first key that has another value and must not
     */
    void checkChanges(Record config) {
        Path last = run.file(LAST);
        if (!Files.exists(last)) {
            return;
        }
        Record stored;
        try {
            Map<String, String> facts = SafetensorsFile.open(last).metadata();
            origin.checkModel(facts);
            stored =
                    Config.saved(last.toString(), Origin.fact("config", facts))
                            .as(config.getClass());
        } catch (FormatException | IllegalArgumentException e) {
            throw cannotContinue(last, e);
        }
        Config.changes(stored, config).forEach(this::checkChange);
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
                || origin.config().mayChange().stream()
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
            origin.checkModel(file.metadata());
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
}
