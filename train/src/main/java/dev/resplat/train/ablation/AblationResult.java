package dev.resplat.train.ablation;

import dev.resplat.tensor.Device;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the runs that are complete say together. */
public final class AblationResult {
    /** The tables. */
    public static final String TABLE = "table.md";

    private final AblationConfig config;
    private final List<Trial> trials;
    private final Comparison comparison;
    private final Optional<TestItems> test;
    private final List<TrialResult> results;
    private final Runs runs;
    private final List<String> diverged;
    private final Device device;
    private final String command;
    private final Table heldOut;
    private final Optional<Table> tested;
    private final Optional<Table> everything;
    private final Optional<PairedTable> paired;

    AblationResult(
            AblationConfig config,
            List<Trial> trials,
            Comparison comparison,
            Optional<TestItems> test,
            List<TrialResult> results,
            List<String> diverged,
            Device device,
            String command) {
        this.config = config;
        this.trials = trials;
        this.comparison = comparison;
        this.test = test;
        this.results = List.copyOf(results);
        this.diverged = List.copyOf(diverged);
        this.device = device;
        this.command = command;
        runs = new Runs(config, this.results);
        heldOut =
                Table.of(
                        comparison.heldOut(),
                        config,
                        comparison.measures(),
                        results,
                        TrialResult::heldOut);
        tested = test.map(items -> tested(items, items.shown()));
        everything = test.map(items -> tested(items, items.measures()));
        paired = test.map(items -> PairedTable.of(runs, items));
    }

    private Table tested(TestItems items, List<Measure> measures) {
        return Table.of(items.title(), config, measures, results, TrialResult::tested);
    }

    /** How many runs are complete. */
    public int complete() {
        return results.size();
    }

    /** Of so many. */
    public int of() {
        return trials.size();
    }

    /** Runs that have ended because their loss was no longer a number. */
    public List<String> diverged() {
        return diverged;
    }

    /** The main one first: that of the test, if there is one. */
    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        tested.ifPresent(tables::add);
        tables.add(heldOut);
        return tables;
    }

    AblationConfig config() {
        return config;
    }

    Device device() {
        return device;
    }

    String command() {
        return command;
    }

    Comparison comparison() {
        return comparison;
    }

    Runs runs() {
        return runs;
    }

    /** Differences item by item, if there is a test. */
    Optional<PairedTable> paired() {
        return paired;
    }

    /** Steps of each run. */
    int steps() {
        return trials.get(0).config().steps();
    }

    /** What is missing, if anything is. */
    Optional<String> shortfall() {
        if (results.size() == trials.size()) {
            return Optional.empty();
        }
        String text = "%d of %d runs are complete".formatted(results.size(), trials.size());
        return Optional.of(
                diverged.isEmpty() ? text : text + ", diverged: " + String.join(", ", diverged));
    }

    /** The tables as Markdown. */
    public String markdown() {
        return new AblationReport(this).markdown();
    }

    /** Writes report, table and numbers, or none if one cannot be written. */
    void write(RunDirectory out) {
        AblationReport report = new AblationReport(this);
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
        files.put(TABLE, file -> Files.writeString(file, report.markdown()));
        files.put("report.html", file -> Files.writeString(file, report.html()));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        out.writeAll(files);
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("model", config.model());
        metrics.put("reference", config.reference());
        metrics.put("seeds", config.seeds());
        metrics.put("steps", steps());
        metrics.put("runs", trials.size());
        metrics.put("completeRuns", results.size());
        metrics.put("diverged", diverged);
        metrics.put("complete", results.size() == trials.size());
        metrics.put("device", device.name());
        metrics.put("variants", heldOut.rows().stream().map(this::metrics).toList());
        return metrics;
    }

    private Map<String, Object> metrics(Row row) {
        Variant variant = row.variant();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("name", variant.name());
        metrics.put("asks", variant.asks());
        metrics.put("changes", variant.changes());
        metrics.put("seconds", row.seconds());
        metrics.put("heldOut", heldOut.metrics(row));
        everything.ifPresent(
                table ->
                        table.rows().stream()
                                .filter(other -> other.variant().equals(variant))
                                .forEach(other -> metrics.put(kind(), tested(table, other))));
        metrics.put("runs", runs.of(variant).values().stream().map(this::metrics).toList());
        return metrics;
    }

    private String kind() {
        return test.orElseThrow().kind();
    }

    private Map<String, Object> tested(Table table, Row row) {
        Map<String, Object> metrics = table.metrics(row);
        metrics.put("paired", paired.orElseThrow().metrics(row.variant()));
        return metrics;
    }

    private Map<String, Object> metrics(TrialResult run) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("seed", run.trial().seed());
        metrics.put("directory", run.trial().name());
        metrics.put("seconds", run.seconds());
        metrics.put("training", run.figures().metrics());
        Map<String, Object> numbers = new LinkedHashMap<>();
        run.heldOut().forEach((m, v) -> numbers.put(m.key(), Double.isFinite(v) ? v : null));
        metrics.put("heldOut", numbers);
        metrics.put("steps", run.steps());
        metrics.put("course", run.course());
        run.test().ifPresent(result -> metrics.put(kind(), result.items()));
        return metrics;
    }
}
