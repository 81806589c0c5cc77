package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.lightfield.LightFieldConfig;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.pixelsplat.SomePixelSplat;
import dev.resplat.train.resplat.ResplatConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that a training begins with. */
class StartWeightsTest {
    @TempDir private Path temporary;

    private static SynthesisModel made(SynthesisConfig config) {
        return config.make(new RandomStream(config.seed()), Devices.cpu());
    }

    private static PixelSplatConfig pixelSplat(String... changes) {
        return Config.named("pixelsplat-mini").with(List.of(changes)).as(PixelSplatConfig.class);
    }

    @Test
    void allOfANetworkAreThoseOfTheFile() {
        Path file = SomePixelSplat.write(temporary.resolve("weights.safetensors"));
        PixelSplatConfig config = SomePixelSplat.config("start=" + file);
        try (Scope scope = Scope.open()) {
            SynthesisModel model = made(config);
            Map<String, HostArray> random = StateDict.of(model);
            Map<String, HostArray> expected = SafetensorsFile.open(file).all();
            assertNotEquals(expected, random);
            config.beginning().orElseThrow().accept(model);
            assertEquals(expected, StateDict.of(model));
        }
        assertTrue(SomePixelSplat.config().beginning().isEmpty());
    }

    @Test
    void allThatComeWithTheProgramHaveNames() {
        PixelSplatConfig config = pixelSplat("start=pixelsplat-wide");
        try (Scope scope = Scope.open()) {
            config.beginning().orElseThrow().accept(made(config));
        }
    }

    /** What refines them begins as without, so that it does nothing yet. */
    @Test
    void firstSplatsOfAReSplatAreThoseOfTheFile() {
        ResplatConfig config =
                Config.named("resplat-mini")
                        .with(List.of("refinement.start=resplat", "seed=5"))
                        .as(ResplatConfig.class);
        try (Scope scope = Scope.open()) {
            SynthesisModel model = made(config);
            Map<String, HostArray> before = StateDict.of(model);
            config.beginning().orElseThrow().accept(model);
            Map<String, HostArray> after = StateDict.of(model);
            Map<String, HostArray> same = new HashMap<>(after);
            same.entrySet().retainAll(before.entrySet());
            assertTrue(same.keySet().stream().anyMatch(name -> name.startsWith("update")));
            assertTrue(
                    after.keySet().stream()
                            .filter(name -> !same.containsKey(name))
                            .noneMatch(name -> name.startsWith("update")),
                    "what refines has changed");
            assertTrue(same.size() < after.size());
        }
    }

    /** First splats of one, what refines them of another. */
    @Test
    void aReSplatMayGoOnAsAWhole() {
        ResplatConfig config =
                Config.named("resplat-mini")
                        .with(List.of("refinement.startUpdate=resplat", "seed=5"))
                        .as(ResplatConfig.class);
        ResplatConfig both =
                Config.named("resplat-mini")
                        .with(
                                List.of(
                                        "refinement.start=resplat-64",
                                        "refinement.startUpdate=resplat",
                                        "seed=5"))
                        .as(ResplatConfig.class);
        ResplatConfig nowhere =
                Config.named("resplat-mini")
                        .with(List.of("refinement.startUpdate=" + temporary.resolve("nowhere")))
                        .as(ResplatConfig.class);
        try (Scope scope = Scope.open()) {
            SynthesisModel model = made(config);
            Map<String, HostArray> before = StateDict.of(model);
            config.beginning().orElseThrow().accept(model);
            Map<String, HostArray> update = StateDict.of(model);
            update.entrySet().removeAll(before.entrySet());
            assertTrue(update.size() > 1);
            assertTrue(update.keySet().stream().allMatch(name -> name.startsWith("update")));
            SynthesisModel whole = made(both);
            both.beginning().orElseThrow().accept(whole);
            Map<String, HostArray> all = StateDict.of(whole);
            assertTrue(all.entrySet().containsAll(update.entrySet()));
            all.entrySet().removeAll(before.entrySet());
            assertTrue(all.size() > update.size());
            assertMistake(nowhere, "refinement.startUpdate=" + temporary);
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Path file = SomePixelSplat.write(temporary.resolve("weights.safetensors"));
        LightFieldConfig rays =
                Config.named("lightfield-mini")
                        .with(List.of("start=" + file))
                        .as(LightFieldConfig.class);
        PixelSplatConfig wide = pixelSplat("start=pixelsplat", "network.backbone.features=40");
        PixelSplatConfig nowhere = pixelSplat("start=" + temporary.resolve("nowhere"));
        try (Scope scope = Scope.open()) {
            assertMistake(rays, "\"pixelsplat\": needed are those of lightfield");
            assertMistake(wide, "start=pixelsplat: it has the weights of another network: ");
            assertMistake(nowhere, "start=" + temporary);
            assertMistake(pixelSplat("start=resplat"), "start=resplat: ");
            assertMistake(pixelSplat("start=resplat"), "needed are those of pixelsplat");
        }
    }

    private static void assertMistake(SynthesisConfig config, String text) {
        UserMistake e =
                assertThrows(
                        UserMistake.class,
                        () -> config.beginning().orElseThrow().accept(made(config)));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }
}
