package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AblationTest {
    private static final AblationConfig SMALL =
            Config.named("ablate")
                    .as(AblationConfig.class)
                    .with(
                            List.of(
                                    "network.encoder=4",
                                    "network.width=8",
                                    "network.memory=4",
                                    "network.neighbors=2",
                                    "data.size=32",
                                    "data.heldOut=1",
                                    "data.heldOutPixels=2000",
                                    "teaching.fitSteps=1",
                                    "picturesPerEpoch=1",
                                    "stages=[{epochs: 3, leastDepth: 1, mostDepth: 1}]",
                                    "evaluateEvery=2"))
                    .only(List.of("full", "round"))
                    .seeds(List.of(3L));

    @TempDir private Path temporary;
    private final StringWriter shown = new StringWriter();

    private AblationResult run(AblationConfig config, Path out, BooleanSupplier stop) {
        Ablation ablation =
                new Ablation(config, new Progress.Display(new PrintWriter(shown), false));
        try (RunDirectory directory =
                Files.exists(out) ? RunDirectory.reopen(out) : RunDirectory.create(out)) {
            return ablation.run(Devices.cpu(), directory, stop, "resplat ablate");
        }
    }

    private static JsonNode metrics(Path out) throws Exception {
        return JsonMapper.builder().build().readTree(out.resolve("metrics.json").toFile());
    }

    @Test
    void aStopLeavesAReportOfWhatIsCompleteAndTheRestGoesOn() throws Exception {
        Path whole = temporary.resolve("whole");
        assertEquals(2, run(SMALL, whole, () -> false).complete());

        // Asked once before a run and once before each of its three steps: here in the second run.
        Path parts = temporary.resolve("parts");
        AtomicInteger asked = new AtomicInteger();
        AblationResult stopped = run(SMALL, parts, () -> asked.incrementAndGet() >= 7);
        assertEquals(1, stopped.complete());
        assertEquals(2, stopped.of());
        assertTrue(
                stopped.markdown().contains("Not all is done: 1 of 2 runs are complete."),
                stopped.markdown());
        assertFalse(stopped.markdown().contains("| round |"), stopped.markdown());
        assertFalse(metrics(parts).get("complete").asBoolean());
        assertEquals(1, metrics(parts.resolve("round-seed-3")).get("steps").asInt());

        assertEquals(2, run(SMALL, parts, () -> false).complete());
        assertTrue(shown.toString().contains("1 of 2 runs are complete"), shown.toString());
        for (int i = 0; i < 2; i++) {
            JsonNode a = metrics(whole).get("variants").get(i).get("runs").get(0);
            JsonNode b = metrics(parts).get("variants").get(i).get("runs").get(0);
            for (String name : List.of("heldOut", "steps", "course")) {
                assertEquals(a.get(name), b.get(name), name);
            }
        }
    }

    @Test
    void aRunThatDivergesIsNamedAndTheOthersGoOn() throws Exception {
        AblationConfig config =
                new AblationConfig(
                        SMALL.model(),
                        SMALL.base(),
                        SMALL.common(),
                        "full",
                        List.of(
                                new Variant("wild", "what if?", List.of("schedule.rate=1e38")),
                                SMALL.variants().get(0)),
                        List.of(),
                        SMALL.seeds(),
                        "",
                        SMALL.test());
        AblationConfig longer =
                config.with(List.of("picturesPerEpoch=8", "data.sequences=0", "evaluateEvery=100"));
        AblationResult result = run(longer, temporary.resolve("out"), () -> false);
        assertEquals(List.of("wild-seed-3"), result.diverged());
        assertEquals(1, result.complete());
        assertTrue(result.markdown().contains("diverged: wild-seed-3"), result.markdown());
    }
}
