package dev.resplat.train.eval;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.reconstruct.Figures;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What an evaluation has found, and the files that tell it. */
public final class EvalResult {
    /** Photographs that the report shows at most. */
    private static final int SHOWN = 4;

    private final EvalConfig config;
    private final Device device;
    private final Weights weights;
    private final Optional<String> lpips;
    private final PictureFolder pictures;
    private final List<Photograph> photographs = new ArrayList<>();
    private final Map<String, Image> shown = new LinkedHashMap<>();

    EvalResult(
            EvalConfig config,
            Device device,
            Weights weights,
            Optional<String> lpips,
            PictureFolder pictures) {
        this.config = config;
        this.device = device;
        this.weights = weights;
        this.lpips = lpips;
        this.pictures = pictures;
    }

    /**
     * A photograph.
     *
     * @param width pixels that were looked at
     * @param height likewise
     * @param bySplats figures at each depth from 0, by the number of splats
     * @param fit the comparison with optimisation, if it was asked for
     */
    record Photograph(
            String name,
            int width,
            int height,
            Map<Integer, List<Figures>> bySplats,
            Optional<FitComparison.Result> fit) {}

    void add(Photograph photograph, Image target, Image render) {
        photographs.add(photograph);
        if (photographs.size() <= SHOWN) {
            shown.put(photograph.name, target);
            Quality quality =
                    photograph.bySplats.get(config.splats().get(0)).get(config.depth()).quality();
            shown.put(
                    "%s, made of splats: %s".formatted(photograph.name, quality.psnrText()),
                    render);
        }
    }

    /** What was to be done. */
    public EvalConfig config() {
        return config;
    }

    /** How many photographs there were. */
    public int count() {
        return photographs.size();
    }

    /** Where they are. */
    public String source() {
        return pictures.name();
    }

    /** How many files could not be used. */
    public int skipped() {
        return pictures.skipped();
    }

    /** Where the weights are from. */
    public Weights weights() {
        return weights;
    }

    /** The device that computed. */
    public Device device() {
        return device;
    }

    /** What LPIPS is called, if it was computed. */
    public Optional<String> lpips() {
        return lpips;
    }

    /** Means over all photographs, at each depth from 0. */
    public List<Figures> means(int splats) {
        List<Figures> means = new ArrayList<>();
        for (int d = 0; d <= config.depth(); d++) {
            int depth = d;
            means.add(
                    Figures.mean(
                            photographs.stream()
                                    .map(p -> p.bySplats.get(splats).get(depth))
                                    .toList()));
        }
        return means;
    }

    /** The mean at the last depth, with the first number of splats. */
    public Figures mean() {
        return means(config.splats().get(0)).get(config.depth());
    }

    /** What optimisation takes to come as far, as people read it; empty if not asked for. */
    public Map<String, String> fitText() {
        return fits().map(FitMeans::text).orElse(Map.of());
    }

    private Optional<FitMeans> fits() {
        return photographs.get(0).fit.isPresent()
                ? Optional.of(
                        new FitMeans(photographs.stream().map(p -> p.fit.orElseThrow()).toList()))
                : Optional.empty();
    }

    /** Pictures and renders of the first photographs, by their captions. */
    Map<String, Image> shown() {
        return shown;
    }

    // ---- Files -----------------------------------------------------------------------------

    void write(RunDirectory run, Map<String, RunDirectory.Content> parts, String command) {
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>(parts);
        String report = new EvalReport(this).html(command);
        files.put("report.html", file -> Files.writeString(file, report));
        files.put(RunDirectory.CONFIG, file -> Files.writeString(file, Config.toYaml(config)));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(files);
    }

    private Map<String, Object> metrics() {
        Figures mean = mean();
        Map<String, Object> metrics = mean.quality().metrics();
        lpips.ifPresent(name -> metrics.put(name, orNull(mean.quality().lpips())));
        metrics.put("depth", config.depth());
        metrics.put("splats", config.splats().get(0));
        metrics.put("seconds", mean.seconds());
        metrics.put("moved", mean.moved());
        metrics.put("saved", config.depth() == 0 ? null : 1 - mean.moved());
        metrics.put("replaced", mean.replaced());
        metrics.put("images", photographs.size());
        metrics.put("skipped", skipped());
        metrics.put("size", config.size() > 0 ? config.size() : null);
        metrics.put("bySplats", config.splats().stream().map(n -> metrics(n, means(n))).toList());
        fits().ifPresent(fit -> metrics.put("fit", fit.metrics()));
        metrics.put("perImage", photographs.stream().map(this::metrics).toList());
        metrics.put("model", config.model());
        metrics.put("step", weights.facts().get("step"));
        metrics.put("data", config.data());
        metrics.put("device", device.name());
        metrics.put("seed", config.seed());
        return metrics;
    }

    private Map<String, Object> metrics(Photograph photograph) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("name", photograph.name);
        metrics.put("width", photograph.width);
        metrics.put("height", photograph.height);
        metrics.put(
                "bySplats",
                config.splats().stream().map(n -> metrics(n, photograph.bySplats.get(n))).toList());
        photograph.fit.ifPresent(fit -> metrics.put("fit", FitMeans.metrics(fit)));
        return metrics;
    }

    private Map<String, Object> metrics(int splats, List<Figures> depths) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("splats", splats);
        metrics.putAll(Figures.metrics(depths));
        lpips.ifPresent(
                name ->
                        metrics.put(
                                name,
                                depths.stream().map(f -> orNull(f.quality().lpips())).toList()));
        return metrics;
    }

    private static Object orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
