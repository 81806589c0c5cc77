package dev.resplat.train.optimize;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The loop around {@link SceneOptimizer}: photographs, the progress bar, checkpoints and previews.
 */
final class OptimizeLoop implements AutoCloseable {
    private static final String PREVIEW = "preview.png";

    /** Steps between two looks at whether the splats are finite numbers. */
    private static final int KEEP_EVERY = 100;

    private final SceneData data;
    private final OptimizeConfig config;
    private final Device device;
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

    /**
     * Begins, or goes on.
     *
     * @param last from which to go on, if there is one
     * @throws UserMistake when it is damaged, or beyond the end already
     */
    OptimizeLoop(
            SceneData data,
            OptimizeConfig config,
            Device device,
            RunDirectory run,
            Optional<SceneCheckpoint> last,
            Progress.Display display) {
        this.data = data;
        this.config = config;
        this.device = device;
        this.run = run;
        this.facts = SceneCheckpoint.facts(config, device, data.fingerprint());
        preview = data.heldOut().isEmpty() ? data.training(0) : data.heldOut(0);
        if (last.isEmpty()) {
            course = new Course(run);
            kept = FirstSplats.of(data, config, device, display::say);
            optimizer = new SceneOptimizer(device, kept, data.training().size(), config);
            return;
        }
        SceneOptimizer resumed = null;
        try {
            resumed =
                    new SceneOptimizer(device, last.get().state(), data.training().size(), config);
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

    /** Steps, until the end or a request to stop. */
    Outcome run(BooleanSupplier stop, Progress.Display display) {
        IllegalStateException divergence = null;
        try (Prefetch<Photo> photos = data.photos(optimizer.steps());
                Progress progress = new Progress(display, passed(), length())) {
            // A run of very few seconds makes a step, too.
            while ((done() < 1 || optimizer.steps() == 0) && !stop.getAsBoolean()) {
                Photo photo = photos.next();
                try {
                    optimizer.step(photo, done());
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
                        Locale.ROOT, "%.2f dB, %d splats", course.recentPsnr(), optimizer.count());
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
