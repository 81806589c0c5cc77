package dev.resplat.train.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.RunDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The lines of {@code metrics.jsonl}, which are the curves of the report. */
final class Course {
    private static final String STEP = "step";

    /** Numbers in a line that need no curve. */
    private static final Set<String> NO_CURVES = Set.of(STEP, "seconds", "skipped");

    private final RunDirectory run;
    private final List<Map<String, Double>> lines = new ArrayList<>();

    private Course(RunDirectory run) {
        this.run = run;
    }

    /** What a log says up to a step; the rest of it is removed. */
    static Course upTo(int step, RunDirectory run) {
        Course course = new Course(run);
        for (JsonNode node : run.rewindLog(step)) {
            Map<String, Double> line = new LinkedHashMap<>();
            node.fields()
                    .forEachRemaining(e -> line.put(e.getKey(), e.getValue().asDouble(Double.NaN)));
            course.lines.add(line);
        }
        return course;
    }

    /** Adds a line: means of steps, an evaluation, and {@link Trainee#figures}. */
    void add(Tally tally, Numbers evaluation, Map<String, Double> figures) {
        Map<String, Double> line = tally.means.values();
        merge(line, evaluation.asMap());
        merge(line, figures);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(STEP, tally.step);
        line.forEach((name, value) -> json.put(name, Results.finite(value)));
        json.put("skipped", tally.skipped);
        json.put("seconds", tally.seconds);
        run.log(json);
        line.put(STEP, (double) tally.step);
        lines.add(line);
    }

    private static void merge(Map<String, Double> line, Map<String, Double> more) {
        more.forEach(
                (name, value) -> {
                    if (line.put(name, value) != null) {
                        throw new IllegalArgumentException(
                                "steps, evaluations and figures have two numbers named " + name);
                    }
                });
    }

    /** Whether there is a line of this step. */
    boolean endsAt(int step) {
        return !lines.isEmpty() && lines.get(lines.size() - 1).get(STEP) == step;
    }

    /** The last score; empty at first. A line of progress has no place for the step it is of. */
    String lastScore(Score score) {
        if (lines.isEmpty()) {
            return "";
        }
        Map<String, Double> last = lines.get(lines.size() - 1);
        return score.text(last.getOrDefault(score.name(), Double.NaN));
    }

    /** A curve for each number; losses and norms on a logarithmic scale. */
    List<Curve> curves() {
        Set<String> names = new LinkedHashSet<>();
        lines.forEach(line -> names.addAll(line.keySet()));
        names.removeAll(NO_CURVES);
        names.removeIf(name -> name.startsWith(DataMonitor.LABEL));
        return names.stream().map(this::curve).toList();
    }

    private Curve curve(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new Curve(
                name,
                lower.contains("loss") || lower.contains("norm")
                        ? Curve.Scale.LOGARITHMIC
                        : Curve.Scale.LINEAR,
                values(STEP),
                values(name));
    }

    private double[] values(String name) {
        return lines.stream().mapToDouble(l -> l.getOrDefault(name, Double.NaN)).toArray();
    }
}
