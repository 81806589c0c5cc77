package dev.resplat.train.optimize;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.io.ArraySource;
import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.RunDirectory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file from which a run goes on: splats, what optimizers and strategy remember, and in the
 * metadata the configuration, the device, which scene it is, and how far the run is.
 */
final class SceneCheckpoint {
    private static final String FILE = "checkpoints/last.safetensors";
    private static final String MODEL = "scene";

    /** Keys whose values may change when a run goes on. */
    private static final List<String> MAY_CHANGE = List.of("steps", "seconds", "saving.");

    private final Map<String, HostArray> state;
    private final Map<String, String> facts;

    private final OptimizeConfig before;

    /**
     * What a file has.
     *
     * @throws IllegalArgumentException if it is of something else, or lacks something
     * @throws UserMistake if its configuration has not the values of one
     */
    private SceneCheckpoint(Map<String, HostArray> state, Map<String, String> facts) {
        this.state = state;
        this.facts = facts;
        if (!fact("model").equals(MODEL)) {
            throw new IllegalArgumentException(
                    "it is of the model %s, and no scene".formatted(fact("model")));
        }
        fact("scene");
        before = Config.saved("its configuration", fact("config")).as(OptimizeConfig.class);
    }

    /** The device of a run, once it has a checkpoint. */
    static Optional<String> deviceOf(Path run) {
        Path file = run.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(SafetensorsFile.open(file).metadata().get("device"));
        } catch (FormatException e) {
            throw cannotContinue(file, e);
        }
    }

    /** What metadata says of where a checkpoint comes from. */
    static Map<String, String> facts(OptimizeConfig config, Device device, long scene) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", MODEL);
        facts.put("config", Config.toYaml(config));
        facts.put("device", device.name());
        facts.put("seed", String.valueOf(config.seed()));
        facts.put("scene", String.valueOf(scene));
        return facts;
    }

    /** Replaces the file, unless a number is not finite; returns whether. */
    static boolean write(
            RunDirectory run, Map<String, ArraySource> state, Map<String, String> facts) {
        for (ArraySource array : state.values()) {
            if (array.dtype() == DType.F32 && !isFinite(array.array())) {
                return false;
            }
        }
        run.write(FILE, file -> SafetensorsFile.write(file, state, facts));
        return true;
    }

    private static boolean isFinite(HostArray array) {
        FloatBuffer values = array.bytes().asFloatBuffer();
        while (values.hasRemaining()) {
            if (!Float.isFinite(values.get())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads the checkpoint of a run, if it has one, and checks that it is of this scene and
     * configuration.
     *
     * @throws UserMistake if not, or if the file is damaged
     */
    static Optional<SceneCheckpoint> read(RunDirectory run, OptimizeConfig config, long scene) {
        Path file = run.file(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SceneCheckpoint checkpoint;
        try {
            SafetensorsFile arrays = SafetensorsFile.open(file);
            checkpoint = new SceneCheckpoint(arrays.all(), arrays.metadata());
        } catch (FormatException | IllegalArgumentException | UserMistake e) {
            throw cannotContinue(file, e);
        }
        Config.changes(checkpoint.before, config)
                .forEach(
                        (key, value) -> {
                            if (MAY_CHANGE.stream().noneMatch(key::startsWith)) {
                                throw new UserMistake(
                                        "%s was made with %s=%s, which cannot change any more: start a new run for another value"
                                                .formatted(run.path(), key, value));
                            }
                        });
        // What is held out, and how small photographs are, are values and part of the scene.
        if (!checkpoint.fact("scene").equals(String.valueOf(scene))) {
            throw new UserMistake(
                    "%s has learned from other photographs, cameras or points: give the SCENE of that run, or start a new one with another --out"
                            .formatted(run.path()));
        }
        return Optional.of(checkpoint);
    }

    /** Of how many seconds the run was to be; 0 if of steps. */
    double plannedSeconds() {
        return before.seconds();
    }

    /** The splats of the last that was written. */
    static Splats3d splats(RunDirectory run) {
        return Parameters.cloud(SafetensorsFile.open(run.file(FILE)).all()).splats();
    }

    /** The mistake that a run cannot go on because of its checkpoint. */
    static UserMistake cannotContinue(RunDirectory run, Exception e) {
        return cannotContinue(run.file(FILE), e);
    }

    private static UserMistake cannotContinue(Path file, Exception e) {
        return new UserMistake(
                "cannot continue from %s: %s; start a new run with another --out"
                        .formatted(file, e.getMessage().replace(file + ": ", "")),
                e);
    }

    /**
     * The mistake that results would be replaced by those of a run that begins anew, if there are
     * some.
     */
    static void requireNoResults(RunDirectory run, List<String> files) {
        for (String name : files) {
            if (Files.exists(run.file(name))) {
                throw new UserMistake(
                        "%s has results (%s), but no checkpoint to go on from (%s): start a new run with another --out"
                                .formatted(run.path(), name, FILE));
            }
        }
    }

    private String fact(String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it does not tell its " + name);
        }
        return value;
    }

    /** Arrays as {@link SceneOptimizer#state} made them. */
    Map<String, HostArray> state() {
        return state;
    }

    /** All that metadata says. */
    Map<String, String> facts() {
        return facts;
    }
}
