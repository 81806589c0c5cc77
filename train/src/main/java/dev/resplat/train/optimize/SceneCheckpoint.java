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

    private SceneCheckpoint(Map<String, HostArray> state, Map<String, String> facts) {
        this.state = state;
        this.facts = facts;
    }

    /** The device of a run, once it has a checkpoint. */
    static Optional<String> deviceOf(Path run) {
        Path file = run.resolve(FILE);
        return Files.exists(file)
                ? Optional.ofNullable(SafetensorsFile.open(file).metadata().get("device"))
                : Optional.empty();
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
        OptimizeConfig before;
        try {
            SafetensorsFile arrays = SafetensorsFile.open(file);
            checkpoint = new SceneCheckpoint(arrays.all(), arrays.metadata());
            if (!checkpoint.fact("model").equals(MODEL)) {
                throw new IllegalArgumentException(
                        "it is of the model %s, and no scene".formatted(checkpoint.fact("model")));
            }
            before =
                    Config.saved(file.toString(), checkpoint.fact("config"))
                            .as(OptimizeConfig.class);
        } catch (FormatException | IllegalArgumentException e) {
            throw cannotContinue(run, e);
        }
        if (!checkpoint.fact("scene").equals(String.valueOf(scene))) {
            throw new UserMistake(
                    "%s has learned from other photographs, cameras or points: give the SCENE of that run, or start a new one with another --out"
                            .formatted(run.path()));
        }
        Config.changes(before, config)
                .forEach(
                        (key, value) -> {
                            if (MAY_CHANGE.stream().noneMatch(key::startsWith)) {
                                throw new UserMistake(
                                        "%s was made with %s=%s, which cannot change any more: start a new run for another value"
                                                .formatted(run.path(), key, value));
                            }
                        });
        return Optional.of(checkpoint);
    }

    /** The splats of the last that was written. */
    static Splats3d splats(RunDirectory run) {
        return Parameters.cloud(SafetensorsFile.open(run.file(FILE)).all()).splats();
    }

    /** The mistake that a run cannot go on because of its checkpoint. */
    static UserMistake cannotContinue(RunDirectory run, Exception e) {
        return new UserMistake(
                "cannot continue from %s: %s; start a new run"
                        .formatted(run.file(FILE), e.getMessage()),
                e);
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
