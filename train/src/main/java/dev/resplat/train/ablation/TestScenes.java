package dev.resplat.train.ablation;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.WeightsFile;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.synthesis.HeldOutScenes;
import dev.resplat.train.synthesis.ScaleResponse;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ViewData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Scenes that no training has seen, and of each what a training makes of views of it: scenes that
 * the program makes, and those of a folder. Examples are made once, when first needed, and stay in
 * memory for all trainings.
 */
final class TestScenes implements TestItems {
    /** Examples of a folder, each of a scene of its own. */
    private static final int MOST_CLIPS = 256;

    /** Before the keys of numbers of scenes of a folder. */
    private static final String CLIPS = "clips_";

    private final Optional<Examples> made;
    private final Optional<Examples> clips;
    private final int madeCount;
    private final int clipCount;
    private final boolean unitBaseline;
    private final int slopes;
    private List<Example> examples;
    private List<Map<String, String>> labels;

    private TestScenes(
            Optional<Examples> made,
            int madeCount,
            Optional<Examples> clips,
            int clipCount,
            boolean unitBaseline,
            int slopes) {
        this.made = made;
        this.madeCount = madeCount;
        this.clips = clips;
        this.clipCount = clipCount;
        this.unitBaseline = unitBaseline;
        this.slopes = slopes;
    }

    /**
     * Those that an ablation asks for.
     *
     * @param data of the trainings: examples are as these have them in evaluations
     * @param notes takes a line about what cannot be read
     * @throws UserMistake when there are no scenes in the folder, or it is the one to learn from
     */
    static TestScenes of(AblationConfig config, SynthesisData data, Consumer<String> notes) {
        AblationConfig.Test test = config.test();
        Optional<Examples> made =
                test.scenes() == 0
                        ? Optional.empty()
                        : Optional.of(examples("synthetic:" + test.seed(), data, notes));
        boolean unit = data.examples().unitBaseline();
        if (test.folder().isEmpty()) {
            return new TestScenes(made, test.scenes(), Optional.empty(), 0, unit, test.slopes());
        }
        Path folder = Path.of(test.folder());
        if (config.choice().folders().stream().anyMatch(l -> TestPictures.isSame(folder, l))) {
            throw new UserMistake(
                    "%s is what the runs learn from (--data): give --test a folder of other scenes"
                            .formatted(folder));
        }
        Examples clips = examples(test.folder(), data, notes);
        int count = (int) Math.min(MOST_CLIPS, clips.source().count());
        return new TestScenes(made, test.scenes(), Optional.of(clips), count, unit, test.slopes());
    }

    private static Examples examples(String where, SynthesisData data, Consumer<String> notes) {
        return Examples.heldOut(where, data.views(), data.examples(), notes);
    }

    private synchronized List<Example> examples() {
        if (examples == null) {
            examples =
                    Stream.concat(
                                    made.stream()
                                            .flatMap(
                                                    all ->
                                                            examples(
                                                                    all,
                                                                    ViewData.FIRST_TEST,
                                                                    madeCount)),
                                    clips.stream().flatMap(all -> examples(all, 0, clipCount)))
                            .toList();
        }
        return examples;
    }

    private static Stream<Example> examples(Examples all, long first, int count) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> all.example(first + i))
                .toList()
                .stream();
    }

    @Override
    public String kind() {
        return "scenes";
    }

    @Override
    public String title() {
        return "Scenes that no run has seen (%d%s)"
                .formatted(
                        madeCount + clipCount,
                        clipCount == 0 ? "" : ", of which %d from a folder".formatted(clipCount));
    }

    @Override
    public List<String> names() {
        return examples().stream().map(Example::scene).toList();
    }

    @Override
    public List<Measure> measures() {
        return both(
                withSlope(
                        SceneComparison.PSNR,
                        SceneComparison.SSIM,
                        SceneComparison.DEPTH,
                        SceneComparison.SCALE));
    }

    @Override
    public List<Measure> shown() {
        return both(withSlope(SceneComparison.PSNR, SceneComparison.SSIM, SceneComparison.DEPTH));
    }

    private List<Measure> withSlope(Measure... measures) {
        List<Measure> all = new ArrayList<>(List.of(measures));
        if (slopes > 0) {
            all.add(SceneComparison.SLOPE);
        }
        return all;
    }

    @Override
    public List<Measure> paired() {
        return both(List.of(SceneComparison.PSNR, SceneComparison.SSIM));
    }

    /** Of scenes that the program makes, and of those of a folder, where there are some. */
    private List<Measure> both(List<Measure> measures) {
        List<Measure> all = new ArrayList<>();
        if (madeCount > 0) {
            all.addAll(measures);
        }
        if (clipCount > 0) {
            measures.forEach(
                    m -> all.add(Measure.of(CLIPS + m.key(), m.title() + ", clips", m.decimals())));
        }
        return all;
    }

    @Override
    public boolean areIn(TestResult result) {
        return result.items().size() == madeCount + clipCount
                && result.names().equals(names())
                && result.items().stream().map(TestResult.Item::labels).toList().equals(labels());
    }

    private synchronized List<Map<String, String>> labels() {
        if (labels == null) {
            labels = examples().stream().map(TestScenes::labels).toList();
        }
        return labels;
    }

    /** What is known about the scene, which views these are, and what they show. */
    private static Map<String, String> labels(Example example) {
        Map<String, String> labels = new LinkedHashMap<>(example.labels());
        labels.put("context", Arrays.toString(example.contextIndices()));
        labels.put("targets", Arrays.toString(example.targetIndices()));
        labels.put("fingerprint", example.fingerprint());
        return labels;
    }

    @Override
    public Optional<TestResult> look(Path run, Device device, long seed, BooleanSupplier stop) {
        List<TestResult.Item> items = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            WeightsFile weights = FinalWeights.of(run);
            SynthesisModel model = SynthesisWeights.of(weights).on(device);
            for (int i = 0; i < examples().size(); i++) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                items.add(look(model, i, device));
            }
            return Optional.of(new TestResult(weights.fingerprint(), items));
        }
    }

    private TestResult.Item look(SynthesisModel model, int number, Device device) {
        Example example = examples().get(number);
        long begin = System.nanoTime();
        // The same draws for all trainings: what they have in common cancels in differences.
        Map<String, Double> numbers = HeldOutScenes.look(model, example, number, device);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Double> values = new LinkedHashMap<>();
        String prefix = number < madeCount ? "" : CLIPS;
        numbers.forEach((name, value) -> values.put(prefix + name, value));
        if ((number < madeCount ? number : number - madeCount) < slopes) {
            ScaleResponse.ofPair(model, example, unitBaseline, number, device)
                    .ifPresent(slope -> values.put(prefix + SceneComparison.SLOPE.key(), slope));
        }
        return new TestResult.Item(example.scene(), labels().get(number), values, seconds);
    }
}
