package dev.resplat.train.reconstruct;

import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.run.Curve;
import dev.resplat.train.run.Report;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One picture made into splats, and the files that tell it: {@code splats.npz}, {@code render.png},
 * {@code error.png}, {@code metrics.json}, {@code config.yaml} and {@code report.html}.
 */
public final class PictureRun {
    /** What it takes of the heap for a pixel: about 340 as measured, and renders of all depths. */
    public static final long BYTES_PER_PIXEL = 500;

    private static final float ERROR_GAIN = 5;

    private final Image target;
    private final ReconstructConfig config;
    private final Device device;
    private final List<Look> looks;

    private PictureRun(Image target, ReconstructConfig config, Device device, List<Look> looks) {
        this.target = target;
        this.config = config;
        this.device = device;
        this.looks = looks;
    }

    /**
     * Makes splats of a picture and writes the files, all or none.
     *
     * @param command the command line, for the report
     * @return what came out at each depth
     */
    public static List<Look> run(
            Image target,
            Weights weights,
            ReconstructConfig config,
            Device device,
            RunDirectory run,
            String command) {
        try (Scope scope = Scope.open();
                Observation observation = new Observation(weights.on(device), device)) {
            observation.begin(target, config.splats(), config.seed());
            List<Look> looks = observation.eachDepth(config.depth());
            new PictureRun(target, config, device, looks).write(run, command);
            return looks;
        }
    }

    private Look last() {
        return looks.get(looks.size() - 1);
    }

    private void write(RunDirectory run, String command) {
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>();
        Image error = target.difference(last().render(), ERROR_GAIN);
        files.put("splats.npz", file -> Splats2dFile.write(file, last().splats()));
        files.put("render.png", file -> Files.write(file, last().render().png()));
        files.put("error.png", file -> Files.write(file, error.png()));
        files.put("report.html", file -> Files.writeString(file, report(error, command)));
        files.put(RunDirectory.CONFIG, file -> Files.writeString(file, Config.toYaml(config)));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(files);
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = last().figures().quality().metrics();
        metrics.put("depth", config.depth());
        metrics.put("splats", config.splats());
        metrics.put("seconds", last().figures().seconds());
        metrics.put("moved", last().figures().moved());
        metrics.put("replaced", (long) last().figures().replaced());
        metrics.put("width", target.width());
        metrics.put("height", target.height());
        metrics.put("byDepth", Figures.metrics(Look.figures(looks)));
        metrics.put("model", config.model());
        metrics.put("device", device.name());
        metrics.put("seed", config.seed());
        return metrics;
    }

    private String report(Image error, String command) {
        Report report =
                new Report("A picture, made into splats at once")
                        .fact("PSNR", last().figures().quality().psnrText())
                        .fact("SSIM", last().figures().quality().ssimText())
                        .fact("splats", last().splats().toString())
                        .fact("depth", config.depth() + " steps of refinement")
                        .fact(
                                "time",
                                String.format(Locale.ROOT, "%.2f s", last().figures().seconds()))
                        .fact("moved", last().figures().movedText())
                        .fact("replaced", (long) last().figures().replaced() + " splats")
                        .fact("device", device.name() + ": " + device.description())
                        .fact("command", command)
                        .picture("the picture", target);
        for (int d = 0; d < looks.size(); d++) {
            Look look = looks.get(d);
            report.picture(
                    "depth %d: %s".formatted(d, look.figures().quality().psnrText()),
                    look.render());
        }
        return report.picture("the error, times " + (int) ERROR_GAIN, error)
                .curve(
                        new Curve(
                                "PSNR (dB) over depth",
                                Curve.Scale.LINEAR,
                                IntStream.range(0, looks.size()).asDoubleStream().toArray(),
                                looks.stream()
                                        .mapToDouble(l -> l.figures().quality().psnr())
                                        .toArray()))
                .config(Config.toYaml(config))
                .html();
    }
}
