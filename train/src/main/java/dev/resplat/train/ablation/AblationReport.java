package dev.resplat.train.ablation;

import dev.resplat.train.config.Config;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tables and curves of an ablation, as Markdown and as a page. */
final class AblationReport {
    private final AblationResult result;

    AblationReport(AblationResult result) {
        this.result = result;
    }

    /** The tables and what one must know of them. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("`").append(result.command()).append("`\n\n");
        notes().forEach(note -> text.append(note).append('\n'));
        for (Table table : result.tables()) {
            text.append("\n### ").append(table.title()).append("\n\n");
            append(text, table.head(), table.cells());
            if (hasDifferences(table)) {
                text.append("\n").append(differenceTitle(table)).append(":\n\n");
                append(text, table.differenceHead(), table.differenceCells());
            }
        }
        return text.toString();
    }

    private static boolean hasDifferences(Table table) {
        return table.rows().stream().anyMatch(row -> !row.differences().isEmpty());
    }

    private static String differenceTitle(Table table) {
        return "Differences to `%s` (dB), seed by seed".formatted(table.reference());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        result.shortfall().ifPresent(what -> notes.add("Not all is done: " + what + "."));
        notes.add(
                "Mean PSNR (dB) at depth D of the weights after %d steps, ± half of the 95 %% interval of the mean over seeds (%s)."
                        .formatted(
                                result.steps(),
                                result.config().seeds().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", "))));
        notes.add(
                "All variants have as many steps, pictures and splats; cheaper ones take less time, as the seconds of a training (the median) say.");
        return notes;
    }

    private static void append(StringBuilder text, List<String> head, List<List<String>> rows) {
        text.append("| ").append(String.join(" | ", head)).append(" |\n|---|");
        head.stream().skip(1).forEach(name -> text.append(isText(name) ? "---|" : "---:|"));
        text.append('\n');
        for (List<String> row : rows) {
            text.append("| ").append(String.join(" | ", row)).append(" |\n");
        }
    }

    private static boolean isText(String name) {
        return name.equals("what it asks");
    }

    /** The page. */
    String html() {
        Report report =
                new Report("What each part is good for")
                        .fact("runs", "%d of %d".formatted(result.complete(), result.of()))
                        .fact("steps", String.valueOf(result.steps()))
                        .fact(
                                "device",
                                result.device().name() + ": " + result.device().description())
                        .fact("command", result.command());
        notes().forEach(report::note);
        for (Table table : result.tables()) {
            report.table(table.title() + ": PSNR (dB)", table.head(), table.cells());
            if (hasDifferences(table)) {
                report.table(
                        table.title() + ": " + differenceTitle(table).replace("`", ""),
                        table.differenceHead(),
                        table.differenceCells());
            }
        }
        List<Curve> curves = curves();
        for (Curve curve : curves) {
            report.curve(curve, curves.stream().filter(other -> other != curve).toList());
        }
        return report.config(Config.toYaml(result.config())).html();
    }

    /** The mean over seeds, for each variant that has a run. */
    private List<Curve> curves() {
        List<Curve> curves = new ArrayList<>();
        for (Variant variant : result.config().chosen()) {
            List<TrialResult> runs = result.runs(variant);
            if (!runs.isEmpty()) {
                double[] steps = runs.get(0).steps();
                double[] mean = new double[steps.length];
                for (TrialResult run : runs) {
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += run.course()[i] / runs.size();
                    }
                }
                String name =
                        "%s: PSNR (dB) of held-out pictures at depth %d"
                                .formatted(variant.name(), TrialResult.SCORED);
                curves.add(new Curve(name, Curve.Scale.LINEAR, steps, mean));
            }
        }
        return curves;
    }
}
