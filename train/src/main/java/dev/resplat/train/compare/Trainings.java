package dev.resplat.train.compare;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.models.Model;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.models.Training;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Weights that the comparison needs: those that come with the program, or those of trainings in its
 * directory, each in {@code trainings/NAME}.
 */
final class Trainings {
    private static final String FOLDER = "trainings";

    private final CompareConfig config;
    private final Path out;

    /**
     * @param out the directory of the comparison, which need not exist
     */
    Trainings(CompareConfig config, Path out) {
        this.config = config;
        this.out = out;
    }

    private Path folder(String name) {
        return out.resolve(FOLDER).resolve(name);
    }

    /**
     * Weights by name; empty if there are none yet.
     *
     * @throws UserMistake if they are damaged
     */
    Optional<SynthesisWeights> weights(String name) {
        if (WeightsFile.isShipped(name)) {
            return Optional.of(SynthesisWeights.of(WeightsFile.named(name, List.of(name))));
        }
        Path folder = folder(name);
        return isComplete(folder) ? Optional.of(SynthesisWeights.of(folder)) : Optional.empty();
    }

    /** What has no weights. */
    List<CompareConfig.Plan> missing() {
        return config.trainings().stream().filter(plan -> !isThere(plan.name())).toList();
    }

    private boolean isThere(String name) {
        return WeightsFile.isShipped(name) || isComplete(folder(name));
    }

    private static boolean isComplete(Path folder) {
        try {
            return TrainingLoop.isComplete(folder);
        } catch (IOException e) {
            throw new UserMistake(
                    "cannot read the results in %s: %s; remove that directory to train it again"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /**
     * How something is trained.
     *
     * @throws UserMistake when a value is wrong
     */
    Training<?> training(CompareConfig.Plan plan) {
        Config values = Config.named(plan.base()).with(plan.changes()).with(common(plan));
        return Model.of(values).training(values);
    }

    /** Trains what has no weights, or goes on with it; until it is done, or is to stop. */
    void train(Device device, BooleanSupplier stop, Progress.Display display) {
        for (CompareConfig.Plan plan : missing()) {
            if (stop.getAsBoolean()) {
                return;
            }
            Training<?> training = training(plan);
            display.say(
                    "training %s: %d steps of %d samples"
                            .formatted(
                                    plan.name(),
                                    training.config().steps(),
                                    training.config().samplesPerStep()));
            Path folder = folder(plan.name());
            Device chosen = TrainingLoop.deviceOf(folder).map(n -> find(n, folder)).orElse(device);
            DataChoice nothing = DataChoice.of(Optional.empty());
            try (RunDirectory run = RunDirectory.continued(folder)) {
                training.train(chosen, training.prepare(nothing, display::say), run, stop, display);
            } catch (DivergedException e) {
                display.say(plan.name() + ": " + e.getMessage());
            }
        }
    }

    /** That of a training which goes on. */
    private static Device find(String name, Path folder) {
        try {
            return Devices.find(name);
        } catch (IllegalArgumentException e) {
            throw new UserMistake(
                    "%s was begun on %s: %s; remove that directory to train it again, or go on with it alone: ./resplat train --resume %s --device cpu"
                            .formatted(folder, name, e.getMessage(), folder),
                    e);
        }
    }

    /** The command that trains something by itself, where {@link #weights} finds it. */
    String command(CompareConfig.Plan plan) {
        List<String> words = new ArrayList<>(List.of("./resplat", "train", plan.base()));
        words.addAll(plan.changes());
        words.addAll(common(plan));
        words.addAll(List.of("--out", folder(plan.name()).toString()));
        return words.stream()
                .map(word -> word.matches("[\\w./=-]+") ? word : '"' + word + '"')
                .collect(Collectors.joining(" "));
    }

    /** What all trainings change, of which this one has the key. */
    private List<String> common(CompareConfig.Plan plan) {
        Config values = Config.named(plan.base());
        return config.common().stream().filter(values::has).toList();
    }
}
