package dev.resplat.train.synthesis;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What an evaluation of new views has found: means over the targets of a scene, then over scenes.
 */
public final class SynthesisResult {
    private static final int MOST_SHOWN = 12;

    private final SynthesisEvalConfig config;
    private final String source;
    private final int shownOfScene;
    private final Device device;
    private final Optional<String> lpips;
    private final List<PairScore> pairs = new ArrayList<>();
    private final Set<String> skipped = new LinkedHashSet<>();
    private final Map<String, Image> shown = new LinkedHashMap<>();

    SynthesisResult(
            SynthesisEvalConfig config,
            String source,
            int scenes,
            Device device,
            Optional<Perceptual> perceptual) {
        this.config = config;
        this.source = source;
        shownOfScene = Math.max(1, MOST_SHOWN / scenes);
        this.device = device;
        this.lpips = perceptual.map(Perceptual::name);
    }

    void add(PairScore score) {
        pairs.add(score);
    }

    void skip(String scene) {
        skipped.add(scene);
    }

    /** Before it is added: the report has sheets of as many scenes as there is room for. */
    void show(PairScore score, Image sheet) {
        boolean room = shown.size() < MOST_SHOWN;
        if (room && pairs.stream().filter(score::isOfTheSameScene).count() < shownOfScene) {
            shown.put(
                    "%s, context %s: %s, without a model %s"
                            .formatted(
                                    score.scene(),
                                    score.contextText(),
                                    score.quality().psnrText(),
                                    score.baseline(TrivialBaselines.Kind.PLANE).psnrText()),
                    sheet);
        }
    }

    /** What was asked for. */
    public SynthesisEvalConfig config() {
        return config;
    }

    /** Each pair, or more, of context views. */
    public List<PairScore> pairs() {
        return List.copyOf(pairs);
    }

    /** Scenes that were left out. */
    public Set<String> skipped() {
        return Set.copyOf(skipped);
    }

    Device device() {
        return device;
    }

    String source() {
        return source;
    }

    Optional<String> lpips() {
        return lpips;
    }

    Map<String, Image> shown() {
        return shown;
    }

    int targets() {
        return pairs.stream().mapToInt(pair -> pair.targets().size()).sum();
    }

    Map<String, List<PairScore>> scenes() {
        return pairs.stream()
                .collect(
                        Collectors.groupingBy(
                                PairScore::scene, LinkedHashMap::new, Collectors.toList()));
    }

    // ---- Means -----------------------------------------------------------------------------

    /** Of what the model renders. */
    public Quality quality() {
        return mean(PairScore.Target::quality);
    }

    /** How often scenes were refined. */
    public int depth() {
        return pairs.stream().mapToInt(PairScore::depth).max().orElse(0);
    }

    /** Before a refinement, of which the first is number 0. */
    public Quality before(int depth) {
        return mean(target -> target.before().get(depth));
    }

    /** How far optimisation comes instead of refinement, pair by pair; empty if nobody asked. */
    List<DescentComparison.Result> descents() {
        return pairs.stream().flatMap(pair -> pair.descent().stream()).toList();
    }

    /** Of what is had without a model. */
    public Quality baseline(TrivialBaselines.Kind kind) {
        return mean(target -> target.baselines().get(kind));
    }

    private Quality mean(Function<PairScore.Target, Quality> quality) {
        return Quality.mean(scenes().values().stream().map(scene -> mean(scene, quality)).toList());
    }

    static Quality mean(List<PairScore> scene, Function<PairScore.Target, Quality> quality) {
        return Quality.mean(
                scene.stream().flatMap(pair -> pair.targets().stream()).map(quality).toList());
    }

    String psnrText() {
        return pairs.isEmpty() ? "" : quality().psnrText();
    }

    /** The median of how long the model looked at context views. */
    public double encodeSeconds() {
        return Figures.median(pairs.stream().map(PairScore::encodeSeconds).toList());
    }

    /** The median of how long a view takes. */
    public double renderSeconds() {
        return Figures.median(
                pairs.stream()
                        .flatMap(pair -> pair.targets().stream())
                        .map(PairScore.Target::seconds)
                        .toList());
    }

    /** The most splats that a pair has; empty if the model makes none. */
    public OptionalLong splats() {
        return pairs.stream().flatMapToLong(pair -> pair.splats().stream()).max();
    }

    long deviceBytes() {
        return pairs.stream().mapToLong(PairScore::deviceBytes).max().orElse(0);
    }

    long heapBytes() {
        return pairs.stream().mapToLong(PairScore::heapBytes).max().orElse(0);
    }

    // ---- Files -----------------------------------------------------------------------------

    void write(RunDirectory run, Map<String, RunDirectory.Content> renders, String command) {
        Map<String, RunDirectory.Content> files = new LinkedHashMap<>(renders);
        String html = new SynthesisReport(this).html(command);
        files.put("report.html", file -> Files.writeString(file, html));
        files.put(RunDirectory.CONFIG, file -> Files.writeString(file, Config.toYaml(config)));
        files.put(RunDirectory.METRICS, RunDirectory.metrics(metrics()));
        run.writeAll(files);
    }

    private Map<String, Object> metrics(Quality quality) {
        Map<String, Object> metrics = quality.metrics();
        lpips.ifPresent(name -> metrics.put(name, quality.lpips().orElse(Double.NaN)));
        return metrics;
    }

    private Map<String, Object> metrics() {
        Map<String, Object> metrics = metrics(quality());
        if (depth() > 0) {
            metrics.put(
                    "before",
                    IntStream.range(0, depth()).mapToObj(d -> metrics(before(d))).toList());
        }
        metrics.put("scenes", scenes().size());
        metrics.put("targets", targets());
        metrics.put("skipped", List.copyOf(skipped));
        metrics.put("encodeSeconds", encodeSeconds());
        metrics.put("renderSeconds", renderSeconds());
        metrics.put("splats", splats().isPresent() ? splats().getAsLong() : null);
        metrics.put("peakDeviceBytes", deviceBytes());
        metrics.put("peakHeapBytes", heapBytes());
        Map<String, Object> baselines = new LinkedHashMap<>();
        for (TrivialBaselines.Kind kind : TrivialBaselines.Kind.values()) {
            baselines.put(kind.key(), metrics(baseline(kind)));
        }
        metrics.put("baselines", baselines);
        metrics.put("model", config.model());
        metrics.put("data", config.data());
        metrics.put("width", config.width());
        metrics.put("height", config.height());
        metrics.put("seed", config.seed());
        metrics.put("device", device.name());
        List<Map<String, Object>> perScene = new ArrayList<>();
        scenes().forEach(
                        (name, scene) -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("scene", name);
                            entry.putAll(metrics(mean(scene, PairScore.Target::quality)));
                            entry.put("pairs", scene.stream().map(PairScore::listed).toList());
                            perScene.add(entry);
                        });
        metrics.put("perScene", perScene);
        return metrics;
    }
}
