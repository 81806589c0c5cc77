package dev.resplat.train.fit;

import dev.resplat.splat.Splats2d;
import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.Report;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What came out of a fit, and the files that tell it. */
public final class FitResult {
    private static final float ERROR_GAIN = 5;

    private final Image target;
    private final Image render;
    private final Image error;
    private final FitRun.Outcome outcome;
    private final FitConfig config;
    private final Device device;
    private final Quality quality;

    private FitResult(
            Image target, Image render, FitRun.Outcome outcome, FitConfig config, Device device) {
        this.target = target;
        this.render = render;
        this.error = target.difference(render, ERROR_GAIN);
        this.outcome = outcome;
        this.config = config;
        this.device = device;
        this.quality = Quality.of(render, target);
    }

    /** Renders the splats; the metrics are of the picture as {@code render.png} stores it. */
    static FitResult of(Image target, FitRun.Outcome outcome, FitConfig config, Device device) {
        float[] colors = outcome.splats().render(device);
        Image render = new Image(target.width(), target.height(), colors).stored();
        return new FitResult(target, render, outcome, config, device);
    }

    /** What was to be learned. */
    public Image target() {
        return target;
    }

    /** What the splats make of it, in 256 levels. */
    public Image render() {
        return render;
    }

    /** The splats. */
    public Splats2d splats() {
        return outcome.splats();
    }

    /** Of the render. */
    public Quality quality() {
        return quality;
    }

    /** Steps made. */
    public int steps() {
        return outcome.steps();
    }

    /** What the steps took. */
    public double seconds() {
        return outcome.seconds();
    }

    // ---- Files -----------------------------------------------------------------------------

    /** At most so many bytes are in the files of such a fit: pictures as if not compressed. */
    static long mostBytes(Image target, FitConfig config) {
        long picture = 3L * target.width() * target.height();
        long shown = Math.min(picture, 3L * Report.MOST_PIXELS * Report.MOST_PIXELS);
        long splat = Float.BYTES * 10L;
        return 2 * picture + 3 * shown * 4 / 3 + splat * config.splats() + (1 << 18);
    }

    /** Writes all files, or none if one cannot be written. */
    void write(RunDirectory run, String command) {
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
        files.put("splats.npz", file -> Splats2dFile.write(file, outcome.splats()));
        files.put("render.png", file -> Files.write(file, render.png()));
        files.put("error.png", file -> Files.write(file, error.png()));
        files.put("report.html", file -> Files.writeString(file, report(command)));
        files.put(RunDirectory.CONFIG, file -> Files.writeString(file, Config.toYaml(config)));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(files);
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = quality.metrics();
        metrics.put("splats", outcome.splats().count());
        metrics.put("steps", outcome.steps());
        metrics.put("seconds", outcome.seconds());
        metrics.put("pixelPairsPerSecond", pairsPerSecond());
        metrics.put("blend", config.blend().name().toLowerCase(Locale.ROOT));
        metrics.put("width", target.width());
        metrics.put("height", target.height());
        metrics.put("complete", isComplete());
        metrics.put("diverged", outcome.diverged());
        metrics.put("device", device.name());
        metrics.put("seed", config.seed());
        outcome.transfers().addTo(metrics);
        return metrics;
    }

    private double pairsPerSecond() {
        return outcome.pairs() / outcome.seconds();
    }

    /** Whether it was not stopped before time, and all splats were added. */
    public boolean isComplete() {
        return !outcome.diverged() && !isStopped() && outcome.splats().count() == config.splats();
    }

    /** Whether it ended before its steps were made or its seconds were over. */
    public boolean isStopped() {
        return config.steps() > 0
                ? outcome.steps() < config.steps()
                : outcome.seconds() < config.seconds();
    }

    private String report(String command) {
        return new Report("A picture, made of splats")
                .fact("PSNR", quality.psnrText())
                .fact("SSIM", quality.ssimText())
                .fact("splats", outcome.splats().toString())
                .fact("steps", outcome.steps() + ending())
                .fact("time", String.format(Locale.ROOT, "%.1f s", outcome.seconds()))
                .fact(
                        "pixel pairs",
                        String.format(Locale.ROOT, "%.3g per second", pairsPerSecond()))
                .fact("device", device.name() + ": " + device.description())
                .fact("command", command)
                .picture("the picture", target)
                .picture("the splats", render)
                .picture("the error, times " + (int) ERROR_GAIN, error)
                .curve(curve("PSNR (dB) over steps", FitRun.Point::step, FitRun.Point::psnr))
                .curve(curve("PSNR (dB) over seconds", FitRun.Point::seconds, FitRun.Point::psnr))
                .curve(curve("splats over steps", FitRun.Point::step, FitRun.Point::splats))
                .config(Config.toYaml(config))
                .html();
    }

    private String ending() {
        return outcome.diverged() ? ", then it diverged" : isComplete() ? "" : ", then stopped";
    }

    private Curve curve(
            String name, ToDoubleFunction<FitRun.Point> x, ToDoubleFunction<FitRun.Point> y) {
        List<FitRun.Point> points = outcome.points();
        return new Curve(
                name,
                Curve.Scale.LINEAR,
                points.stream().mapToDouble(x).toArray(),
                points.stream().mapToDouble(y).toArray());
    }
}
