package dev.resplat.train.optimize;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.optimize.SceneEvaluation.Compared;
import dev.resplat.train.render.Frame;
import dev.resplat.train.run.Report;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.scene.RenderSettings;
import dev.resplat.train.scene.View;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came out of learning a scene, and the files that tell it. Metrics are of views that were
 * held out; if none was, of those that were learned from, and are called so.
 */
public final class OptimizeResult {
    /** So many views are shown in the report. */
    private static final int SHOWN = 6;

    /** Of so many training views is their PSNR, where metrics are of others. */
    private static final int TRAINING_VIEWS = 32;

    private static final String CAMERAS = "cameras.json";
    private static final String REPORT = "report.html";
    private static final String HELD_OUT = "heldout/";
    private static final String PHOTO = "-photo";

    private final SceneData data;
    private final OptimizeLoop.Outcome outcome;
    private final OptimizeConfig config;
    private final Device device;
    private final List<Figures> heldOut = new ArrayList<>();
    private final List<Figures> training = new ArrayList<>();
    private final List<Compared> shown = new ArrayList<>();

    private OptimizeResult(
            SceneData data, OptimizeLoop.Outcome outcome, OptimizeConfig config, Device device) {
        this.data = data;
        this.outcome = outcome;
        this.config = config;
        this.device = device;
    }

    /** A view in numbers. */
    private record Figures(String name, int width, int height, Quality quality) {
        static Figures of(Compared view) {
            Image render = view.render();
            return new Figures(view.name(), render.width(), render.height(), view.quality());
        }
    }

    /** Renders views; metrics are of pictures as PNG files store them. */
    static OptimizeResult of(
            SceneData data,
            OptimizeLoop.Outcome outcome,
            OptimizeConfig config,
            Device device,
            Staging files) {
        OptimizeResult result = new OptimizeResult(data, outcome, config, device);
        try (SceneEvaluation evaluation =
                new SceneEvaluation(device, outcome.splats(), config, data.border())) {
            result.compareHeldOut(evaluation, files);
            result.compareTraining(evaluation);
        }
        return result;
    }

    private void compareHeldOut(SceneEvaluation evaluation, Staging files) {
        List<View> views = data.heldOut();
        List<String> names = fileNames(views);
        for (int i = 0; i < views.size(); i++) {
            Photo photo = data.heldOut(i);
            if (!photo.showsAnything()) {
                continue;
            }
            Compared view = evaluation.compare(views.get(i).name(), photo);
            heldOut.add(Figures.of(view));
            show(view);
            String name = HELD_OUT + names.get(i);
            files.add(name + ".png", file -> Files.write(file, view.render().png()));
            files.add(name + PHOTO + ".png", file -> Files.write(file, view.photo().png()));
        }
    }

    /** No render has the name of a photograph. */
    private static List<String> fileNames(List<View> views) {
        List<String> names =
                views.stream()
                        .map(View::name)
                        .map(name -> name.endsWith(PHOTO) ? name + "-view" : name)
                        .toList();
        return Frame.named(names, views.stream().map(View::camera).toList()).stream()
                .map(Frame::name)
                .toList();
    }

    private void compareTraining(SceneEvaluation evaluation) {
        int n = data.training().size();
        int looked = heldOut.isEmpty() ? n : Math.min(n, TRAINING_VIEWS);
        for (int i = 0; i < looked; i++) {
            int index = (int) ((long) i * n / looked);
            Photo photo = data.training(index);
            if (photo.showsAnything()) {
                Compared view = evaluation.compare(data.training().get(index).name(), photo);
                training.add(Figures.of(view));
                if (heldOut.isEmpty()) {
                    show(view);
                }
            }
        }
    }

    private void show(Compared view) {
        if (shown.size() < SHOWN) {
            shown.add(view);
        }
    }

    // ---- Numbers ---------------------------------------------------------------------------

    /** Means over the views that {@link #views} names. */
    public Quality quality() {
        return mean(heldOut.isEmpty() ? training : heldOut);
    }

    private static Quality mean(List<Figures> views) {
        return Quality.mean(views.stream().map(Figures::quality).toList());
    }

    /** Which views metrics are of: {@code held-out} or {@code training}. */
    public String views() {
        return heldOut.isEmpty() ? "training" : "held-out";
    }

    /** How many they are. */
    public int viewCount() {
        return (heldOut.isEmpty() ? training : heldOut).size();
    }

    /** Steps made. */
    public int steps() {
        return outcome.steps();
    }

    /** What learning took, over all parts of the run. */
    public double seconds() {
        return outcome.seconds();
    }

    /** Splats there are. */
    public int splats() {
        return outcome.splats().count();
    }

    /** Whether it was not ended before time. */
    public boolean isComplete() {
        return outcome.complete() && outcome.divergence() == null;
    }

    /** A photograph and its render, of equal size; empty if there is none. */
    public List<Image> preview() {
        return shown.isEmpty() ? List.of() : List.of(shown.get(0).photo(), shown.get(0).render());
    }

    // ---- Files -----------------------------------------------------------------------------

    /**
     * Writes all files, or none if one cannot be written.
     *
     * @param files that wait already
     */
    void write(RunDirectory run, Map<String, RunDirectory.Content> files, String command) {
        Map<String, RunDirectory.Content> all = new LinkedHashMap<>(files);
        all.put(CAMERAS, RunDirectory.metrics(cameras()));
        String report = report(command);
        all.put(REPORT, file -> Files.writeString(file, report));
        all.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(all);
    }

    /** All that a run writes of a scene at its end, but for the splats. */
    static List<String> files(SceneData data) {
        List<String> files = new ArrayList<>(List.of(CAMERAS, REPORT, RunDirectory.METRICS));
        for (String name : fileNames(data.heldOut())) {
            files.add(HELD_OUT + name + ".png");
            files.add(HELD_OUT + name + PHOTO + ".png");
        }
        return files;
    }

    private Map<String, Object> cameras() {
        Map<String, Object> cameras =
                new RenderSettings(data.background().still(), config.antialiased(), config.blur())
                        .listed();
        cameras.put(
                "frames",
                data.cameras().stream().map(frame -> frame.listed(frame.name() + ".png")).toList());
        return cameras;
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = quality().metrics();
        metrics.put("views", views());
        metrics.put("psnrTraining", mean(training).metrics().get("psnr"));
        metrics.put("splats", splats());
        metrics.put("degree", outcome.splats().degree());
        metrics.put("steps", steps());
        metrics.put("seconds", seconds());
        metrics.put("secondsPerStep", steps() == 0 ? null : seconds() / steps());
        metrics.put("complete", isComplete());
        metrics.put("diverged", outcome.divergence() != null);
        metrics.put("trainingViews", data.training().size());
        metrics.put("heldOutViews", data.heldOut().size());
        metrics.put("downscale", data.factor());
        metrics.put("border", data.border().pixels());
        metrics.put("background", data.background().still());
        metrics.put("scene", data.scene().name());
        metrics.put("format", data.scene().format());
        metrics.put("device", device.name());
        metrics.put("seed", config.seed());
        outcome.transfers().addTo(metrics);
        metrics.put(
                "perView",
                (heldOut.isEmpty() ? training : heldOut)
                        .stream().map(OptimizeResult::metrics).toList());
        return metrics;
    }

    private static Map<String, Object> metrics(Figures view) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("name", view.name);
        metrics.put("width", view.width);
        metrics.put("height", view.height);
        metrics.putAll(view.quality.metrics());
        return metrics;
    }

    private String report(String command) {
        Report report =
                new Report("A scene, made of splats")
                        .fact("PSNR", "%s, %s".formatted(quality().psnrText(), of()))
                        .fact("SSIM", "%s, %s".formatted(quality().ssimText(), of()))
                        .fact("PSNR of training views", mean(training).psnrText())
                        .fact("splats", outcome.splats().toString())
                        .fact("steps", steps() + ending())
                        .fact("time", String.format(Locale.ROOT, "%.1f s", seconds()))
                        .fact("scene", data.scene().source() + ", " + data.scene().format())
                        .fact("photographs", photographs())
                        .fact("background", data.background().toString())
                        .fact("device", device.name() + ": " + device.description())
                        .fact("command", command);
        List<List<String>> rows =
                (heldOut.isEmpty() ? training : heldOut)
                        .stream()
                                .map(
                                        view ->
                                                List.of(
                                                        view.name,
                                                        view.quality.psnrText(),
                                                        view.quality.ssimText()))
                                .toList();
        report.table("Views, " + views(), List.of("view", "PSNR", "SSIM"), rows);
        for (Compared view : shown) {
            report.picture(view.name(), view.photo());
            report.picture(
                    "%s, made of splats: %s".formatted(view.name(), view.quality().psnrText()),
                    view.render());
        }
        outcome.course().curves().forEach(report::curve);
        return report.config(Config.toYaml(config)).html();
    }

    /** What metrics are of. */
    public String of() {
        return viewCount() == 1
                ? "of 1 %s view".formatted(views())
                : "mean of %d %s views".formatted(viewCount(), views());
    }

    private String photographs() {
        return "%d to learn from, %d held out, made smaller by %d"
                .formatted(data.training().size(), data.heldOut().size(), data.factor());
    }

    private String ending() {
        return outcome.divergence() != null
                ? ", then it diverged"
                : outcome.complete() ? "" : ", then stopped";
    }
}
