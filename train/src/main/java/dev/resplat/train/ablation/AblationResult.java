package dev.resplat.train.ablation;

import dev.resplat.tensor.Device;
import dev.resplat.train.resplat2d.Reconstruction;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the runs that are complete say together. */
public final class AblationResult {
    private final AblationConfig config;
    private final List<TrialResult> results;
    private final List<String> diverged;
    private final int of;
    private final Device device;
    private final String command;
    private final Table heldOut;
    private final Optional<Table> photographs;
    private final Optional<Table> everyDepth;

    AblationResult(
            AblationConfig config,
            List<TrialResult> results,
            List<String> diverged,
            Optional<TestPictures> test,
            int of,
            Device device,
            String command) {
        this.config = config;
        this.results = List.copyOf(results);
        this.diverged = List.copyOf(diverged);
        this.of = of;
        this.device = device;
        this.command = command;
        heldOut =
                Table.of(
                        "Held-out pictures",
                        config,
                        TrialResult.DEPTHS,
                        results,
                        (run, depth) -> run.psnr(false, depth));
        photographs = test.map(t -> photographs(t, TrialResult.DEPTHS));
        List<Integer> all = IntStream.rangeClosed(0, Reconstruction.MOST_DEPTH).boxed().toList();
        everyDepth = test.map(t -> photographs(t, all));
    }

    private Table photographs(TestPictures test, List<Integer> depths) {
        int count = test.names().size();
        return Table.of(
                "Photographs that no run has seen (%d)".formatted(count),
                config,
                depths,
                results,
                (run, depth) -> run.psnr(true, depth));
    }

    /** How many runs are complete. */
    public int complete() {
        return results.size();
    }

    /** Of so many. */
    public int of() {
        return of;
    }

    /** Runs that have ended because their loss was no longer a number. */
    public List<String> diverged() {
        return diverged;
    }

    /** The main one first: that of photographs, if there are some. */
    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        photographs.ifPresent(tables::add);
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

    List<TrialResult> results() {
        return results;
    }

    /** Steps of each run. */
    int steps() {
        return config.trials().get(0).config().steps();
    }

    /** What is missing, if anything is. */
    Optional<String> shortfall() {
        if (results.size() == of) {
            return Optional.empty();
        }
        String text = "%d of %d runs are complete".formatted(results.size(), of);
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
        files.put("table.md", file -> Files.writeString(file, report.markdown()));
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
        metrics.put("runs", of);
        metrics.put("completeRuns", results.size());
        metrics.put("diverged", diverged);
        metrics.put("complete", results.size() == of);
        metrics.put("device", device.name());
        metrics.put("variants", heldOut.rows().stream().map(this::metrics).toList());
        return metrics;
    }

    private Map<String, Object> metrics(Row row) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("name", row.variant().name());
        metrics.put("asks", row.variant().asks());
        metrics.put("changes", row.variant().changes());
        metrics.put("seconds", row.seconds());
        metrics.put("heldOut", heldOut.metrics(row));
        everyDepth.ifPresent(
                table ->
                        table.rows().stream()
                                .filter(other -> other.variant().equals(row.variant()))
                                .forEach(
                                        other -> metrics.put("photographs", table.metrics(other))));
        List<TrialResult> runs = runs(row.variant());
        metrics.put("runs", runs.stream().map(this::metrics).collect(Collectors.toList()));
        return metrics;
    }

    private Map<String, Object> metrics(TrialResult run) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("seed", run.trial().seed());
        metrics.put("directory", run.trial().name());
        metrics.put("seconds", run.seconds());
        Map<String, Object> psnr = new LinkedHashMap<>();
        TrialResult.DEPTHS.forEach(depth -> psnr.put("d" + depth, run.psnr(false, depth)));
        metrics.put("heldOut", psnr);
        metrics.put("steps", run.steps());
        metrics.put("course", run.course());
        run.test().ifPresent(test -> metrics.put("photographs", test.photographs()));
        return metrics;
    }

    /** Those of a variant that are complete. */
    List<TrialResult> runs(Variant variant) {
        return results.stream().filter(run -> run.trial().variant().equals(variant)).toList();
    }
}
