package dev.resplat.train.compare;

import dev.resplat.train.config.Config;
import dev.resplat.train.run.Chart;
import dev.resplat.train.run.Curve.Scale;
import dev.resplat.train.run.Report;
import dev.resplat.train.synthesis.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The table, charts and pictures of a comparison, as Markdown and as a page. */
final class ComparisonReport {
    private static final List<String> HEAD =
            List.of(
                    "row",
                    "PSNR (dB)",
                    "SSIM",
                    "splats",
                    "reconstruction",
                    "render",
                    "tensors",
                    "heap",
                    "parameters",
                    "needs",
                    "steps",
                    "samples",
                    "hours",
                    "seed",
                    "note");

    /** How many of them say what a row reaches; the others are about what it needs for that. */
    private static final int OF_ROWS = HEAD.indexOf("needs");

    private static final List<String> TEXTS = List.of("needs", "note");
    private static final String NONE = "-";

    private final ComparisonResult result;

    ComparisonReport(ComparisonResult result) {
        this.result = result;
    }

    /** The table and what one must know of it. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("`").append(result.command()).append("`\n\n");
        notes().forEach(note -> text.append(note).append('\n'));
        text.append("\n| ").append(String.join(" | ", HEAD)).append(" |\n|---|");
        HEAD.stream().skip(1).forEach(name -> text.append(TEXTS.contains(name) ? "---|" : "---:|"));
        text.append('\n');
        cells().forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (result.complete() < result.of()) {
            notes.add(
                    "Not all is done: %d of %d rows are complete."
                            .formatted(result.complete(), result.of()));
        }
        int scenes = result.scenes().examples().size();
        notes.add(
                "All rows look at the same targets of the same %s (%s), %d x %d pixels; with 2 views they are given the first and the last of those that others are given."
                        .formatted(
                                scenes == 1 ? "scene" : scenes + " scenes",
                                result.scenes().name(),
                                result.config().size(),
                                result.config().size()));
        notes.add(
                "PSNR and SSIM are means over targets, then over scenes, in 256 levels; times are medians after a warm-up on the first scene; tensors and heap are the most of all scenes, the heap with what the program has besides.");
        notes.add(
                "Steps, samples, hours and seed are those of the training that made the weights; where they are missing, nothing is learned before a scene is seen.");
        if (!result.untrained().isEmpty()) {
            notes.add("Rows without weights are left out; these make them:");
            result.untrained().forEach(command -> notes.add("`" + command + "`"));
        }
        return notes;
    }

    private List<List<String>> cells() {
        List<List<String>> cells = new ArrayList<>();
        result.rows().forEach(row -> cells.add(cells(row)));
        for (Contenders.Missing missing : result.missing()) {
            List<String> row = new ArrayList<>(List.of(missing.title()));
            while (row.size() < HEAD.size() - 1) {
                row.add(NONE);
            }
            row.add(missing.why());
            cells.add(row);
        }
        return cells;
    }

    private static List<String> cells(RowResult row) {
        Profile profile = row.profile();
        List<String> cells = new ArrayList<>();
        cells.add(profile.title());
        cells.add(number("%.2f", row.quality().psnr()));
        cells.add(
                row.quality().ssim().isPresent()
                        ? number("%.4f", row.quality().ssim().getAsDouble())
                        : NONE);
        cells.add(
                switch (profile.counted()) {
                    case SPLATS -> number("%,d", row.count());
                    case TRIANGLES -> number("%,d triangles", row.count());
                    case NOTHING -> NONE;
                });
        cells.add(Figures.seconds(row.makeSeconds()));
        cells.add(Figures.seconds(row.renderSeconds()));
        cells.add(row.deviceBytes() == 0 ? NONE : Figures.megabytes(row.deviceBytes()));
        cells.add(Figures.megabytes(row.heapBytes()));
        cells.add(row.parameters() == 0 ? NONE : number("%,d", row.parameters()));
        cells.add(String.join(", ", profile.needs()));
        cells.add(profile.schooling().map(s -> number("%,d", s.steps())).orElse(NONE));
        cells.add(profile.schooling().map(s -> number("%,d", s.samples())).orElse(NONE));
        cells.add(
                profile.schooling()
                        .filter(s -> s.hours() != null)
                        .map(s -> number("%.2f", s.hours()))
                        .orElse(NONE));
        cells.add(profile.schooling().map(s -> String.valueOf(s.seed())).orElse(NONE));
        cells.add(profile.note());
        return cells;
    }

    private static String number(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }

    // ---- The page --------------------------------------------------------------------------

    /** The page. */
    String html() {
        Report report =
                new Report("Ways to new views, compared")
                        .fact("scenes", result.scenes().name())
                        .fact("rows", "%d of %d".formatted(result.complete(), result.of()))
                        .fact(
                                "device",
                                result.device().name() + ": " + result.device().description())
                        .fact("command", result.command());
        notes().forEach(note -> report.note(note.replace("`", "")));
        List<List<String>> cells = cells();
        report.table("Rows", results(HEAD), map(cells, ComparisonReport::results));
        report.table("What rows need", needs(HEAD), map(cells, ComparisonReport::needs));
        result.sheet()
                .ifPresent(
                        sheet ->
                                report.picture(
                                        "From left to right: the first view that is given; the target; "
                                                + names(),
                                        sheet));
        report.charts("Quality");
        report.chart(
                chart(
                        "PSNR (dB) over splats",
                        Scale.LOGARITHMIC,
                        row ->
                                row.profile().counted() == Profile.Counted.SPLATS
                                        ? row.count()
                                        : Double.NaN));
        report.chart(
                chart(
                        "PSNR (dB) over seconds of reconstruction",
                        Scale.LOGARITHMIC,
                        RowResult::makeSeconds));
        report.chart(
                chart(
                        "PSNR (dB) over seconds of a render",
                        Scale.LOGARITHMIC,
                        RowResult::renderSeconds));
        report.chart(
                chart(
                        "PSNR (dB) over steps of refinement",
                        Scale.LINEAR,
                        row -> refines(row) ? row.profile().depth() : Double.NaN));
        return report.config(Config.toYaml(result.config())).html();
    }

    /** Not all columns, which would be wider than the page. */
    private static List<String> results(List<String> row) {
        return row.subList(0, OF_ROWS);
    }

    /** The other columns of a row, and its name. */
    private static List<String> needs(List<String> row) {
        return Stream.concat(Stream.of(row.get(0)), row.stream().skip(OF_ROWS)).toList();
    }

    private static List<List<String>> map(
            List<List<String>> rows, UnaryOperator<List<String>> part) {
        return rows.stream().map(part).toList();
    }

    private String names() {
        return String.join(
                "; ", result.shown().stream().map(row -> row.row().profile().title()).toList());
    }

    /** Whether its family is shown at several depths. */
    private boolean refines(RowResult row) {
        return result.rows().stream()
                        .filter(other -> other.profile().family().equals(row.profile().family()))
                        .mapToInt(other -> other.profile().depth())
                        .distinct()
                        .count()
                > 1;
    }

    /** A line for each family, of what has such a place; but not of the truth, far above all. */
    private Chart chart(String name, Scale across, ToDoubleFunction<RowResult> place) {
        Map<String, List<RowResult>> families = new LinkedHashMap<>();
        for (RowResult row : result.rows()) {
            boolean truth = row.profile().counted() == Profile.Counted.TRIANGLES;
            if (!truth && Double.isFinite(place.applyAsDouble(row))) {
                families.computeIfAbsent(row.profile().family(), f -> new ArrayList<>()).add(row);
            }
        }
        List<Chart.Line> lines = new ArrayList<>();
        families.forEach(
                (family, rows) ->
                        lines.add(
                                new Chart.Line(
                                        family,
                                        rows.stream().mapToDouble(place).toArray(),
                                        rows.stream()
                                                .mapToDouble(r -> r.quality().psnr())
                                                .toArray())));
        return new Chart(name, across, Scale.LINEAR, false, lines);
    }
}
