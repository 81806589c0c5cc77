package dev.resplat.train.synthesis;

import dev.resplat.train.config.Config;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.Report;
import dev.resplat.train.synthesis.DescentComparison.Reached;
import dev.resplat.train.synthesis.DescentComparison.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * An evaluation of new views as people read it: lines for the terminal, and a page.
 *
 * @param result what was found
 */
public record SynthesisReport(SynthesisResult result) {
    private static final int MOST_ROWS = 500;

    /** Means, and what they cost. */
    public String text() {
        StringBuilder text = new StringBuilder();
        facts().forEach((name, value) -> text.append("%-9s %s%n".formatted(name, value)));
        return text.toString();
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("views", views());
        for (int depth = 0; depth < result.depth(); depth++) {
            facts.put("depth " + depth, text(result.before(depth)));
        }
        facts.put(
                result.depth() == 0 ? "model" : "depth " + result.depth(), text(result.quality()));
        for (TrivialBaselines.Kind kind : TrivialBaselines.Kind.values()) {
            facts.put(kind.key(), text(result.baseline(kind)));
        }
        facts.put("encode", Figures.seconds(result.encodeSeconds()));
        facts.put("render", Figures.seconds(result.renderSeconds()) + " a view");
        if (!result.descents().isEmpty()) {
            for (int i = 0; i < DescentComparison.RATES.size(); i++) {
                int rate = i;
                facts.put(
                        "fit, x" + DescentComparison.RATES.get(i),
                        descents(descent -> descent.courses().get(rate).reached()));
            }
            facts.put("fit, best", descents(Result::reached));
        }
        result.splats().ifPresent(n -> facts.put("splats", String.valueOf(n)));
        facts.put(
                "memory",
                "%s on the device, %s of Java's heap"
                        .formatted(
                                Figures.megabytes(result.deviceBytes()),
                                Figures.megabytes(result.heapBytes())));
        return facts;
    }

    /** The medians of what both take where optimisation comes as far. */
    private String descents(Function<Result, Optional<Reached>> of) {
        List<Result> as = result.descents().stream().filter(d -> of.apply(d).isPresent()).toList();
        List<Reached> reached = as.stream().map(d -> of.apply(d).orElseThrow()).toList();
        String text =
                "as good after steps of optimisation in %d of %d pairs"
                        .formatted(reached.size(), result.descents().size());
        if (reached.isEmpty()) {
            return text;
        }
        double steps = Figures.median(reached.stream().map(r -> (double) r.steps()).toList());
        double seconds = Figures.median(reached.stream().map(Reached::seconds).toList());
        double model = Figures.median(as.stream().map(Result::refinement).toList());
        return "%s: %.0f of them in %s, the model's take %s"
                .formatted(text, steps, Figures.seconds(seconds), Figures.seconds(model));
    }

    private String views() {
        return "%d targets of %s, %d x %d pixels%s"
                .formatted(
                        result.targets(),
                        result.source(),
                        result.config().width(),
                        result.config().height(),
                        result.skipped().isEmpty()
                                ? ""
                                : ", without views of %d of the scenes"
                                        .formatted(result.skipped().size()));
    }

    private String text(Quality quality) {
        String text = "%s, SSIM %s".formatted(quality.psnrText(), number(quality.ssim()));
        return result.lpips().isEmpty()
                ? text
                : "%s, %s %s".formatted(text, result.lpips().get(), number(quality.lpips()));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "-";
    }

    /** The page. */
    String html(String command) {
        Report report = new Report("New views of scenes");
        facts().forEach(report::fact);
        report.fact("weights", result.config().model())
                .fact("device", result.device().name() + ": " + result.device().description())
                .fact("command", command)
                .note(
                        "Numbers are means over the targets of a scene, then over scenes. nearest,"
                                + " mean and plane are what is had without a model: the nearest"
                                + " context view, the mean of all, and all of them warped by one"
                                + " plane, at the depth where they agree best with each other.")
                .note(
                        "Pictures, from left to right: context views, the target, its render, the"
                                + " depth (yellow is near) and three times the error.")
                .table("Scenes", head(), rows());
        if (result.pairs().size() > MOST_ROWS) {
            report.note(
                    "The table has the first %d of %d; metrics.json has all."
                            .formatted(MOST_ROWS, result.pairs().size()));
        }
        result.shown().forEach(report::picture);
        return report.config(Config.toYaml(result.config())).html();
    }

    private List<String> head() {
        List<String> head = new ArrayList<>(List.of("scene", "context", "targets", "PSNR", "SSIM"));
        result.lpips().ifPresent(head::add);
        for (TrivialBaselines.Kind kind : TrivialBaselines.Kind.values()) {
            head.add(kind.key());
        }
        head.addAll(List.of("encode", "render"));
        return head;
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (PairScore pair : result.pairs()) {
            if (rows.size() == MOST_ROWS) {
                break;
            }
            List<String> row = new ArrayList<>();
            row.add(pair.scene());
            row.add(pair.contextText());
            row.add(String.valueOf(pair.targets().size()));
            row.add(pair.quality().psnrText());
            row.add(number(pair.quality().ssim()));
            result.lpips().ifPresent(name -> row.add(number(pair.quality().lpips())));
            for (TrivialBaselines.Kind kind : TrivialBaselines.Kind.values()) {
                row.add(pair.baseline(kind).psnrText());
            }
            row.add(Figures.seconds(pair.encodeSeconds()));
            row.add(
                    Figures.seconds(
                            Figures.median(
                                    pair.targets().stream()
                                            .map(PairScore.Target::seconds)
                                            .toList())));
            rows.add(row);
        }
        return rows;
    }
}
