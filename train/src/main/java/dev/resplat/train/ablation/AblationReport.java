package dev.resplat.train.ablation;

import dev.resplat.train.config.Config;
import dev.resplat.train.run.Chart;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
            if (table.hasDifferences()) {
                text.append("\n").append(differenceTitle(table)).append(":\n\n");
                append(text, table.differenceHead(), table.differenceCells());
            }
        }
        result.paired()
                .filter(paired -> !paired.isEmpty())
                .ifPresent(
                        paired -> {
                            text.append("\n### ").append(pairedTitle()).append("\n\n");
                            PairedTable.NOTES.forEach(note -> text.append(note).append('\n'));
                            text.append('\n');
                            append(text, PairedTable.HEAD, paired.cells());
                        });
        TrainingTable trainings = new TrainingTable(result.runs());
        text.append("\n### ").append(TrainingTable.TITLE).append("\n\n");
        TrainingTable.NOTES.forEach(note -> text.append(note).append('\n'));
        text.append('\n');
        append(text, TrainingTable.HEAD, trainings.cells());
        return text.toString();
    }

    private static String differenceTitle(Table table) {
        return "Differences to `%s`, seed by seed".formatted(table.reference());
    }

    private String pairedTitle() {
        return "Differences to `%s`, item by item".formatted(result.config().reference());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        result.shortfall().ifPresent(what -> notes.add("Not all is done: " + what + "."));
        String quantity = result.comparison().quantity();
        notes.add(
                "%s of the weights after %d steps, ± half of the 95 %% interval of the mean over seeds (%s). %s"
                        .formatted(
                                quantity.isEmpty() ? "Means" : "Mean " + quantity,
                                result.steps(),
                                result.config().seeds().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")),
                                result.comparison().note()));
        notes.add(
                "All variants have as many steps and samples, from the same data; cheaper ones take less time, as the seconds of a training (the median) say.");
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
            String quantity = result.comparison().quantity();
            report.table(
                    quantity.isEmpty() ? table.title() : table.title() + ": " + quantity,
                    table.head(),
                    table.cells());
            if (table.hasDifferences()) {
                report.table(
                        table.title() + ": " + differenceTitle(table).replace("`", ""),
                        table.differenceHead(),
                        table.differenceCells());
            }
        }
        result.paired()
                .filter(paired -> !paired.isEmpty())
                .ifPresent(
                        paired -> {
                            PairedTable.NOTES.forEach(report::note);
                            report.table(
                                    pairedTitle().replace("`", ""),
                                    PairedTable.HEAD,
                                    paired.cells());
                        });
        TrainingTable.NOTES.forEach(report::note);
        report.table(
                TrainingTable.TITLE, TrainingTable.HEAD, new TrainingTable(result.runs()).cells());
        charts().forEach(report::chart);
        return report.config(Config.toYaml(result.config())).html();
    }

    /** How each variant learned, beside the reference if that has a run. */
    private List<Chart> charts() {
        List<Chart> charts = new ArrayList<>();
        String reference = result.config().reference();
        List<Chart.Line> beside =
                result.config().chosen().stream()
                        .filter(variant -> variant.name().equals(reference))
                        .flatMap(variant -> line(variant).stream())
                        .toList();
        for (Variant variant : result.config().chosen()) {
            List<Chart.Line> lines = new ArrayList<>(line(variant).stream().toList());
            if (lines.isEmpty()) {
                continue;
            }
            if (!variant.name().equals(reference)) {
                lines.addAll(beside);
            }
            String name =
                    "%s: %s of %s, %s, over steps"
                            .formatted(
                                    variant.name(),
                                    result.comparison().quantity(),
                                    result.comparison().heldOut().toLowerCase(Locale.ROOT),
                                    result.comparison().course().title());
            charts.add(new Chart(name, Curve.Scale.LINEAR, Curve.Scale.LINEAR, false, lines));
        }
        return charts;
    }

    /** The mean over seeds, if the variant has a run. */
    private Optional<Chart.Line> line(Variant variant) {
        List<TrialResult> runs = List.copyOf(result.runs().of(variant).values());
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        double[] mean = new double[runs.get(0).steps().length];
        for (TrialResult run : runs) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += run.course()[i] / runs.size();
            }
        }
        return Optional.of(new Chart.Line(variant.name(), runs.get(0).steps(), mean));
    }
}
