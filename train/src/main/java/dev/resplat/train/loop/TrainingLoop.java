package dev.resplat.train.loop;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
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
    private final Device device;
    private final RunDirectory run;
    private final Progress.Display display;
    private final LongSupplier nanos;
    private final Checkpoints checkpoints;
    private final Trainee trainee;
    private final Score score;
    private final Tally tally;
    private final Course course;

    private double bestScore = Double.NaN;
    private int bestStep;
    private double loss = Double.NaN;

    /** What was not finite since the last step that was. */
    private Optional<String> broken = Optional.empty();

    /** When the last checkpoint was written, and the step that it is of. */
    private long savedAt;

    private int savedStep = -1;

    private TrainingLoop(
            C config,
            Device device,
            RunDirectory run,
            Progress.Display display,
            LongSupplier nanos,
            Checkpoints checkpoints,
            Trainee trainee) {
        this.config = config;
        this.device = device;
        this.run = run;
        this.display = display;
        this.nanos = nanos;
        this.checkpoints = checkpoints;
        this.trainee = trainee;
        this.score = trainee.score();
        this.savedAt = nanos.getAsLong();
        Optional<Tally> resumed = checkpoints.resume(trainee);
        this.tally = resumed.orElseGet(Tally::new);
        if (tally.step > config.steps()) {
            throw new UserMistake(
                    "%s is at step %d already, more than steps = %d"
                            .formatted(run.path(), tally.step, config.steps()));
        }
        if (resumed.isPresent()) {
            savedStep = tally.step;
            checkpoints.best(trainee).ifPresent(this::takeBest);
        }
        this.course = Course.upTo(tally.step, run);
    }

    private void takeBest(Checkpoints.Best best) {
        bestStep = best.step();
        bestScore = best.score();
    }

    /** The name of the device that the run in a directory has used, once it has a checkpoint. */
    public static Optional<String> deviceOf(Path run) {
        return Checkpoints.deviceOf(run);
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
        Checkpoints checkpoints = new Checkpoints(config, device, run);
        checkpoints.checkChanges();
        try (Scope scope = Scope.open()) {
            return new TrainingLoop<>(
                            config, device, run, display, nanos, checkpoints, maker.apply(device))
                    .train(stop);
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
        if (Double.isNaN(bestScore)) {
            evaluateFirst();
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
        tally.seconds += since(begin);
        tally.step++;
        Optional<String> notFinite = numbers.firstNotFinite();
        if (notFinite.isEmpty()) {
            tally.means.add(numbers);
            tally.skippedInARow = 0;
            broken = notFinite;
            loss = numbers.get("loss");
            return;
        }
        broken = broken.or(() -> notFinite);
        if (tally.skipped == 0) {
            progress.say(
                    "step %d was skipped: the %s is not a finite number; %d in a row end the run"
                            .formatted(tally.step, notFinite.get(), MOST_SKIPPED));
        }
        tally.skipped++;
        tally.skippedInARow++;
        if (tally.skippedInARow >= MOST_SKIPPED) {
            throw diverged(notFinite.get());
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
        String last = course.lastScore(score);
        return status.append(last.isEmpty() ? "" : ", ").append(last).toString();
    }

    private DivergedException diverged(String what) {
        return new DivergedException(
                "the %s is no longer a finite number at step %d: %s; the best so far, %s, is in %s"
                        .formatted(
                                broken.orElse(what),
                                tally.step,
                                trainee.advice(),
                                score.text(bestScore),
                                run.path()));
    }

    // ---- Evaluations and checkpoints -------------------------------------------------------

    private Numbers look() {
        long begin = nanos.getAsLong();
        Numbers numbers = trainee.evaluate(tally.step);
        tally.seconds += since(begin);
        return numbers;
    }

    /** Whatever comes, there are weights that are the best so far. */
    private void evaluateFirst() {
        double first = look().get(score.name());
        keep(Double.isNaN(first) ? Double.NEGATIVE_INFINITY : first);
    }

    private void evaluate() {
        Numbers numbers = look();
        numbers.firstNaN()
                .ifPresent(
                        name -> {
                            throw diverged(name);
                        });
        course.add(tally, numbers);
        tally.means.clear();
        if (numbers.get(score.name()) > bestScore) {
            keep(numbers.get(score.name()));
        }
    }

    /** The file is written at once: a best that is ahead of the checkpoint will come again. */
    private void keep(double value) {
        bestScore = value;
        bestStep = tally.step;
        checkpoints.writeBest(tally.step, tally.seconds, value, trainee.weights());
    }

    private void save() {
        if (tally.step != savedStep && !saveIfFinite()) {
            throw diverged("state of the training");
        }
    }

    /** What is not finite ends the run when the next checkpoint is due by its step, not now. */
    private void saveEarly() {
        saveIfFinite();
        savedAt = nanos.getAsLong();
    }

    /** What is not finite never replaces a checkpoint. */
    private boolean saveIfFinite() {
        Map<String, HostArray> state = trainee.state();
        if (!Checkpoints.isFinite(state)) {
            return false;
        }
        checkpoints.writeLast(tally, state);
        savedStep = tally.step;
        savedAt = nanos.getAsLong();
        return true;
    }

    // ---- The end ---------------------------------------------------------------------------

    private Outcome finish(boolean diverged) {
        Checkpoints.Best best =
                checkpoints
                        .best(trainee)
                        .orElseThrow(
                                () ->
                                        new UserMistake(
                                                "the best weights, %s, are gone"
                                                        .formatted(run.file(BEST))));
        Results results = trainee.results(best.weights());
        Outcome outcome =
                new Outcome(
                        score,
                        bestScore,
                        bestStep,
                        tally.step,
                        config.steps(),
                        tally.skipped,
                        tally.seconds,
                        diverged,
                        results.preview());
        new Conclusion(outcome, results, course, config, device).write(run);
        return outcome;
    }
}
