package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.files;
import static dev.resplat.train.Commands.metrics;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.tensor.RealData;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.pixelsplat.SomePixelSplat;
import dev.resplat.train.synthesis.PaintedPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command eval, of models of new views. */
final class NewViewsEvalCommandTest extends NewViewsCommands {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--context=0,4 --splats=3; --splats: is for models of pictures",
                "--context=0,4 --fit; --depth must be 1 or more with --fit",
                "--context=3; --context: must be numbers of two or more",
                "--context=3,3; --context: must be numbers of two or more",
                "--context=3,4; --context: there is no view strictly between",
                "--context=a,b; --context: must be numbers of views",
                "--context=0,4 --index=none.json; give one of both",
                "--index=none.json; there is no file none.json",
                "--context=0,4 --views=2; --views: is for views that are chosen",
                "--views=1; --views must be from 2 to 64",
                "--scenes=3; --scenes: is for scenes that the program makes",
                "--data=synthetic:1 --context=0,4; --context: is for scenes of a folder",
                "--data=synthetic:1 --views=1; --views must be from 2 to 64",
                "--data=synthetic:1 --scenes=0; --scenes must be from 1 to",
                "--data=synthetic:x; after synthetic: comes the seed"
            })
    void optionsThatCannotBeAreMistakes(String options, String message) {
        List<String> more = new ArrayList<>(List.of("pixelsplat"));
        if (!options.contains("--data")) {
            more.add("--data=" + scene);
        }
        more.addAll(List.of(options.split(" ")));
        assertRefused(run("eval", more), message);
    }

    @ParameterizedTest
    @CsvSource({
        "--depth=-1, --depth must be from 0 to 8",
        "--depth=9, --depth must be from 0 to 8",
        "--depth=0 --fit, --depth must be 1 or more with --fit"
    })
    void depthsThatCannotBeAreMistakes(String options, String message) {
        List<String> more = new ArrayList<>(List.of("resplat", "--data=" + scene, "--context=0,4"));
        more.addAll(List.of(options.split(" ")));
        assertRefused(run("eval", more), message);
    }

    /** Of the same scenes with other numbers of views the targets are the same. */
    @Test
    void scenesThatTheProgramMakesAreEvaluated() throws Exception {
        String best = weights.resolve("best.safetensors").toString();
        List<String> targets = new ArrayList<>();
        for (int views : new int[] {2, 3}) {
            Outcome outcome =
                    run(
                            "eval",
                            List.of(best, "--data=synthetic:3", "--scenes=2", "--views=" + views));
            assertEquals(0, outcome.code(), outcome.err());
            JsonNode metrics = metrics(out());
            assertEquals(2, metrics.get("scenes").asInt());
            String config = Files.readString(out().resolve("config.yaml"));
            assertTrue(config.contains("\nscenes: 2\nviews: %d\n".formatted(views)), config);
            assertEquals(views * 2 * 32 * 32, metrics.get("splats").asInt());
            JsonNode pair = metrics.get("perScene").get(0).get("pairs").get(0);
            assertEquals(views, pair.get("context").size());
            List<String> indices = new ArrayList<>();
            pair.get("targets").forEach(target -> indices.add(target.get("view").asText()));
            targets.add(metrics.get("perScene").get(0).get("scene") + ": " + indices);
        }
        assertEquals(targets.get(0), targets.get(1));
    }

    /** Also of those that only comparisons need, whose names are not those of models. */
    @Test
    void allWeightsThatComeWithTheProgramCanBeNamed() {
        for (String name : SynthesisWeights.SHIPPED) {
            SynthesisWeights named = SynthesisWeights.named(name);
            Outcome outcome = run("eval", List.of(name, "--splats=3"));
            assertRefused(outcome, "--splats: is for models of pictures");
            boolean ofItsModel = name.equals(named.file().model());
            assertTrue(ofItsModel || name.equals(named.file().facts().get("name")), name);
        }
        assertRefused(
                run("eval", List.of("single-pass-2x", "--scenes=2")),
                "there is no file single-pass-2x");
        for (String option : List.of("--depth=1", "--fit")) {
            assertRefused(
                    run("eval", List.of("lightfield", option)),
                    "is for models that make splats, which this one does not");
        }
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        Outcome rays = reconstruct(image(0), image(1), cameras, "--model=lightfield");
        assertEquals(2, rays.code());
        assertTrue(rays.err().contains("lightfield renders new views but makes no splats"));
    }

    /** By steps that nothing is learned about. */
    @Test
    void splatsOfAnyModelAreRefined() throws Exception {
        Path best = weights.resolve("best.safetensors");
        Outcome outcome =
                run("eval", List.of(best, "--data=" + scene, "--context=0,4", "--depth=2"));
        assertEquals(0, outcome.code(), outcome.err());
        JsonNode before = metrics(out()).get("before");
        assertEquals(2, before.size());
        double psnr = metrics(out()).get("psnr").asDouble();
        assertTrue(psnr > before.get(0).get("psnr").asDouble(), outcome.out());
    }

    /** Splats that are not finite are not seen: without a check they would be an empty scene. */
    @Test
    void weightsThatHaveDivergedAreAMistake() {
        Path diverged = SomePixelSplat.write(temporary.resolve("best.safetensors"), 1e15f);
        for (int depth : new int[] {0, 2}) {
            assertRefused(
                    run(
                            "eval",
                            List.of(
                                    diverged,
                                    "--data=" + scene,
                                    "--context=0,4",
                                    "--depth=" + depth)),
                    "what it makes of scene is not finite",
                    "its weights have diverged");
        }
    }

    @Test
    void newViewsNeedScenes() throws Exception {
        assertRefused(run("eval", List.of("pixelsplat")), "--data: ");
        Path empty = Files.createDirectories(temporary.resolve("empty"));
        assertRefused(run("eval", List.of("pixelsplat", "--data=" + empty)), "has no scenes");
        assertRefused(
                run("eval", List.of("resplat2d", "--context=0,4")),
                "--context: is for models of new views");
    }

    @Test
    void anEvaluationLeavesItsFiles() throws Exception {
        String best = weights.resolve("best.safetensors").toString();
        Outcome outcome =
                run("eval", List.of(best, "--data=" + scene, "--context=0,4", "--context=1,3"));
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                Set.of(
                        "config.yaml",
                        "metrics.json",
                        "renders/scene/0-4/1.png",
                        "renders/scene/0-4/2.png",
                        "renders/scene/0-4/3.png",
                        "renders/scene/1-3/2.png",
                        "report.html",
                        "sheets/scene-0-4.png",
                        "sheets/scene-1-3.png"),
                files(out()));
        JsonNode metrics = metrics(out());
        assertEquals(4, metrics.get("targets").asInt());
        assertEquals(32, metrics.get("width").asInt());
        assertEquals(2 * 2 * 32 * 32, metrics.get("splats").asInt());
        assertTrue(metrics.get("peakDeviceBytes").asLong() > 100_000);
        assertTrue(metrics.get("baselines").get("plane").get("psnr").asDouble() > 20);
        assertTrue(outcome.out().contains("plane     "), outcome.out());
        assertRefusedOf(best, "--size=33", "--size: must be");
        assertRefusedOf(best, "--size=64", "none of 1 scenes can be evaluated");
    }

    private void assertRefusedOf(String model, String option, String message) {
        Outcome outcome = run("eval", List.of(model, "--data=" + scene, "--context=0,4", option));
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().contains(message), outcome.err());
    }

    /** Two, as it has learned with, or as many as are asked for; of many a name has the ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"; 0-10", "--views=4; 0-3-6-9", "--views=17; 4-36-adb90033"})
    void aModelIsGivenAsManyViewsAsItIsSaid(String option, String context) throws Exception {
        Path film = PaintedPlane.write(temporary.resolve("film"), 41, 40, 40);
        List<Object> more = new ArrayList<>();
        more.add(weights.resolve("best.safetensors"));
        more.add("--data=" + film);
        if (option != null) {
            more.add(option);
        }
        Outcome outcome = run("eval", more);
        assertEquals(0, outcome.code(), outcome.err());
        Path sheet = out().resolve("sheets/film-" + context + ".png");
        try (var sheets = Files.list(sheet.getParent())) {
            assertTrue(Files.exists(sheet), () -> sheets.toList().toString());
        }
    }

    @Test
    void aSceneWithoutTheViewsThatAreAskedForIsLeftOut() throws Exception {
        Path scenes = temporary.resolve("scenes");
        PaintedPlane.write(scenes.resolve("long"), 5, 40, 40);
        PaintedPlane.write(scenes.resolve("short"), 4, 40, 40);
        Object best = weights.resolve("best.safetensors");
        Outcome outcome = run("eval", List.of(best, "--data=" + scenes, "--context=0,4"));
        assertEquals(0, outcome.code(), outcome.err());
        String why = "--context 0,4: short has only 4 views, from 0 to 3";
        assertTrue(outcome.err().contains("skipped: " + why), outcome.err());
        assertTrue(outcome.out().contains("without views of 1 of the scenes"), outcome.out());
        Files.move(scenes.resolve("short"), temporary.resolve("short"));
        assertMistake(
                run("eval", List.of(best, "--data=" + temporary.resolve("short"), "--context=0,4")),
                why);
    }

    @Test
    void realClipsAreEvaluatedAndReconstructed() throws Exception {
        Path clip = RealData.require("re10k/0bf152ef84195293");
        String best = weights.resolve("best.safetensors").toString();
        Outcome evaluated =
                run("eval", List.of(best, "--data=" + clip.getParent(), "--context=0,8"));
        assertEquals(0, evaluated.code(), evaluated.err());
        assertEquals(5, metrics(out()).get("scenes").asInt());
        assertEquals(35, metrics(out()).get("targets").asInt());
        Outcome made =
                Outcome.of(
                        List.of(
                                "reconstruct",
                                clip.resolve("images/002.png").toString(),
                                clip.resolve("images/010.png").toString(),
                                "--cameras=" + clip.resolve("cameras_re10k.txt"),
                                model(),
                                "--out=" + temporary.resolve("made")));
        assertEquals(0, made.code(), made.err());
        assertTrue(Files.exists(temporary.resolve("made/scene.ply")));
    }
}
