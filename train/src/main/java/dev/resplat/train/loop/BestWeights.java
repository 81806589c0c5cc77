package dev.resplat.train.loop;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file of the weights with the highest score. It is written as soon as they are found: what is
 * ahead of the last checkpoint when a run is killed will be found again.
 */
final class BestWeights {
    private final Origin origin;
    private final RunDirectory run;
    private final Trainee trainee;
    private double score = Double.NaN;
    private int step;

    BestWeights(Origin origin, RunDirectory run, Trainee trainee) {
        this.origin = origin;
        this.run = run;
        this.trainee = trainee;
    }

    /** Whether there are any. */
    boolean exist() {
        return !Double.isNaN(score);
    }

    /** The highest. */
    double score() {
        return score;
    }

    /** How many steps had been made then. */
    int step() {
        return step;
    }

    /** Keeps the present weights if they are the first or better than those before. */
    void offer(Tally tally, double value) {
        if (exist() && !(value > score)) {
            return;
        }
        score = Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
        step = tally.step;
        Map<String, HostArray> weights = trainee.weights();
        Map<String, String> facts = origin.facts();
        facts.put("step", String.valueOf(step));
        facts.put("seconds", String.valueOf(tally.seconds));
        facts.put("score", String.valueOf(score));
        run.write(TrainingLoop.BEST, file -> SafetensorsFile.write(file, weights, facts));
    }

    /**
     * Takes those of a run that goes on, if there are any. That they cannot be used is found out
     * now rather than when the run ends.
     *
     * @throws UserMistake when they are damaged or of something else
     */
    void resume() {
        if (Files.exists(run.file(TrainingLoop.BEST))) {
            read();
        }
    }

    /** Reads them. */
    Map<String, HostArray> read() {
        Path path = run.file(TrainingLoop.BEST);
        try {
            SafetensorsFile file = SafetensorsFile.open(path);
            Map<String, String> facts = file.metadata();
            origin.checkModel(facts);
            Map<String, HostArray> weights = file.all();
            trainee.checkFits(weights);
            step = Integer.parseInt(Origin.fact("step", facts));
            score = Double.parseDouble(Origin.fact("score", facts));
            return weights;
        } catch (FormatException | IllegalArgumentException e) {
            throw new UserMistake(
                    "cannot continue with %s: %s; without that file the best is what comes from now on"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }
}
