package dev.resplat.train.loop;

import dev.resplat.train.image.Image;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trainee has to show in the end. The loop adds what is the same for all: score, steps,
 * time, device, curves and configuration.
 */
public final class Results {
    private final String title;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, Object> metrics = new LinkedHashMap<>();
    private final Map<String, Image> pictures = new LinkedHashMap<>();
    private final Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
    private List<Image> preview = List.of();

    /** Nothing but the title of the report. */
    public Results(String title) {
        this.title = title;
    }

    /** Adds a line to the table of the report. */
    public Results fact(String name, Object value) {
        facts.put(name, String.valueOf(value));
        return this;
    }

    /** Adds a key to {@code metrics.json}; what JSON cannot say of a number becomes null. */
    public Results metric(String name, Object value) {
        metrics.put(name, finite(value));
        return this;
    }

    static Object finite(Object value) {
        return value instanceof Double number && !Double.isFinite(number) ? null : value;
    }

    /** Adds a picture, as a file and to the report. */
    public Results picture(String file, String caption, Image picture) {
        pictures.put(caption, picture);
        return file(file, path -> Files.write(path, picture.png()));
    }

    /** Adds a file, such as {@code splats.npz}. */
    public Results file(String name, RunDirectory.Content content) {
        files.put(name, content);
        return this;
    }

    /** Pictures of equal size that a terminal shows side by side. */
    public Results preview(Image... pictures) {
        preview = List.of(pictures);
        return this;
    }

    String title() {
        return title;
    }

    Map<String, String> facts() {
        return facts;
    }

    Map<String, Object> metrics() {
        return metrics;
    }

    Map<String, Image> pictures() {
        return pictures;
    }

    Map<String, RunDirectory.Content> files() {
        return files;
    }

    List<Image> preview() {
        return preview;
    }
}
