package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.image.Image;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Transfers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The loop around {@link SceneOptimizer}: photographs, the progress bar, checkpoints and previews.
 */
final class OptimizeLoop implements AutoCloseable {
    static final String PREVIEW = "preview.png";

    private final SceneData data;
    private final OptimizeConfig config;
    private final Device device;
    private final RunDirectory run;
    private final Map<String, String> facts;
    private final Course course;
    private final SceneOptimizer optimizer;
    private final Camera preview;

    private final Transfers transfers;
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
     * @param transfers of the steps since the run was last begun, those that rearrange splats among
     *     them
     * @param divergence what said that the loss was no longer a number; null if it always was
     */
    record Outcome(
            Splats3d splats,
            int steps,
            Course course,
            double seconds,
            boolean complete,
            Transfers transfers,
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
        this.transfers = new Transfers(device);
        this.run = run;
        this.facts = SceneCheckpoint.facts(config, device, data.fingerprint());
        preview = data.camera((data.heldOut().isEmpty() ? data.training() : data.heldOut()).get(0));
        if (last.isEmpty()) {
            course = new Course(run);
            Splats3d first = FirstSplats.of(data, config, display::say);
            optimizer = new SceneOptimizer(device, first, data.training().size(), config);
            return;
        }
        SceneOptimizer resumed = null;
        try {
            resumed =
                    new SceneOptimizer(device, last.get().state(), data.training().size(), config);
            course = new Course(run, resumed.steps(), last.get().facts(), display::say);
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
        boolean otherSeconds = config.seconds() != last.get().plannedSeconds();
        if (config.seconds() > 0 && otherSeconds && course.seconds() > config.seconds()) {
            optimizer.close();
            throw new UserMistake(
                    String.format(
                            Locale.ROOT,
                            "%s has taken %.1f s already, more than seconds = %s",
                            run.path(),
                            course.seconds(),
                            config.seconds()));
        }
        course.spread(done());
        display.say("goes on from step " + optimizer.steps());
        savedStep = optimizer.steps();
        savedAt = course.seconds();
    }

    /** Steps, until the end or a request to stop. */
    Outcome run(BooleanSupplier stop, Progress.Display display) {
        IllegalStateException divergence = null;
        // There is one whatever comes.
        checkpoint();
        double done = done();
        try (Prefetch<Photo> photos = data.photos(optimizer.steps());
                Progress progress = new Progress(display, passed(done), length())) {
            // A run of very few seconds makes a step, too.
            while ((done < 1 || optimizer.steps() == 0) && !stop.getAsBoolean()) {
                Photo photo = photos.next();
                try {
                    transfers.count(() -> optimizer.step(photo, done()));
                } catch (IllegalStateException e) {
                    divergence = e;
                    break;
                }
                course.add(optimizer, done());
                save();
                preview();
                done = done();
                progress.at(passed(done), status());
            }
        }
        checkpoint();
        if (divergence == null && config.saving().previewSeconds() > 0 && previewedAt == 0) {
            showPreview();
        }
        return new Outcome(
                data.inWorld(SceneCheckpoint.splats(run)),
                optimizer.steps(),
                course,
                course.seconds(),
                done() >= 1,
                transfers,
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

    private long passed(double done) {
        return (long) Math.floor(length() * done);
    }

    /** The bar counts steps only when they are what ends the run. */
    private String status() {
        String status =
                String.format(
                        Locale.ROOT,
                        "%.2f dB, %d splat%s",
                        course.recentPsnr(),
                        optimizer.count(),
                        optimizer.count() == 1 ? "" : "s");
        return config.steps() > 0 ? status : status + ", step " + optimizer.steps();
    }

    private void save() {
        OptimizeConfig.Saving saving = config.saving();
        if (optimizer.steps() % saving.checkpointEvery() == 0
                || course.seconds() - savedAt >= saving.checkpointSeconds()) {
            checkpoint();
        }
    }

    /** Unless a number is not finite: then what was written before stays the last. */
    private void checkpoint() {
        if (savedStep == optimizer.steps()) {
            return;
        }
        course.describe(facts);
        // Buffers that wait would be in memory beside copies.
        device.trim();
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
        showPreview();
    }

    private void showPreview() {
        previewedAt = course.seconds();
        try (SceneEvaluation view = optimizer.evaluation(data.border())) {
            Image image = view.render(preview, data.background().still());
            run.write(PREVIEW, image.png());
        }
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
