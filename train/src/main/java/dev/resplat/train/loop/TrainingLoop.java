package dev.resplat.train.loop;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Trains a {@link Trainee}: steps, evaluations, checkpoints, and in the end, however it comes, the
 * results of the best weights.
 *
 * <p>A run that was killed at any moment goes on from its last checkpoint, and has the bits of one
 * that was not. The time decides when there is a checkpoint, and nothing else. A run that was asked
 * to stop evaluates once more than others; its line in the log and, if they are better than all
 * others, its weights stay.
 */
public final class TrainingLoop<C extends Record & TrainingConfig> {
    /** The file of the best weights in the directory of a run. */
    public static final String BEST = "checkpoints/best.safetensors";

    /** So many steps without a finite loss or gradient, and nothing will be learned any more. */
    static final int MOST_SKIPPED = 20;

    private final C config;
    private final Origin origin;
    private final RunDirectory run;
    private final Progress.Display display;
    private final LongSupplier nanos;
    private final Trainee trainee;
    private final LastCheckpoint last;
    private final BestWeights best;
    private final Course course;
    private final Tally tally;
    private double loss = Double.NaN;

    /** What steps have taken since the last line of the log. */
    private double stepSeconds;

    /** What was not finite since the last step that was. */
    private Optional<String> broken = Optional.empty();

    /** When the last checkpoint was written. */
    private long savedAt;

    /** The step that it is of; -1 before the first. */
    private int savedStep;

    private TrainingLoop(
            C config,
            Device device,
            Trainee trainee,
            RunDirectory run,
            Progress.Display display,
            LongSupplier nanos) {
        this.config = config;
        this.origin = Origin.of(config, device);
        this.trainee = trainee;
        this.run = run;
        this.display = display;
        this.nanos = nanos;
        this.savedAt = nanos.getAsLong();
        this.last = new LastCheckpoint(origin, run);
        this.best = new BestWeights(origin, run, trainee);
        Optional<Tally> resumed = last.resume(trainee);
        this.tally = resumed.orElseGet(Tally::new);
        this.savedStep = resumed.isPresent() ? tally.step : -1;
        if (resumed.isPresent()) {
            best.resume();
        }
        if (tally.step > config.steps()) {
            throw new UserMistake(
                    "%s is at step %d already, more than steps = %d"
                            .formatted(run.path(), tally.step, config.steps()));
        }
        this.course = Course.upTo(tally.step, run);
    }

    /**
     * Whether the run in a directory has made all its steps.
     *
     * @throws IOException if its results cannot be read
     */
    public static boolean isComplete(Path run) throws IOException {
        return Conclusion.isComplete(run);
    }

    /** Whether the run in a directory has one to go on from. */
    public static boolean hasCheckpoint(Path run) {
        return LastCheckpoint.exists(run);
    }

    /** The name of the device that the run in a directory has used, once it has a checkpoint. */
    public static Optional<String> deviceOf(Path run) {
        return LastCheckpoint.deviceOf(run);
    }

    /**
     * Starts a run in an empty directory, or continues the one that is there.
     *
     * @param maker makes the trainee, in the scope of the run
     * @param stop asked before every step whether to end before time
     * @throws UserMistake when that one cannot be continued with this configuration
     * @throws DivergedException after the results of the best weights have been written
     */
    public static <C extends Record & TrainingConfig> Outcome train(
            C config,
            Device device,
            Function<Device, ? extends Trainee> maker,
            RunDirectory run,
            BooleanSupplier stop,
            Progress.Display display) {
        return train(config, device, maker, run, stop, display, System::nanoTime);
    }

    /** The same with another clock. */
    static <C extends Record & TrainingConfig> Outcome train(
            C config,
            Device device,
            Function<Device, ? extends Trainee> maker,
            RunDirectory run,
            BooleanSupplier stop,
            Progress.Display display,
            LongSupplier nanos) {
        new LastCheckpoint(Origin.of(config, device), run).checkChanges(config);
        try (Scope scope = Scope.open();
                Trainee trainee = maker.apply(device)) {
            return new TrainingLoop<>(config, device, trainee, run, display, nanos).train(stop);
        }
    }

    private Outcome train(BooleanSupplier stop) {
        display.say("writing to " + run.path());
        run.write(RunDirectory.CONFIG, Config.toYaml(config));
        try {
            loop(stop);
        } catch (DivergedException e) {
            finish(true);
            throw e;
        }
        return finish(false);
    }

    // ---- Steps -----------------------------------------------------------------------------

    private void loop(BooleanSupplier stop) {
        if (!best.exist()) {
            // Whatever comes, there are weights to show.
            best.offer(tally, look().get(trainee.score().name()));
        }
        try (Progress progress = new Progress(display, tally.step, config.steps())) {
            while (tally.step < config.steps() && !stop.getAsBoolean()) {
                step(progress);
                if (tally.step % config.evaluateEvery() == 0 || tally.step == config.steps()) {
                    evaluate();
                }
                if (tally.step % config.checkpointEvery() == 0) {
                    save();
                } else if (since(savedAt) >= config.checkpointSeconds()) {
                    saveEarly();
                }
                progress.at(tally.step, status());
            }
        }
        // The checkpoint comes first, so that an evaluation more does not become a part of it.
        save();
        if (!tally.means.isEmpty() && !course.endsAt(tally.step)) {
            evaluate();
        }
    }

    private void step(Progress progress) {
        long begin = nanos.getAsLong();
        Numbers numbers = trainee.step(tally.step);
        double seconds = since(begin);
        tally.seconds += seconds;
        stepSeconds += seconds;
        tally.count(numbers);
        Optional<String> notFinite = numbers.firstNotFinite();
        if (notFinite.isEmpty()) {
            broken = notFinite;
            loss = numbers.get("loss");
        } else {
            broken = broken.or(() -> notFinite);
            skipped(notFinite.get(), progress);
        }
    }

    private void skipped(String what, Progress progress) {
        if (tally.skipped == 1) {
            progress.say(
                    "step %d was skipped: the %s is not a finite number; %d in a row end the run"
                            .formatted(tally.step, what, MOST_SKIPPED));
        }
        if (tally.skippedInARow >= MOST_SKIPPED) {
            throw diverged(what);
        }
    }

    private double since(long begin) {
        return (nanos.getAsLong() - begin) / 1e9;
    }

    /** What the trainee says, the loss of this step, and the last score. */
    private String status() {
        StringBuilder status = new StringBuilder(trainee.status());
        status.append(status.isEmpty() ? "" : ", ");
        status.append(String.format(Locale.ROOT, "loss %.5f", loss));
        String last = course.lastScore(trainee.score());
        return status.append(last.isEmpty() ? "" : ", ").append(last).toString();
    }

    private DivergedException diverged(String what) {
        return new DivergedException(
                "the %s is no longer a finite number at step %d: %s; the best so far, %s, is in %s"
                        .formatted(
                                broken.orElse(what),
                                tally.step,
                                trainee.advice(),
                                trainee.score().text(best.score()),
                                run.path()));
    }

    // ---- Evaluations and checkpoints -------------------------------------------------------

    private Numbers look() {
        long begin = nanos.getAsLong();
        Numbers numbers = trainee.evaluate(tally.step);
        tally.seconds += since(begin);
        return numbers;
    }

    private void evaluate() {
        Numbers numbers = look();
        numbers.firstNaN()
                .ifPresent(
                        name -> {
                            throw diverged(name);
                        });
        course.add(tally, numbers, trainee.figures(stepSeconds));
        stepSeconds = 0;
        tally.means.clear();
        best.offer(tally, numbers.get(trainee.score().name()));
    }

    private void save() {
        if (tally.step == savedStep) {
            return;
        }
        if (!last.write(tally, trainee.state())) {
            throw diverged("state of the training");
        }
        savedStep = tally.step;
        savedAt = nanos.getAsLong();
    }

    /** What is not finite ends a run when a checkpoint is due by its step, and not by the time. */
    private void saveEarly() {
        if (last.write(tally, trainee.state())) {
            savedStep = tally.step;
        }
        savedAt = nanos.getAsLong();
    }

    private Outcome finish(boolean diverged) {
        Results results = trainee.results(best.read());
        Outcome outcome =
                new Outcome(
                        trainee.score(),
                        best.score(),
                        best.step(),
                        tally.step,
                        config.steps(),
                        tally.skipped,
                        tally.seconds,
                        diverged,
                        results.preview());
        new Conclusion(outcome, results, course, origin).write(run);
        return outcome;
    }
}
