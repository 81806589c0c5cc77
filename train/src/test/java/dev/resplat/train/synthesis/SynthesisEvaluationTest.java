package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.train.augment.AugmentationConfig;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.metrics.Ssim;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewStore;
import dev.resplat.train.views.Damage;
import dev.resplat.train.views.EvaluationIndex;
import dev.resplat.train.views.ExamplesConfig;
import dev.resplat.train.views.SamplerConfig;
import dev.resplat.train.views.SceneFolders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations, of a model that shows the nearest context view. */
final class SynthesisEvaluationTest {
    @TempDir private Path temporary;

    static ExamplesConfig examples(int size) {
        SamplerConfig.Gap gap = new SamplerConfig.Gap(2, 4);
        return new ExamplesConfig(
                size,
                size,
                new SamplerConfig(2, 1, false, gap, gap, 1, 1, 90, 0),
                ExamplesConfig.Frame.FIRST,
                true,
                1e-3,
                ExamplesConfig.Range.DISPARITY,
                3,
                0.5,
                100,
                0.5,
                AugmentationConfig.NONE);
    }

    private SynthesisResult evaluate(Path data, int size, EvaluatedViews views, String out) {
        Progress.Display display = new Progress.Display(new PrintWriter(new StringWriter()), false);
        SceneFolders scenes =
                SceneFolders.open(
                        data,
                        new SceneFolders.Options(Split.UNKNOWN, 0, 2, new float[3]),
                        new ViewStore(0),
                        new Damage(display::say));
        SynthesisEvalConfig config =
                new SynthesisEvalConfig(
                        "nearest", "data", null, List.of(), null, null, size, size, 0, false, 1);
        try (RunDirectory run = RunDirectory.createOrReplace(temporary.resolve(out))) {
            return SynthesisEvaluation.run(
                    device -> new NearestView(),
                    EvaluatedScenes.of(scenes, views, examples(size)),
                    config,
                    Optional.empty(),
                    Devices.find("cpu"),
                    run,
                    display,
                    "test");
        }
    }

    @Test
    void meansAreOverTargetsAndThenOverScenes() throws Exception {
        Path data = temporary.resolve("data");
        PaintedPlane.write(data.resolve("a"), 9, 48, 40);
        PaintedPlane.write(data.resolve("b"), 5, 40, 40);
        EvaluationIndex index =
                new EvaluationIndex(
                        "test",
                        Map.of(
                                "a",
                                new EvaluationIndex.Pair(List.of(0, 8), List.of(2, 3, 7)),
                                "b",
                                new EvaluationIndex.Pair(List.of(0, 4), List.of(1))),
                        List.of());
        SynthesisResult result = evaluate(data, 20, EvaluatedViews.of(index), "out");
        JsonNode metrics =
                JsonMapper.builder()
                        .build()
                        .readTree(temporary.resolve("out/metrics.json").toFile());
        double[] psnr = new double[2];
        double[] ssim = new double[2];
        for (JsonNode scene : metrics.get("perScene")) {
            int s = scene.get("scene").asText().equals("a") ? 0 : 1;
            JsonNode pair = scene.get("pairs").get(0);
            for (JsonNode target : pair.get("targets")) {
                assertEquals(
                        target.get("psnr").asDouble(),
                        target.get("nearest").get("psnr").asDouble(),
                        1e-9,
                        "the model is this baseline");
                psnr[s] += target.get("psnr").asDouble() / pair.get("targets").size();
                ssim[s] += target.get("ssim").asDouble() / pair.get("targets").size();
            }
            assertEquals(psnr[s], scene.get("psnr").asDouble(), 1e-9);
        }
        assertEquals((psnr[0] + psnr[1]) / 2, metrics.get("psnr").asDouble(), 1e-9);
        assertEquals((ssim[0] + ssim[1]) / 2, metrics.get("ssim").asDouble(), 1e-9);
        assertEquals(4, metrics.get("targets").asInt());
        assertEquals(2, metrics.get("scenes").asInt());
        assertTrue(metrics.get("splats").isNull());
        assertTrue(metrics.get("peakDeviceBytes").asLong() >= 2 * 3 * 20 * 20 * 4);
        assertTrue(metrics.get("peakHeapBytes").asLong() > 0);
        assertTrue(
                metrics.get("baselines").get("plane").get("psnr").asDouble()
                        > metrics.get("psnr").asDouble() + 5);
        assertEquals(result.quality().psnr(), metrics.get("psnr").asDouble(), 1e-12);
        for (String file :
                List.of(
                        "renders/a/0-8/7.png",
                        "renders/b/0-4/1.png",
                        "sheets/a-0-8.png",
                        "sheets/b-0-4.png",
                        "report.html",
                        "config.yaml")) {
            assertTrue(Files.exists(temporary.resolve("out").resolve(file)), file);
        }
        String report = Files.readString(temporary.resolve("out/report.html"));
        assertEquals(3, report.split("<img ").length, "a sheet for each of two scenes");
    }

    /** Reads what was written, and crops and averages the frame by other means. */
    @Test
    void metricsAreOfTheCentralSquareMadeSmaller() throws Exception {
        Path data = PaintedPlane.write(temporary.resolve("one"), 5, 60, 40);
        SynthesisResult result =
                evaluate(data, 20, EvaluatedViews.between(List.of(List.of(0, 4))), "out");
        Image frame = ImageFile.read(data.resolve("images/001.png"), notice -> {});
        float[] means = new float[3 * 20 * 20];
        for (int i = 0; i < means.length; i++) {
            int x = 10 + 2 * (i / 3 % 20);
            int y = 2 * (i / 60);
            int c = i % 3;
            means[i] =
                    (frame.at(x, y, c)
                                    + frame.at(x + 1, y, c)
                                    + frame.at(x, y + 1, c)
                                    + frame.at(x + 1, y + 1, c))
                            / 4;
        }
        Image target = new Image(20, 20, means).stored();
        Image render = ImageFile.read(temporary.resolve("out/renders/one/0-4/1.png"), notice -> {});
        PairScore.Target own = result.pairs().get(0).targets().get(0);
        assertEquals(1, own.index());
        assertEquals(Psnr.of(render, target), own.quality().psnr(), 0.02);
        assertEquals(Ssim.of(render, target), own.quality().ssim().getAsDouble(), 1e-3);
    }

    @Test
    void targetsAreStrictlyBetween() {
        Path data = PaintedPlane.write(temporary.resolve("one"), 9, 24, 24);
        EvaluatedViews views = EvaluatedViews.between(List.of(List.of(7, 2), List.of(0, 4, 8)));
        SynthesisResult result = evaluate(data, 16, views, "out");
        assertEquals(2, result.pairs().size());
        assertArrayEquals(
                new int[] {3, 4, 5, 6},
                result.pairs().get(0).targets().stream().mapToInt(t -> t.index()).toArray());
        assertArrayEquals(
                new int[] {1, 2, 3, 5, 6, 7},
                result.pairs().get(1).targets().stream().mapToInt(t -> t.index()).toArray());
    }

    @Test
    void withoutAnythingSaidViewsAreSpread() {
        Path data = PaintedPlane.write(temporary.resolve("one"), 17, 24, 24);
        SynthesisResult result = evaluate(data, 16, EvaluatedViews.spread(2), "out");
        assertEquals(4, result.pairs().size());
        assertArrayEquals(new int[] {0, 4}, result.pairs().get(0).context());
        assertArrayEquals(new int[] {4, 8}, result.pairs().get(1).context());
        assertArrayEquals(
                new int[] {5, 6, 7},
                result.pairs().get(1).targets().stream().mapToInt(t -> t.index()).toArray());
    }

    /** Twelve in all: of two scenes six each, of one twelve. */
    @Test
    void sheetsAreOfAllScenes() throws Exception {
        Path data = temporary.resolve("data");
        PaintedPlane.write(data.resolve("a"), 17, 24, 24);
        PaintedPlane.write(data.resolve("b"), 17, 24, 24);
        List<List<Integer>> contexts = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            contexts.add(List.of(i, i + 2));
        }
        EvaluatedViews views = EvaluatedViews.between(contexts);
        evaluate(data, 16, views, "two");
        assertArrayEquals(new int[] {6, 6}, sheets("two"));
        evaluate(data.resolve("a"), 16, views, "one");
        assertArrayEquals(new int[] {12, 0}, sheets("one"));
    }

    /** On the report. */
    private int[] sheets(String out) throws Exception {
        String report = Files.readString(temporary.resolve(out).resolve("report.html"));
        return Stream.of("a", "b")
                .mapToInt(scene -> report.split(">" + scene + ", context ", -1).length - 1)
                .toArray();
    }

    @Test
    void aDamagedViewLeavesItsPairOutAndIsCounted() throws Exception {
        Path data = PaintedPlane.write(temporary.resolve("one"), 9, 24, 24);
        byte[] whole = Files.readAllBytes(data.resolve("images/003.png"));
        Files.write(data.resolve("images/003.png"), Arrays.copyOf(whole, 200));
        EvaluatedViews views = EvaluatedViews.between(List.of(List.of(0, 4), List.of(4, 8)));
        SynthesisResult result = evaluate(data, 16, views, "out");
        assertEquals(1, result.pairs().size());
        assertEquals(1, result.skipped().size());
        EvaluatedViews only = EvaluatedViews.between(List.of(List.of(0, 4)));
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> evaluate(data, 16, only, "none"));
        assertTrue(mistake.getMessage().contains("003.png"), mistake.getMessage());
    }

    @Test
    void contextViewsOfOnePlaceAreLeftOutAndCounted() {
        Path data = temporary.resolve("data");
        PaintedPlane.write(data.resolve("moving"), 5, 24, 24);
        Path still = PaintedPlane.atOnePlace(PaintedPlane.write(data.resolve("still"), 5, 24, 24));
        EvaluatedViews views = EvaluatedViews.between(List.of(List.of(0, 3)));
        SynthesisResult result = evaluate(data, 16, views, "out");
        assertEquals(1, result.pairs().size());
        assertEquals("moving", result.pairs().get(0).scene());
        assertEquals(Set.of("still"), result.skipped());
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> evaluate(still, 16, views, "none"));
        assertTrue(mistake.getMessage().contains("at the same place"), mistake.getMessage());
    }

    /** Where optimisation does not come as far, how long the model took is not compared. */
    @Test
    void mediansAreOfPairsWhereOptimisationComesAsFar() {
        SynthesisEvalConfig config =
                new SynthesisEvalConfig(
                        "resplat", "data", null, List.of(), null, null, 16, 16, 2, true, 1);
        SynthesisResult result =
                new SynthesisResult(config, "data", 1, Devices.cpu(), Optional.empty());
        result.add(fitted(0.5, 50, 0, 30));
        result.add(fitted(900, 70, 0, 0));
        result.add(fitted(900, 0, 0, 0));
        String text = new SynthesisReport(result).text();
        String model = ", the model's take ";
        String both = Figures.seconds(5) + model + Figures.seconds(450.25);
        assertTrue(text.contains("in 2 of 3 pairs: 50 of them in " + both), text);
        assertTrue(text.contains("in 2 of 3 pairs: 60 of them in " + Figures.seconds(6)), text);
        assertTrue(text.contains("in 0 of 3 pairs\n"), text);
        String largest = Figures.seconds(3) + model + Figures.seconds(0.5);
        assertTrue(text.contains("in 1 of 3 pairs: 30 of them in " + largest), text);
    }

    /**
     * A tenth of a second a step.
     *
     * @param steps with each rate; 0 if it did not come as far
     */
    private static PairScore fitted(double seconds, int... steps) {
        List<DescentComparison.Course> courses =
                Arrays.stream(steps)
                        .mapToObj(n -> new DescentComparison.Reached(n, n / 10.0))
                        .map(Optional::of)
                        .map(r -> new DescentComparison.Course(r.filter(x -> x.steps() > 0), 20))
                        .toList();
        Quality quality = new Quality(20, OptionalDouble.empty(), OptionalDouble.empty());
        EnumMap<TrivialBaselines.Kind, Quality> without =
                new EnumMap<>(TrivialBaselines.Kind.class);
        for (TrivialBaselines.Kind kind : TrivialBaselines.Kind.values()) {
            without.put(kind, quality);
        }
        return new PairScore(
                "scene",
                new int[] {0, 2},
                List.of(new PairScore.Target(1, quality, List.of(), without, 0.1)),
                0.1,
                OptionalLong.empty(),
                0,
                0,
                Optional.of(new DescentComparison.Result(courses, seconds)),
                1);
    }

    @Test
    void whatCannotBeEvaluatedSoIsNamed() {
        for (String wrong : List.of("depth", "fit", "scenes", "views")) {
            IllegalArgumentException mistake =
                    assertThrows(
                            IllegalArgumentException.class,
                            () ->
                                    new SynthesisEvalConfig(
                                            "resplat",
                                            "data",
                                            null,
                                            List.of(),
                                            wrong.equals("scenes") ? 0 : 3,
                                            wrong.equals("views") ? 65 : 2,
                                            16,
                                            16,
                                            wrong.equals("depth") ? -1 : 0,
                                            wrong.equals("fit"),
                                            1));
            String key = wrong.equals("fit") ? "depth" : wrong;
            assertTrue(mistake.getMessage().startsWith(key + " must be"), mistake.getMessage());
        }
    }

    @Test
    void wrongContextsAreRefused() {
        for (List<Integer> wrong :
                List.of(List.of(3), List.of(3, 3), List.of(4, 5), List.of(-1, 5))) {
            UserMistake mistake =
                    assertThrows(UserMistake.class, () -> EvaluatedViews.between(List.of(wrong)));
            assertTrue(mistake.getMessage().startsWith("--context: "), mistake.getMessage());
        }
        Path data = PaintedPlane.write(temporary.resolve("one"), 5, 24, 24);
        EvaluatedViews far = EvaluatedViews.between(List.of(List.of(0, 9)));
        UserMistake mistake = assertThrows(UserMistake.class, () -> evaluate(data, 16, far, "out"));
        assertTrue(mistake.getMessage().contains("only 5 views"), mistake.getMessage());
    }

    /** Whoever trains a model on such clips has to be better than these. */
    @Test
    void baselinesOfRealClipsAreAsExpected() {
        Path clips = RealData.require("re10k");
        EvaluatedViews views = EvaluatedViews.between(List.of(List.of(0, 8), List.of(2, 10)));
        SynthesisResult result = evaluate(clips, 64, views, "out");
        assertEquals(10, result.pairs().size());
        assertEquals(70, result.targets());
        double nearest = result.baseline(TrivialBaselines.Kind.NEAREST).psnr();
        double average = result.baseline(TrivialBaselines.Kind.MEAN).psnr();
        double plane = result.baseline(TrivialBaselines.Kind.PLANE).psnr();
        // Measured: 15.8, 16.1 and 19.5.
        assertEquals(15.8, nearest, 0.2);
        assertEquals(16.1, average, 0.2);
        assertEquals(19.5, plane, 0.5);
    }
}
