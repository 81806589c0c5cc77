package dev.resplat.train.ablation;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.models.Model;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains every variant with every seed, each in a directory of its own, and says how far they
 * differ. What is complete is not trained again, and what has begun goes on from its checkpoint.
 * After each run there is a report of those that are complete.
 */
public final class Ablation {
    private final AblationConfig config;
    private final List<Trial> trials;
    private final Comparison comparison;
    private final Optional<TestItems> test;
    private final Progress.Display display;
    private final TimeLeft timeLeft = new TimeLeft();
    private final List<TrialResult> results = new ArrayList<>();
    private final List<String> diverged = new ArrayList<>();

    /**
     * Finds out what the user can put right, before there is a directory.
     *
     * @throws UserMistake when a variant cannot be trained so, or there is nothing to test with
     */
    public Ablation(AblationConfig config, Progress.Display display) {
        this(config, Model.ALL, display);
    }

    /** The same with other models. */
    Ablation(AblationConfig config, List<Model<?>> models, Progress.Display display) {
        this.config = config;
        this.display = display;
        trials = config.trials(models);
        comparison = Comparison.of(trials.get(0).config());
        test = comparison.test(config, trials, display::say);
        // Notes about what is learned from are given once, and not by every run.
        trials.get(0).training().prepare(config.choice(), display::say);
    }

    /** The name of the device that a run in this directory has used, if there is one. */
    public Optional<String> deviceOf(Path out) {
        return trials.stream()
                .map(trial -> TrainingLoop.deviceOf(out.resolve(trial.name())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Trains what is not complete.
     *
     * @param out where runs and report go
     * @param stop asked before every step whether to end before time
     * @param command for the report
     */
    public AblationResult run(
            Device device, RunDirectory out, BooleanSupplier stop, String command) {
        out.write(RunDirectory.CONFIG, Config.toYaml(config));
        for (Trial trial : trials) {
            TrialResult.read(out.file(trial.name()), trial, comparison, test).ifPresent(this::done);
        }
        int before = results.size();
        if (before > 0) {
            display.say("%d of %d runs are complete".formatted(before, trials.size()));
        }
        for (int i = 0; i < trials.size() && !stop.getAsBoolean(); i++) {
            if (!isDone(trials.get(i))) {
                announce(i);
                train(trials.get(i), device, out, stop);
                result(device, command).write(out);
            }
        }
        AblationResult result = result(device, command);
        result.write(out);
        return result;
    }

    private AblationResult result(Device device, String command) {
        return new AblationResult(
                config, trials, comparison, test, results, diverged, device, command);
    }

    private void done(TrialResult result) {
        results.add(result);
        double looking = result.test().map(TestResult::seconds).orElse(0.0);
        timeLeft.took(result.trial().variant(), result.seconds() + looking);
    }

    private boolean isDone(Trial trial) {
        return results.stream().anyMatch(result -> result.trial().equals(trial));
    }

    private void announce(int number) {
        Trial trial = trials.get(number);
        List<Trial> rest =
                trials.subList(number, trials.size()).stream().filter(t -> !isDone(t)).toList();
        display.say(
                "run %d of %d: %s, seed %d%s"
                        .formatted(
                                number + 1,
                                trials.size(),
                                trial.variant().name(),
                                trial.seed(),
                                timeLeft.text(rest)));
    }

    private void train(Trial trial, Device device, RunDirectory out, BooleanSupplier stop) {
        Path path = out.file(trial.name());
        try (RunDirectory run = RunDirectory.continued(path)) {
            if (!TrialResult.isComplete(path, trial)) {
                trial.training()
                        .train(
                                device,
                                trial.training().prepare(config.choice(), note -> {}),
                                run,
                                stop,
                                display);
            }
            if (test.isPresent() && TrialResult.isComplete(path, trial)) {
                display.say(
                        "looking at %d %s".formatted(test.get().names().size(), test.get().kind()));
                test.get()
                        .look(path, device, trial.seed(), stop)
                        .ifPresent(tested -> run.write(TrialResult.TEST, tested.json()));
            }
        } catch (DivergedException e) {
            display.say(trial.name() + ": " + e.getMessage());
            diverged.add(trial.name());
        } catch (FormatException | IOException e) {
            throw new UserMistake(
                    "cannot go on with %s: %s; remove that directory to train it again"
                            .formatted(path, e.getMessage()),
                    e);
        }
        TrialResult.read(path, trial, comparison, test).ifPresent(this::done);
    }
}
