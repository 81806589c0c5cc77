package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.synthesis.PaintedPlane;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SceneAblationTest {
    private static final AblationConfig SHIPPED =
            Config.named("ablate-pixelsplat").as(AblationConfig.class);

    private static final AblationConfig SMALL =
            SHIPPED.with(
                            List.of(
                                    "steps=2",
                                    "evaluateEvery=2",
                                    "data.heldOut=1",
                                    "data.batch=1",
                                    "data.microBatches=1",
                                    "data.examples.width=16",
                                    "data.examples.height=16",
                                    "data.examples.sampler.targetViews=1",
                                    "network.epipolar.samples=4",
                                    "network.backbone.resnet.width=4",
                                    "network.backbone.vit.used=false",
                                    "loss.perceptual.weight=0"))
                    .only(List.of("full", "buckets-8"))
                    .seeds(List.of(1L, 2L))
                    .scenes(3);

    @TempDir private Path temporary;
    private final StringWriter shown = new StringWriter();

    private AblationResult run(AblationConfig config, Path out) {
        Ablation ablation =
                new Ablation(config, new Progress.Display(new PrintWriter(shown), false));
        try (RunDirectory directory =
                Files.exists(out) ? RunDirectory.reopen(out) : RunDirectory.create(out)) {
            return ablation.run(Devices.cpu(), directory, () -> false, "resplat ablate");
        }
    }

    private static JsonNode json(Path file) throws Exception {
        return JsonMapper.builder().build().readTree(file.toFile());
    }

    @Test
    void allShippedVariantsHaveTheSameBudgetAndDifferFromTheReference() {
        List<Trial> trials = SHIPPED.trials();
        assertEquals(3 * SHIPPED.variants().size(), trials.size());
        assertEquals("full", trials.get(0).variant().name());
        for (Trial trial : trials.subList(1, SHIPPED.variants().size())) {
            assertNotEquals(trials.get(0).config(), trial.config(), trial.name());
        }
    }

    @Test
    void everyTrainingIsTestedOnTheSameScenesAndComparedSceneByScene() throws Exception {
        Path out = temporary.resolve("out");
        AblationResult result = run(SMALL, out);
        assertEquals(4, result.complete());
        JsonNode variants = json(out.resolve("metrics.json")).get("variants");

        JsonNode first = json(out.resolve("full-seed-1/test.json")).get("items");
        Set<String> scenes = new HashSet<>();
        first.forEach(item -> scenes.add(item.get("name").asText()));
        assertEquals(3, scenes.size());
        double[] differences = new double[3];
        for (int seed = 1; seed <= 2; seed++) {
            JsonNode full = json(out.resolve("full-seed-" + seed + "/test.json")).get("items");
            JsonNode other =
                    json(out.resolve("buckets-8-seed-" + seed + "/test.json")).get("items");
            for (int i = 0; i < 3; i++) {
                assertEquals(first.get(i).get("name"), other.get(i).get("name"));
                assertEquals(first.get(i).get("labels"), full.get(i).get("labels"));
                assertTrue(full.get(i).at("/values/ssim").isNumber());
                assertTrue(full.get(i).at("/values/depthError").isNumber());
                differences[i] +=
                        (other.get(i).at("/values/psnr").asDouble()
                                        - full.get(i).at("/values/psnr").asDouble())
                                / 2;
            }
        }
        Estimate expected = Estimate.of(differences);
        JsonNode paired = variants.get(1).at("/scenes/paired/psnr");
        assertNotEquals(0, expected.mean());
        assertEquals(expected.mean(), paired.get("mean").asDouble(), 1e-9);
        assertEquals(expected.halfWidth(), paired.at("/overItems/halfWidth").asDouble(), 1e-9);
        assertEquals(
                expected.mean(),
                variants.get(1).at("/scenes/difference/psnr/mean").asDouble(),
                1e-9);
        String text = result.markdown();
        assertTrue(text.contains("### Scenes that no run has seen (3)"), text);
        assertTrue(text.contains("### Differences to `full`, item by item"), text);
        assertTrue(text.contains("| buckets-8 | PSNR (dB) | "), text);

        assertEquals(4, run(SMALL, out).complete());
        assertTrue(shown.toString().contains("4 of 4 runs are complete"), shown.toString());
        // What other weights have made is looked at again.
        Path kept = out.resolve("full-seed-1/test.json");
        String before = Files.readString(kept);
        String weights = json(kept).get("weights").asText();
        Files.writeString(kept, before.replace(weights, "00000000"));
        assertEquals(4, run(SMALL, out).complete());
        assertTrue(shown.toString().contains("3 of 4 runs are complete"), shown.toString());
        assertEquals(weights, json(kept).get("weights").asText());
        // Other scenes are looked at without training again.
        long trained =
                Files.getLastModifiedTime(out.resolve("full-seed-1/metrics.json")).toMillis();
        assertEquals(4, run(SMALL.scenes(2), out).complete());
        assertEquals(2, json(out.resolve("full-seed-1/test.json")).get("items").size());
        assertEquals(
                trained,
                Files.getLastModifiedTime(out.resolve("full-seed-1/metrics.json")).toMillis());
    }

    /** After as many scenes as are asked for it, clips are still asked how depths change. */
    @Test
    void clipsAreAskedForTheirSlopesWhateverElseIsLookedAt() throws Exception {
        PaintedPlane.write(temporary.resolve("clips/train/one"), 6, 24, 24);
        PaintedPlane.write(temporary.resolve("clips/test/two"), 6, 24, 24);
        AblationConfig config =
                SMALL.with(
                                List.of(
                                        "data.examples.sampler.firstGap={least: 2, most: 4}",
                                        "data.examples.sampler.lastGap={least: 2, most: 4}"))
                        .only(List.of("full"))
                        .seeds(List.of(1L))
                        .test(temporary.resolve("clips").toString())
                        .scenes(64);
        run(config, temporary.resolve("out"));
        JsonNode items = json(temporary.resolve("out/full-seed-1/test.json")).get("items");
        assertEquals(65, items.size());
        assertTrue(items.get(63).at("/values").has("scaleSlope"), items.get(63).toString());
        assertTrue(items.get(64).at("/values").has("clips_scaleSlope"), items.get(64).toString());
    }

    @Test
    void picturesAndScenesAreNotCompared() {
        AblationConfig mixed =
                new AblationConfig(
                        SMALL.model(),
                        SMALL.base(),
                        List.of(),
                        "full",
                        List.of(
                                SMALL.variants().get(0),
                                new Variant("flat", "pictures?", List.of("base=resplat2d"))),
                        List.of(),
                        List.of(1L),
                        "",
                        SMALL.test());
        String message =
                assertThrows(UserMistake.class, () -> run(mixed, temporary.resolve("mixed")))
                        .getMessage();
        assertTrue(message.startsWith("variants must make the same"), message);
        assertFalse(Files.exists(temporary.resolve("mixed")));
    }
}
