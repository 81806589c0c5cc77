package dev.resplat.train.compare;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.synthesis.Sheet;
import dev.resplat.train.views.Example;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a comparison has found so far. */
public final class ComparisonResult {
    /** The numbers. */
    public static final String NUMBERS = "compare.json";

    /** The table. */
    public static final String TABLE = "compare.md";

    /** The page. */
    public static final String PAGE = "report.html";

    /** Pictures side by side. */
    public static final String SHEET = "sheet.png";

    private final CompareConfig config;
    private final ComparedScenes scenes;
    private final Contenders contenders;
    private final List<String> untrained;
    private final Device device;
    private final String command;
    private final List<Measurement.Measured> rows = new ArrayList<>();
    private final List<Contenders.Missing> missing;

    ComparisonResult(
            CompareConfig config,
            ComparedScenes scenes,
            Contenders contenders,
            Trainings trainings,
            Device device,
            String command) {
        this.config = config;
        this.scenes = scenes;
        this.contenders = contenders;
        this.untrained = trainings.missing().stream().map(trainings::command).toList();
        this.missing = new ArrayList<>(contenders.missing());
        this.device = device;
        this.command = command;
    }

    void add(Measurement.Measured row) {
        rows.add(row);
    }

    /** A row that could be measured, it seemed, and came to nothing. */
    void addMissing(Contenders.Missing row) {
        missing.add(row);
    }

    CompareConfig config() {
        return config;
    }

    ComparedScenes scenes() {
        return scenes;
    }

    /** What computes. */
    public Device device() {
        return device;
    }

    String command() {
        return command;
    }

    /** Rows that are complete. */
    List<RowResult> rows() {
        return rows.stream().map(Measurement.Measured::row).toList();
    }

    /** Rows that cannot be measured. */
    List<Contenders.Missing> missing() {
        return List.copyOf(missing);
    }

    /** Commands that make weights that are missing. */
    List<String> untrained() {
        return untrained;
    }

    /** How many rows are complete. */
    public int complete() {
        return rows.size();
    }

    /** How many there are that can be measured. */
    public int of() {
        return contenders.there().size() - (missing.size() - contenders.missing().size());
    }

    /** The table as Markdown. */
    public String markdown() {
        return new ComparisonReport(this).markdown();
    }

    // ---- Pictures --------------------------------------------------------------------------

    /** Of the last row of each family: the most steps of refinement, of optimisation, and so on. */
    List<Measurement.Measured> shown() {
        Map<String, Measurement.Measured> last = new LinkedHashMap<>();
        rows.forEach(row -> last.put(row.row().profile().family(), row));
        return List.copyOf(last.values());
    }

    /** A row for each of the first scenes: the first context view, the target, what rows make. */
    Optional<Image> sheet() {
        List<Measurement.Measured> shown = shown();
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        Sheet sheet = new Sheet();
        for (int i = 0; i < Math.min(Measurement.SHOWN, scenes.examples().size()); i++) {
            Example example = scenes.examples().get(i);
            List<Image> pictures = new ArrayList<>();
            pictures.add(example.context().get(0).image());
            pictures.add(example.targets().get(0).image());
            for (Measurement.Measured row : shown) {
                pictures.add(row.pictures().get(i));
            }
            sheet.add(pictures);
        }
        return Optional.of(sheet.image());
    }

    // ---- Files -----------------------------------------------------------------------------

    /**
     * Writes all files, or none.
     *
     * @throws UserMistake if one cannot be written
     */
    void write(RunDirectory out) {
        ComparisonReport report = new ComparisonReport(this);
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
        files.put(TABLE, file -> Files.writeString(file, report.markdown()));
        files.put(PAGE, file -> Files.writeString(file, report.html()));
        files.put(NUMBERS, RunDirectory.metrics(numbers()));
        sheet().ifPresent(image -> files.put(SHEET, file -> Files.write(file, image.png())));
        out.writeAll(files);
    }

    private Map<String, Object> numbers() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("command", command);
        numbers.put("data", config.data());
        numbers.put("scenes", scenes.examples().size());
        numbers.put("targets", scenes.examples().stream().mapToInt(e -> e.targets().size()).sum());
        numbers.put("size", config.size());
        numbers.put("seed", config.seed());
        numbers.put("device", device.name());
        numbers.put("complete", complete() == of());
        numbers.put("rows", rows().stream().map(ComparisonResult::numbers).toList());
        List<Map<String, Object>> without = new ArrayList<>();
        missing().forEach(row -> without.add(Map.of("title", row.title(), "why", row.why())));
        numbers.put("missing", without);
        return numbers;
    }

    private static Map<String, Object> numbers(RowResult row) {
        Profile profile = row.profile();
        Quality quality = row.quality();
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("name", profile.name());
        numbers.put("title", profile.title());
        numbers.putAll(quality.metrics());
        boolean splats = profile.counted() == Profile.Counted.SPLATS;
        boolean triangles = profile.counted() == Profile.Counted.TRIANGLES;
        numbers.put("splats", splats ? row.count() : null);
        numbers.put("triangles", triangles ? row.count() : null);
        numbers.put("reconstructionSeconds", row.makeSeconds());
        numbers.put("renderSeconds", row.renderSeconds());
        numbers.put("peakDeviceBytes", row.deviceBytes());
        numbers.put("peakHeapBytes", row.heapBytes());
        numbers.put("parameters", row.parameters());
        numbers.put("views", profile.views());
        numbers.put("depth", profile.depth());
        numbers.put("needs", profile.needs());
        numbers.put("training", profile.training());
        numbers.put("note", profile.note());
        numbers.put("perScene", row.scenes().stream().map(ComparisonResult::numbers).toList());
        return numbers;
    }

    private static Map<String, Object> numbers(SceneResult scene) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("scene", scene.scene());
        numbers.put("context", scene.context());
        numbers.put("targets", scene.targets());
        numbers.putAll(scene.quality().metrics());
        numbers.put("count", scene.count());
        return numbers;
    }
}
