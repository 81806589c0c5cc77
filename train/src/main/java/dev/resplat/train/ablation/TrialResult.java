package dev.resplat.train.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training that is complete has come to.
 *
 * @param trial which
 * @param seconds that its steps and evaluations took
 * @param steps of its evaluations
 * @param course of {@link Comparison#course} after those steps
 * @param heldOut what the last evaluation says, by measure
 * @param figures how the training went
 * @param test what it makes of items that it has not seen, if there are some
 */
record TrialResult(
        Trial trial,
        double seconds,
        double[] steps,
        double[] course,
        Map<Measure, Double> heldOut,
        TrainingFigures figures,
        Optional<TestResult> test) {
    /** Of a test, in the directory of a run. */
    static final String TEST = "test.json";

    /** Stands for the column of a model's score, whatever that is. */
    static final String SCORE = "<score>";

    private static final String LOG = "metrics.jsonl";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What the last evaluation says; NaN if nothing. */
    double heldOut(Measure measure) {
        return heldOut.getOrDefault(measure, Double.NaN);
    }

    /** The mean of a number over the items of the test. */
    double tested(Measure measure) {
        return test.orElseThrow().mean(measure);
    }

    /**
     * What a directory says.
     *
     * @param comparison of which numbers
     * @param test what must have been looked at
     * @return nothing if there is no training, or it is not complete
     * @throws UserMistake when it is another training
     */
    static Optional<TrialResult> read(
            Path run, Trial trial, Comparison comparison, Optional<TestItems> test) {
        try {
            if (!isComplete(run, trial)) {
                return Optional.empty();
            }
            Optional<TestResult> tested = test.isPresent() ? tested(run) : Optional.empty();
            if (test.isPresent()
                    && !tested.filter(t -> test.get().areIn(t))
                            .filter(t -> FinalWeights.are(t.weights(), run))
                            .isPresent()) {
                return Optional.empty();
            }
            return Optional.of(read(run, trial, comparison, lines(run), tested));
        } catch (FormatException | IOException e) {
            throw new UserMistake(
                    "cannot read the run %s: %s; remove its directory to train it again"
                            .formatted(run, e.getMessage()),
                    e);
        }
    }

    /** Whether all steps have been made, whatever has been looked at. */
    static boolean isComplete(Path run, Trial trial) throws IOException {
        Path metrics = run.resolve(RunDirectory.METRICS);
        if (!Files.exists(run.resolve(RunDirectory.CONFIG)) || !Files.exists(metrics)) {
            return false;
        }
        Record now = trial.training().config();
        Config.changes(Config.ofRun(run).as(now.getClass()), now)
                .forEach(
                        (key, value) -> {
                            throw new UserMistake(
                                    "%s was made with %s=%s, which cannot change any more: choose another --out"
                                            .formatted(run, key, value));
                        });
        return TrainingLoop.isComplete(run);
    }

    private static Optional<TestResult> tested(Path run) throws IOException {
        Path file = run.resolve(TEST);
        return Files.exists(file)
                ? Optional.of(TestResult.of(Files.readString(file)))
                : Optional.empty();
    }

    private static List<JsonNode> lines(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve(LOG))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static TrialResult read(
            Path run,
            Trial trial,
            Comparison comparison,
            List<JsonNode> lines,
            Optional<TestResult> test)
            throws IOException {
        if (lines.isEmpty() || step(lines.get(lines.size() - 1)) != trial.config().steps()) {
            throw new IOException(LOG + " does not end with the last step");
        }
        JsonNode metrics = JSON.readTree(Files.readString(run.resolve(RunDirectory.METRICS)));
        String score = metrics.path("score").asText();
        JsonNode end = lines.get(lines.size() - 1);
        // A run that was stopped and went on has a line more than others.
        List<JsonNode> due =
                lines.stream()
                        .filter(l -> l == end || step(l) % trial.config().evaluateEvery() == 0)
                        .toList();
        double[] course =
                due.stream().mapToDouble(line -> value(line, comparison.course(), score)).toArray();
        Map<Measure, Double> heldOut = new LinkedHashMap<>();
        comparison.measures().forEach(measure -> heldOut.put(measure, value(end, measure, score)));
        long samples = (long) trial.config().steps() * trial.config().samplesPerStep();
        return new TrialResult(
                trial,
                metrics.path("seconds").asDouble(Double.NaN),
                due.stream().mapToDouble(TrialResult::step).toArray(),
                course,
                heldOut,
                TrainingFigures.of(metrics, samples, due, course),
                test);
    }

    private static int step(JsonNode line) {
        return line.path("step").asInt();
    }

    private static double value(JsonNode line, Measure measure, String score) {
        String column = measure.column().equals(SCORE) ? score : measure.column();
        return line.path(column).asDouble(Double.NaN);
    }
}
