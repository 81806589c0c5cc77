package dev.resplat.train.optimize;

import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.scene.PosedScene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Learns a scene: what is read and checked before, and in the end, however it comes, the splats and
 * what they look like in files. {@link OptimizeLoop} is what is between.
 *
 * <p>What step number s does depends on the seed, the splats before and how much of the whole is
 * over, and on no clock if the length is in steps: then a run that was killed and goes on ends with
 * the bits of one that was not.
 */
public final class OptimizeRun {
    /** The scene, in the world of the photographs' cameras. */
    public static final String SCENE = "scene.ply";

    private final SceneData data;
    private final OptimizeConfig config;
    private final Device device;

    private OptimizeRun(SceneData data, OptimizeConfig config, Device device) {
        this.data = data;
        this.config = config;
        this.device = device;
    }

    /**
     * Reads a scene and ensures that it can be learned.
     *
     * @param scene folder of posed photographs, or file with their cameras
     * @param notes takes lines about what was found
     * @throws UserMistake when something is wrong with the scene, or there is too little memory
     */
    public static OptimizeRun of(
            Path scene, OptimizeConfig config, Device device, Consumer<String> notes) {
        PosedScene posed = PosedScene.read(scene, notes);
        SceneData data = new SceneData(posed, config, notes);
        FirstPoints.require(data);
        notes.accept(SceneMemory.require(data, config));
        notes.accept(
                "%s: %d view%s to learn from, %d held out, background %s"
                        .formatted(
                                posed.source(),
                                data.training().size(),
                                data.training().size() == 1 ? "" : "s",
                                data.heldOut().size(),
                                data.background()));
        return new OptimizeRun(data, config, device);
    }

    /**
     * Ensures that a new run in a directory replaces nothing, and is no part of the scene: its
     * {@code cameras.json} would be taken for that of the photographs.
     *
     * @param out which need not exist
     * @throws UserMistake if it does or is
     */
    public void requireFree(Path out) {
        List<Path> inputs = new ArrayList<>(List.of(data.scene().source()));
        data.scene().views().forEach(view -> inputs.add(view.image()));
        RunDirectory.requireOutside(out, inputs);
        List<String> names = new ArrayList<>(List.of(SCENE, OptimizeLoop.PREVIEW));
        names.addAll(OptimizeResult.files(data));
        RunDirectory.requireFree(out, names);
    }

    /** The device of the run in a directory, once it has a checkpoint. */
    public static Optional<String> deviceOf(Path run) {
        return SceneCheckpoint.deviceOf(run);
    }

    /**
     * Learns the scene, from the last checkpoint of the directory if it has one, and writes the
     * files of {@link OptimizeResult}.
     *
     * @param stop asked before every step whether to end before time
     * @param command the command line, for the report
     * @throws UserMistake when the checkpoint is of another run, or something cannot be written
     * @throws DivergedException after the last splats that were finite numbers have been written
     */
    public OptimizeResult run(
            RunDirectory run, BooleanSupplier stop, Progress.Display display, String command) {
        long scene = data.fingerprint();
        Optional<SceneCheckpoint> last = SceneCheckpoint.read(run, config, scene);
        if (last.isEmpty()) {
            SceneCheckpoint.requireNoResults(
                    run, List.of(SCENE, RunDirectory.METRICS, RunDirectory.LOG));
        }
        run.requireSpace(SceneMemory.diskBytes(data, config));
        display.say("writing to " + run.path());
        final OptimizeLoop.Outcome outcome;
        try (OptimizeLoop loop = new OptimizeLoop(data, config, device, run, last, display)) {
            // Only now is it certain that a run that goes on can do so with these values.
            run.write(RunDirectory.CONFIG, Config.toYaml(config));
            outcome = loop.run(stop, display);
        }
        // The metrics need that memory.
        device.trim();
        run.write(SCENE, file -> GaussianPly.write(file, outcome.splats()));
        OptimizeResult result;
        try (Staging staging = new Staging(run)) {
            result = OptimizeResult.of(data, outcome, config, device, staging);
            result.write(run, staging.contents(), command);
        }
        if (outcome.divergence() != null) {
            throw new DivergedException(
                    String.format(
                            Locale.ROOT,
                            "the loss is no longer a finite number at step %d: choose smaller"
                                    + " rates.* for a new run; what was learned before, %s, is in"
                                    + " %s",
                            outcome.steps() + 1,
                            result.quality().psnrText(),
                            run.path()),
                    outcome.divergence());
        }
        return result;
    }
}
