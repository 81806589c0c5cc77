package dev.resplat.train.ablation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How a training went: what it cost, and how steady it was. NaN where a log does not say.
 *
 * @param parameters of the model
 * @param samplesPerSecond that it learned from, evaluations among the seconds
 * @param skipped steps that changed nothing, because a number was not finite
 * @param normMedian of the gradients' norm: of its means between two evaluations, the median
 * @param normMost of the gradients' norm: of all steps
 * @param lossSpread how much the loss goes up and down in the end: the standard deviation of its
 *     means between two evaluations around their line, over the last quarter of the training, in
 *     terms of their mean
 * @param worstFall how far an evaluation fell below the best one before it, at most
 */
record TrainingFigures(
        double parameters,
        double samplesPerSecond,
        double skipped,
        double normMedian,
        double normMost,
        double lossSpread,
        double worstFall) {
    /** Shorter ends have a spread of their own line only. */
    private static final int FEWEST = 4;

    /**
     * What a log says.
     *
     * @param metrics of the run, {@code metrics.json}
     * @param samples that it learned from
     * @param lines of the log, those of evaluations that were due
     * @param course the score in these lines
     */
    static TrainingFigures of(
            JsonNode metrics, long samples, List<JsonNode> lines, double[] course) {
        double seconds = metrics.path("seconds").asDouble(Double.NaN);
        double most = Double.NaN;
        for (JsonNode line : lines) {
            double norm = line.path("gradientNormMax").asDouble(Double.NaN);
            most = Double.isNaN(most) ? norm : Math.max(most, Double.isNaN(norm) ? most : norm);
        }
        return new TrainingFigures(
                metrics.path("parameters").asDouble(Double.NaN),
                seconds > 0 ? samples / seconds : Double.NaN,
                metrics.path("skipped").asDouble(Double.NaN),
                Runs.median(known(lines, "gradientNorm")),
                most,
                spread(known(lines, "loss")),
                worstFall(course));
    }

    private static double[] known(List<JsonNode> lines, String name) {
        return lines.stream()
                .mapToDouble(line -> line.path(name).asDouble(Double.NaN))
                .filter(Double::isFinite)
                .toArray();
    }

    /** Around a line, as a loss that still falls evenly is steady. */
    static double spread(double... losses) {
        int n = losses.length / 4;
        if (n < FEWEST) {
            return Double.NaN;
        }
        double[] last = java.util.Arrays.copyOfRange(losses, losses.length - n, losses.length);
        double meanX = (n - 1) / 2.0;
        double mean = java.util.Arrays.stream(last).average().orElseThrow();
        double xy = IntStream.range(0, n).mapToDouble(i -> (i - meanX) * (last[i] - mean)).sum();
        double xx = IntStream.range(0, n).mapToDouble(i -> (i - meanX) * (i - meanX)).sum();
        double squares =
                IntStream.range(0, n)
                        .mapToDouble(i -> last[i] - mean - xy / xx * (i - meanX))
                        .map(r -> r * r)
                        .sum();
        return Math.sqrt(squares / (n - 2)) / Math.abs(mean);
    }

    static double worstFall(double... course) {
        double best = Double.NEGATIVE_INFINITY;
        double worst = 0;
        for (double score : course) {
            best = Math.max(best, score);
            worst = Math.max(worst, best - score);
        }
        return course.length == 0 ? Double.NaN : worst;
    }

    /** As {@code metrics.json} has it. */
    Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        put(metrics, "parameters", parameters);
        put(metrics, "samplesPerSecond", samplesPerSecond);
        put(metrics, "skipped", skipped);
        put(metrics, "gradientNormMedian", normMedian);
        put(metrics, "gradientNormMax", normMost);
        put(metrics, "lossSpread", lossSpread);
        put(metrics, "worstFall", worstFall);
        return metrics;
    }

    private static void put(Map<String, Object> metrics, String name, double value) {
        metrics.put(name, Double.isFinite(value) ? value : null);
    }
}
