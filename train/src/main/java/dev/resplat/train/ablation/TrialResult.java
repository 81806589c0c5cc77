package dev.resplat.train.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a training that is complete has come to.
 *
 * @param trial which
 * @param seconds that its steps and evaluations took
 * @param steps of its evaluations
 * @param course PSNR of held-out pictures at depth {@value #SCORED} after those steps
 * @param heldOut the same at each of {@link #DEPTHS} in the end
 * @param test photographs, if there are some
 */
record TrialResult(
        Trial trial,
        double seconds,
        double[] steps,
        double[] course,
        double[] heldOut,
        Optional<TestResult> test) {
    /** The depths that evaluations look at. */
    static final List<Integer> DEPTHS = List.of(0, 1, 2, 4, 6, 8);

    /** The depth that the training's score is of. */
    static final int SCORED = 4;

    /** Of photographs, in the directory of a run. */
    static final String TEST = "test.json";

    private static final String LOG = "metrics.jsonl";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The PSNR of photographs at a depth; without some, of held-out pictures. */
    double psnr(boolean ofTest, int depth) {
        return ofTest ? test.orElseThrow().psnr(depth) : heldOut[DEPTHS.indexOf(depth)];
    }

    /**
     * What a directory says.
     *
     * @param test what photographs must have been looked at
     * @return nothing if there is no training, or it is not complete
     * @throws UserMistake when it is another training
     */
    static Optional<TrialResult> read(Path run, Trial trial, Optional<TestPictures> test) {
        try {
            if (!isComplete(run, trial)) {
                return Optional.empty();
            }
            Optional<TestResult> tested = test.isPresent() ? tested(run) : Optional.empty();
            if (test.isPresent() && !tested.filter(t -> t.isOf(test.get())).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(read(run, trial, lines(run), tested));
        } catch (IOException e) {
            throw new UserMistake(
                    "cannot read the run %s: %s; remove its directory to train it again"
                            .formatted(run, e.getMessage()),
                    e);
        }
    }

    /** Whether all steps have been made, whatever photographs have been looked at. */
    static boolean isComplete(Path run, Trial trial) throws IOException {
        Path metrics = run.resolve(RunDirectory.METRICS);
        if (!Files.exists(run.resolve(RunDirectory.CONFIG)) || !Files.exists(metrics)) {
            return false;
        }
        Resplat2dConfig before = Config.ofRun(run).as(Resplat2dConfig.class);
        Config.changes(before, trial.config())
                .forEach(
                        (key, value) -> {
                            throw new UserMistake(
                                    "%s was made with %s=%s, which cannot change any more: choose another --out"
                                            .formatted(run, key, value));
                        });
        return JSON.readTree(Files.readString(metrics)).path("complete").asBoolean();
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
            Path run, Trial trial, List<JsonNode> lines, Optional<TestResult> test)
            throws IOException {
        if (lines.isEmpty() || step(lines.get(lines.size() - 1)) != trial.config().steps()) {
            throw new IOException(LOG + " does not end with the last step");
        }
        JsonNode end = lines.get(lines.size() - 1);
        // A run that was stopped and went on has a line more than others.
        List<JsonNode> due =
                lines.stream()
                        .filter(l -> l == end || step(l) % trial.config().evaluateEvery() == 0)
                        .toList();
        return new TrialResult(
                trial,
                JSON.readTree(Files.readString(run.resolve(RunDirectory.METRICS)))
                        .path("seconds")
                        .asDouble(Double.NaN),
                due.stream().mapToDouble(TrialResult::step).toArray(),
                due.stream().mapToDouble(line -> psnr(line, SCORED)).toArray(),
                DEPTHS.stream().mapToDouble(depth -> psnr(end, depth)).toArray(),
                test);
    }

    private static int step(JsonNode line) {
        return line.path("step").asInt();
    }

    private static double psnr(JsonNode line, int depth) {
        return line.path(depth == SCORED ? "psnr" : "psnr_d" + depth).asDouble(Double.NaN);
    }
}
