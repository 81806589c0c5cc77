package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.render.Frame;
import dev.resplat.train.run.Report;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.scene.RenderSettings;
import dev.resplat.train.scene.View;
import dev.resplat.train.views.Example;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What photographs were made into: {@code scene.ply}, {@code cameras.json} with their cameras as
 * the model has seen them, {@code render.png} and {@code depth.png} from between the cameras,
 * {@code renders/NAME.png} of each photograph, {@code turntable.gif}, {@code metrics.json}, {@code
 * config.yaml} and {@code report.html}.
 */
public final class ViewReconstructResult {
    static final String SCENE = "scene.ply";
    static final String TURNTABLE = "turntable.gif";
    static final String RENDERS = "renders";
    static final String CAMERAS = "cameras.json";
    static final String RENDER = "render.png";
    static final String DEPTH = "depth.png";
    private static final String REPORT = "report.html";
    private static final float ERROR_GAIN = 3;

    private final ViewReconstructConfig config;
    private final Device device;
    private final WorldSplats world;
    private final Example example;
    private final List<Frame> frames;
    private final double encodeSeconds;
    private final List<Quality> qualities = new ArrayList<>();
    private final List<Image> renders = new ArrayList<>();
    private final Sheet sheet = new Sheet();
    private double renderSeconds;
    private Image between;
    private Image depth;

    ViewReconstructResult(
            ViewReconstructConfig config,
            Device device,
            WorldSplats world,
            Example example,
            List<View> views,
            List<Camera> cameras,
            double encodeSeconds) {
        this.config = config;
        this.device = device;
        this.world = world;
        this.example = example;
        this.frames = Frame.named(views.stream().map(View::name).toList(), cameras);
        this.encodeSeconds = encodeSeconds;
    }

    /** Names of files and folders that are written, beside metrics, report and configuration. */
    public static String[] files() {
        return new String[] {SCENE, CAMERAS, RENDER, DEPTH, RENDERS, TURNTABLE};
    }

    void rendered(double seconds, Image image, Image depths) {
        renderSeconds = seconds;
        between = image;
        depth = depths;
    }

    void add(Image input, Image render, Image depths, Quality quality) {
        qualities.add(quality);
        renders.add(render);
        sheet.add(List.of(input, render, depths, render.difference(input, ERROR_GAIN)));
    }

    /** How well the photographs are reproduced, which says little of new views. */
    public Quality quality() {
        return Quality.mean(qualities);
    }

    /** How many splats there are. */
    public int splats() {
        return world.splats().count();
    }

    /** How long the model looked at the photographs. */
    public double encodeSeconds() {
        return encodeSeconds;
    }

    void stage(Staging staging) {
        staging.add(RENDER, file -> Files.write(file, between.png()));
        staging.add(DEPTH, file -> Files.write(file, depth.png()));
        for (int i = 0; i < renders.size(); i++) {
            Image render = renders.get(i);
            staging.add(path(frames.get(i)), file -> Files.write(file, render.png()));
        }
    }

    private static String path(Frame frame) {
        return RENDERS + "/" + frame.name() + ".png";
    }

    void write(RunDirectory run, Map<String, RunDirectory.Content> staged, String command) {
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>(staged);
        String html = html(command);
        files.put(CAMERAS, RunDirectory.metrics(cameras()));
        files.put(REPORT, file -> Files.writeString(file, html));
        files.put(RunDirectory.CONFIG, file -> Files.writeString(file, Config.toYaml(config)));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(files);
    }

    private Map<String, Object> cameras() {
        Map<String, Object> cameras =
                new RenderSettings(
                                world.options().background(),
                                world.options().antialiased(),
                                world.options().blur())
                        .listed();
        cameras.put("frames", frames.stream().map(frame -> frame.listed(path(frame))).toList());
        return cameras;
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = quality().metrics();
        metrics.put("splats", splats());
        metrics.put("degree", world.splats().degree());
        metrics.put("encodeSeconds", encodeSeconds);
        metrics.put("renderSeconds", renderSeconds);
        metrics.put("width", config.width());
        metrics.put("height", config.height());
        metrics.put("near", example.near() / example.scale());
        metrics.put("far", example.far() / example.scale());
        metrics.put("cameras", config.cameras());
        metrics.put("guessed", config.guessed());
        metrics.put("model", config.model());
        metrics.put("device", device.name());
        metrics.put("seed", config.seed());
        List<Map<String, Object>> views = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", frames.get(i).name());
            entry.putAll(qualities.get(i).metrics());
            views.add(entry);
        }
        metrics.put("perView", views);
        return metrics;
    }

    private String html(String command) {
        Report report =
                new Report("Two photographs, made into a scene")
                        .fact("splats", world.splats().toString())
                        .fact("encode", Figures.seconds(encodeSeconds))
                        .fact("render", Figures.seconds(renderSeconds) + " a view")
                        .fact("PSNR of the inputs", quality().psnrText())
                        .fact("SSIM of the inputs", quality().ssimText())
                        .fact("size", "%d x %d pixels".formatted(config.width(), config.height()))
                        .fact(
                                "depths",
                                String.format(
                                        Locale.ROOT,
                                        "from %.4g to %.4g units of the cameras",
                                        example.near() / example.scale(),
                                        example.far() / example.scale()))
                        .fact("cameras", config.cameras())
                        .fact("model", config.model())
                        .fact("device", device.name() + ": " + device.description())
                        .fact("command", command)
                        .note(
                                "Inputs are not new views: how well they are reproduced says little"
                                        + " of those. turntable.gif moves about both cameras.");
        if (config.guessed()) {
            report.note("The " + config.cameras() + ".");
        }
        report.picture("between the cameras", between)
                .picture("its depth: yellow is near", depth)
                .picture(
                        "each photograph, its render, its depth and the error, times "
                                + (int) ERROR_GAIN,
                        sheet.image());
        return report.config(Config.toYaml(config)).html();
    }
}
