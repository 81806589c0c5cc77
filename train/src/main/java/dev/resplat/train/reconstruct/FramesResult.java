package dev.resplat.train.reconstruct;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.Report;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What has come of the frames of a sequence, and the files that tell it.
 *
 * <p>Flicker is the mean over pixels and channels of {@code |change of the render - change of the
 * target|} from a frame to the next, in levels of 255: zero when the render changes as the target
 * does, however wrong it is.
 */
public final class FramesResult {
    /** Frames that the report shows at most. */
    private static final int SHOWN = 4;

    private final ReconstructConfig config;
    private final Device device;
    private final int skipped;
    private final List<Frame> frames = new ArrayList<>();
    private final Map<String, Image> shown = new LinkedHashMap<>();
    private Image lastTarget;
    private Image lastRender;
    private Image lastAnew;

    FramesResult(ReconstructConfig config, Device device, int skipped) {
        this.config = config;
        this.device = device;
        this.skipped = skipped;
    }

    /**
     * A frame that was made into splats in one of two ways.
     *
     * @param quality of the render
     * @param seconds it took
     * @param flicker since the frame before; empty for the first
     */
    public record Way(Quality quality, double seconds, OptionalDouble flicker) {}

    /**
     * A frame.
     *
     * @param name of its file
     * @param warm begun with the splats of the frame before
     * @param anew begun without them
     * @param moved as in {@link Figures}, for the first way
     * @param replaced likewise
     */
    public record Frame(String name, Way warm, Way anew, double moved, long replaced) {}

    void add(String name, Image target, Look look, Look anew) {
        frames.add(
                new Frame(
                        name,
                        way(look, target, lastRender),
                        way(anew, target, lastAnew),
                        look.figures().moved(),
                        (long) look.figures().replaced()));
        lastTarget = target;
        lastRender = look.render();
        lastAnew = anew.render();
        if (frames.size() <= SHOWN) {
            shown.put(name, target);
            shown.put(
                    "%s, made of splats: %s".formatted(name, look.figures().quality().psnrText()),
                    look.render());
        }
    }

    private Way way(Look look, Image target, Image before) {
        return new Way(
                look.figures().quality(),
                look.figures().seconds(),
                before == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(flicker(target, look.render(), before)));
    }

    private double flicker(Image target, Image render, Image before) {
        double sum = 0;
        float[] colors = render.colors();
        for (int i = 0; i < colors.length; i++) {
            double rendered = colors[i] - before.colors()[i];
            sum += Math.abs(rendered - (target.colors()[i] - lastTarget.colors()[i]));
        }
        return 255 * sum / colors.length;
    }

    /** What came of each. */
    public List<Frame> frames() {
        return frames;
    }

    /** The mean over all frames; flicker over all but the first, empty where there is but one. */
    public Way mean(Function<Frame, Way> way) {
        List<Way> ways = frames.stream().map(way).toList();
        return new Way(
                Quality.mean(ways.stream().map(Way::quality).toList()),
                ways.stream().mapToDouble(Way::seconds).average().orElseThrow(),
                ways.stream()
                        .filter(w -> w.flicker().isPresent())
                        .mapToDouble(w -> w.flicker().getAsDouble())
                        .average());
    }

    // ---- Files -----------------------------------------------------------------------------

    void write(RunDirectory run, Map<String, RunDirectory.Content> parts, String command) {
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>(parts);
        files.put("report.html", file -> Files.writeString(file, report(command)));
        files.put(RunDirectory.CONFIG, file -> Files.writeString(file, Config.toYaml(config)));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(files);
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = metrics(mean(Frame::warm));
        metrics.put("anew", metrics(mean(Frame::anew)));
        metrics.put("depth", config.depth());
        metrics.put("splats", config.splats());
        metrics.put("width", lastTarget.width());
        metrics.put("height", lastTarget.height());
        metrics.put("skipped", skipped);
        metrics.put("frames", frames.stream().map(FramesResult::metrics).toList());
        metrics.put("model", config.model());
        metrics.put("device", device.name());
        metrics.put("seed", config.seed());
        return metrics;
    }

    private static Map<String, Object> metrics(Way way) {
        Map<String, Object> metrics = way.quality().metrics();
        metrics.put("flicker", way.flicker().isPresent() ? way.flicker().getAsDouble() : null);
        metrics.put("seconds", way.seconds());
        return metrics;
    }

    private static Map<String, Object> metrics(Frame frame) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("name", frame.name());
        metrics.putAll(metrics(frame.warm()));
        metrics.put("moved", frame.moved());
        metrics.put("replaced", frame.replaced());
        metrics.put("anew", metrics(frame.anew()));
        return metrics;
    }

    private String report(String command) {
        Report report =
                new Report("Frames, made into splats one after the other")
                        .fact(
                                "frames",
                                frames.size() + (skipped == 0 ? "" : ", skipped " + skipped))
                        .fact("splats", String.valueOf(config.splats()))
                        .fact("depth", config.depth() + " steps of refinement")
                        .fact("each with the splats of the last", text(Frame::warm))
                        .fact("each begun anew", text(Frame::anew))
                        .fact("device", device.name() + ": " + device.description())
                        .fact("command", command);
        shown.forEach(report::picture);
        return report.curve(
                        curve(
                                "PSNR (dB) over frames, each with the splats of the last",
                                f -> f.warm().quality().psnr()))
                .curve(
                        curve(
                                "PSNR (dB) over frames, each begun anew",
                                f -> f.anew().quality().psnr()))
                .curve(
                        curve(
                                "flicker (levels of 255) over frames, each with the splats of the last",
                                f -> f.warm().flicker().orElse(Double.NaN)))
                .curve(
                        curve(
                                "flicker (levels of 255) over frames, each begun anew",
                                f -> f.anew().flicker().orElse(Double.NaN)))
                .config(Config.toYaml(config))
                .html();
    }

    /** The means of one way, as people read them. */
    public String text(Function<Frame, Way> way) {
        Way mean = mean(way);
        return "%s%s, %s s per frame"
                .formatted(
                        mean.quality().psnrText(),
                        mean.flicker().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        ", flicker %.2f levels",
                                        mean.flicker().getAsDouble())
                                : "",
                        String.format(Locale.ROOT, "%.2f", mean.seconds()));
    }

    private Curve curve(String name, ToDoubleFunction<Frame> value) {
        return new Curve(
                name,
                Curve.Scale.LINEAR,
                IntStream.range(0, frames.size()).asDoubleStream().toArray(),
                frames.stream().mapToDouble(value).toArray());
    }
}
