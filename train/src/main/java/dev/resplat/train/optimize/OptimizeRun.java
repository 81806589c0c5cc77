package dev.resplat.train.optimize;

import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.scene.PosedScene;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The loop around {@link SceneOptimizer}: photographs, checkpoints, previews, and in the end,
 * however it comes, the splats and what they look like in files.
 *
 * <p>What step number s does depends on the seed, the splats before and how much of the whole is
 * over, and on no clock if the length is in steps: then a run that was killed and goes on ends with
 * the bits of one that was not.
 */
public final class OptimizeRun {
    /** The scene, in the world of the photographs' cameras. */
    public static final String SCENE = "scene.ply";

    private static final String PREVIEW = "preview.png";

    /** Steps between two looks at whether the splats are finite numbers. */
    private static final int KEEP_EVERY = 100;

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
                "%s: %d views to learn from, %d held out, background %s"
                        .formatted(
                                posed.source(),
                                data.training().size(),
                                data.heldOut().size(),
                                data.background()));
        return new OptimizeRun(data, config, device);
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
        display.say("writing to " + run.path());
        run.write(RunDirectory.CONFIG, Config.toYaml(config));
        Map<String, String> facts = SceneCheckpoint.facts(config, device, scene);
        final Outcome outcome;
        try (Part part = new Part(run, last, facts, display::say)) {
            outcome = part.loop(stop, display);
        }
        // The metrics need that memory.
        device.trim();
        run.write(SCENE, file -> GaussianPly.write(file, outcome.splats));
        OptimizeResult result;
        try (Staging staging = new Staging(run)) {
            result = OptimizeResult.of(data, outcome, config, device, staging);
            result.write(run, staging.contents(), command);
        }
        if (outcome.divergence != null) {
            throw new DivergedException(
                    String.format(
                            Locale.ROOT,
                            "the loss is no longer a finite number at step %d: choose smaller"
                                    + " rates.* for a new run; what was learned before, %s, is in"
                                    + " %s",
                            outcome.steps + 1,
                            result.quality().psnrText(),
                            run.path()),
                    outcome.divergence);
        }
        return result;
    }

    /**
     * What the loop has come to.
     *
     * @param splats in the world of the photographs' cameras
     * @param steps made
     * @param course how it went
     * @param seconds all of it took
     * @param complete whether it was not stopped before time
     * @param divergence what said that the loss was no longer a number; null if it always was
     */
    record Outcome(
            Splats3d splats,
            int steps,
            Course course,
            double seconds,
            boolean complete,
            IllegalStateException divergence) {}

    /** A part of the run: all of it, unless it goes on from a checkpoint. */
    private final class Part implements AutoCloseable {
        private final RunDirectory run;
        private final Map<String, String> facts;
        private final Course course;
        private final SceneOptimizer optimizer;
        private final Photo preview;

        /** The last that were finite numbers. */
        private Splats3d kept;

        private int savedStep = -1;
        private double savedAt;
        private double previewedAt;

        Part(
                RunDirectory run,
                Optional<SceneCheckpoint> last,
                Map<String, String> facts,
                Consumer<String> notes) {
            this.run = run;
            this.facts = facts;
            preview = data.heldOut().isEmpty() ? data.training(0) : data.heldOut(0);
            if (last.isEmpty()) {
                course = new Course(run);
                kept = FirstSplats.of(data, config, device, notes);
                optimizer = new SceneOptimizer(device, kept, config);
                return;
            }
            SceneOptimizer resumed = null;
            try {
                resumed = new SceneOptimizer(device, last.get().state(), config);
                kept = resumed.splats();
                course = new Course(run, resumed.steps(), last.get().facts());
            } catch (IllegalArgumentException e) {
                if (resumed != null) {
                    resumed.close();
                }
                throw SceneCheckpoint.cannotContinue(run, e);
            }
            optimizer = resumed;
            if (config.steps() > 0 && optimizer.steps() > config.steps()) {
                optimizer.close();
                throw new UserMistake(
                        "%s is at step %d already, more than steps = %d"
                                .formatted(run.path(), optimizer.steps(), config.steps()));
            }
            savedStep = optimizer.steps();
            savedAt = course.seconds();
        }

        Outcome loop(BooleanSupplier stop, Progress.Display display) {
            IllegalStateException divergence = null;
            try (Prefetch<Photo> photos = data.photos(optimizer.steps());
                    Progress progress = new Progress(display, passed(), length())) {
                // A run of very few seconds makes a step, too.
                while ((done() < 1 || optimizer.steps() == 0) && !stop.getAsBoolean()) {
                    Photo photo = photos.next();
                    try {
                        optimizer.step(
                                photo.camera(),
                                photo.colors(),
                                photo.mask(),
                                photo.background(),
                                done());
                    } catch (IllegalStateException e) {
                        divergence = e;
                        break;
                    }
                    course.add(optimizer, done());
                    save();
                    preview();
                    progress.at(passed(), status());
                }
            }
            keep();
            checkpoint();
            return new Outcome(
                    data.inWorld(kept),
                    optimizer.steps(),
                    course,
                    course.seconds(),
                    done() >= 1,
                    divergence);
        }

        /** How much of the whole is over, from 0 to 1. */
        private double done() {
            double done =
                    config.steps() > 0
                            ? (double) optimizer.steps() / config.steps()
                            : course.seconds() / config.seconds();
            return Math.min(done, 1);
        }

        /** Of the progress bar: steps or seconds. */
        private long length() {
            return config.steps() > 0 ? config.steps() : (long) Math.ceil(config.seconds());
        }

        private long passed() {
            return (long) Math.floor(length() * done());
        }

        /** The bar counts steps only when they are what ends the run. */
        private String status() {
            String status =
                    String.format(
                            Locale.ROOT,
                            "%.2f dB, %d splats",
                            course.recentPsnr(),
                            optimizer.count());
            return config.steps() > 0 ? status : status + ", step " + optimizer.steps();
        }

        private void save() {
            if (optimizer.steps() % KEEP_EVERY == 0) {
                keep();
            }
            OptimizeConfig.Saving saving = config.saving();
            if (optimizer.steps() % saving.checkpointEvery() == 0
                    || course.seconds() - savedAt >= saving.checkpointSeconds()) {
                checkpoint();
            }
        }

        private void keep() {
            try {
                kept = optimizer.splats();
            } catch (IllegalArgumentException e) {
                // Some are no numbers any more: those before stay.
            }
        }

        private void checkpoint() {
            if (savedStep == optimizer.steps()) {
                return;
            }
            course.describe(facts);
            if (SceneCheckpoint.write(run, optimizer.state(), facts)) {
                savedStep = optimizer.steps();
            }
            savedAt = course.seconds();
        }

        private void preview() {
            double every = config.saving().previewSeconds();
            if (every == 0 || course.seconds() - previewedAt < every) {
                return;
            }
            previewedAt = course.seconds();
            keep();
            try (SceneEvaluation view =
                    new SceneEvaluation(device, data.inWorld(kept), config, data.border())) {
                run.write(PREVIEW, view.render(preview.camera(), preview.background()).png());
            }
        }

        @Override
        public void close() {
            optimizer.close();
        }
    }
}
