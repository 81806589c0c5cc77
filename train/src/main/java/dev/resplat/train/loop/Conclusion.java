package dev.resplat.train.loop;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.run.Report;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The files at the end of a run: what the trainee has to show, and what the loop knows. */
final class Conclusion {
    private static final String COMPLETE = "complete";

    private final Outcome outcome;
    private final Results results;
    private final Course course;
    private final Origin origin;

    Conclusion(Outcome outcome, Results results, Course course, Origin origin) {
        this.outcome = outcome;
        this.results = results;
        this.course = course;
        this.origin = origin;
    }

    /** Whether there are files of a run that has made all its steps. */
    static boolean isComplete(Path run) throws IOException {
        Path metrics = run.resolve(RunDirectory.METRICS);
        return Files.exists(metrics)
                && JsonMapper.builder()
                        .build()
                        .readTree(metrics.toFile())
                        .path(COMPLETE)
                        .asBoolean();
    }

    /** Writes all files, or none if one cannot be written. */
    void write(RunDirectory run) {
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>(results.files());
        files.put("report.html", file -> Files.writeString(file, report()));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(files);
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("model", origin.config().model());
        metrics.put("score", outcome.score().name());
        metrics.put(outcome.score().name(), Results.finite(outcome.best()));
        metrics.put("bestStep", outcome.bestStep());
        metrics.putAll(results.metrics());
        metrics.put("steps", outcome.steps());
        metrics.put("skipped", outcome.skipped());
        metrics.put(COMPLETE, outcome.isComplete());
        metrics.put("diverged", outcome.diverged());
        metrics.put("seconds", outcome.seconds());
        metrics.put("device", origin.device().name());
        metrics.put("seed", origin.config().seed());
        return metrics;
    }

    private String report() {
        Score score = outcome.score();
        Report report =
                new Report(results.title())
                        .fact(
                                score.name(),
                                "%s at step %d"
                                        .formatted(score.text(outcome.best()), outcome.bestStep()));
        results.facts().forEach(report::fact);
        report.fact("steps", steps())
                .fact("time", String.format(Locale.ROOT, "%.1f s", outcome.seconds()))
                .fact("device", origin.device().name() + ": " + origin.device().description());
        results.pictures().forEach((caption, picture) -> report.picture(caption, picture));
        course.curves().forEach(report::curve);
        return report.config(origin.yaml()).html();
    }

    private String steps() {
        return "%d of %d%s%s"
                .formatted(
                        outcome.steps(),
                        outcome.of(),
                        outcome.skipped() == 0 ? "" : ", skipped: " + outcome.skipped(),
                        outcome.diverged() ? ", then it diverged" : "");
    }
}
