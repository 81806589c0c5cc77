package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.resplat2d.Resplat2dTraining;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on a mixture, as a user has it. */
final class MixtureCommandTest {
    private static final int STEPS = 6;

    private static final List<String> SMALL =
            List.of(
                    "network.width=8",
                    "network.encoder=4",
                    "network.memory=4",
                    "data.size=32",
                    "data.leastPixels=16",
                    "data.mostPixels=64",
                    "data.heldOut=1",
                    "teaching.fitSteps=2",
                    "stages=[{epochs: 1, leastDepth: 1, mostDepth: 1}]",
                    "picturesPerEpoch=" + STEPS,
                    "schedule.warmUpSteps=2",
                    "evaluateEvery=2",
                    "checkpointEvery=3");

    private static final List<String> COLUMNS =
            List.of(
                    "gap_color",
                    "gap_color_halves",
                    "gap_colorContrast",
                    "gap_colorMean",
                    "gap_frechet_resplat2d",
                    "gap_frechet_resplat2d_halves",
                    "gap_gradient",
                    "gap_gradient_halves",
                    "gap_psnr",
                    "gap_slope");

    @TempDir private Path temporary;

    private String photographs() throws IOException {
        Path folder = temporary.resolve("photographs");
        if (!Files.exists(folder)) {
            Files.createDirectory(folder);
            for (int i = 0; i < 4; i++) {
                byte[] png = new ProceduralImages(9).training(i, 48).png();
                Files.write(folder.resolve("photograph" + i + ".png"), png);
            }
        }
        return folder.toString();
    }

    private String mixture() throws IOException {
        return "synthetic:7=0.7," + photographs() + "=0.3";
    }

    private Outcome train(Path out, String data, String... more) {
        return Outcome.of(
                Stream.of(
                                Stream.of(
                                        "train",
                                        "resplat2d",
                                        "--device=cpu",
                                        "--out",
                                        out.toString()),
                                Stream.of("--data", data),
                                SMALL.stream(),
                                Stream.of(more))
                        .flatMap(part -> part)
                        .toList());
    }

    /** A run of the same that was asked to stop after so many steps. */
    private void trainPartOf(Path out, int steps) throws IOException {
        Resplat2dConfig config = Config.named("resplat2d").with(SMALL).as(Resplat2dConfig.class);
        int[] asked = {0};
        try (RunDirectory run = RunDirectory.create(out)) {
            TrainingLoop.train(
                    config,
                    Devices.cpu(),
                    Resplat2dTraining.prepare(
                            config, DataChoice.of(Optional.of(mixture())), note -> {}),
                    run,
                    () -> asked[0]++ == steps,
                    new Progress.Display(new PrintWriter(new StringWriter()), false));
        }
    }

    /** What the log says but for what depends on the clock. */
    private static List<Map<String, String>> log(Path run) throws IOException {
        List<Map<String, String>> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = new JsonMapper().readTree(line);
            Map<String, String> values = new TreeMap<>();
            node.fields().forEachRemaining(e -> values.put(e.getKey(), e.getValue().toString()));
            values.remove("seconds");
            values.remove("stall");
            lines.add(values);
        }
        return lines;
    }

    @Test
    void aMixtureIsLearnedFromAndItsGapIsWatched() throws Exception {
        Path one = temporary.resolve("one");
        Outcome outcome = train(one, mixture(), "--data-threads", "1");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("at the beginning: gap_color"), outcome.err());
        List<Map<String, String>> log = log(one);
        assertEquals(3, log.size());
        for (Map<String, String> line : log) {
            for (String column : COLUMNS) {
                assertTrue(Double.isFinite(Double.parseDouble(line.get(column))), column);
            }
            assertEquals(log.get(0).get("gap_gradient"), line.get("gap_gradient"));
        }
        assertFalse(
                log.get(0)
                        .get("gap_frechet_resplat2d")
                        .equals(log.get(2).get("gap_frechet_resplat2d")),
                "features are those of a network that learns");
        String report = Files.readString(one.resolve("report.html"));
        assertTrue(report.contains("gap between"), "nothing of it");
        assertTrue(report.contains("gap_frechet_resplat2d"), "no numbers");
        assertTrue(report.contains("70.0 % views of synthetic scenes of seed 7"), "no shares");

        Path three = temporary.resolve("three");
        assertEquals(0, train(three, mixture(), "--data-threads", "3").code());
        assertEquals(log, log(three));

        Path resumed = temporary.resolve("resumed");
        trainPartOf(resumed, 3);
        Outcome rest =
                Outcome.of(List.of("train", "--resume", resumed.toString(), "--data", mixture()));
        assertEquals(0, rest.code(), rest.err());
        for (String last :
                List.of("checkpoints/last.safetensors", "checkpoints/best.safetensors")) {
            Map<?, ?> whole = SafetensorsFile.open(one.resolve(last)).all();
            assertEquals(whole, SafetensorsFile.open(three.resolve(last)).all());
            assertEquals(whole, SafetensorsFile.open(resumed.resolve(last)).all());
        }
        assertEquals(log.get(2), log(resumed).get(log(resumed).size() - 1));
    }

    @Test
    void aRunGoesOnWithItsMixtureOnly() throws Exception {
        Path run = temporary.resolve("run");
        trainPartOf(run, 3);
        for (String other :
                List.of(
                        mixture().replace("0.7", "0.6"),
                        mixture().replace("synthetic:7", "synthetic:8"),
                        "synthetic:7",
                        photographs())) {
            Outcome outcome =
                    Outcome.of(List.of("train", "--resume", run.toString(), "--data", other));
            assertEquals(2, outcome.code(), other + ": " + outcome.err());
            assertTrue(outcome.err().contains("give the --data of that run"), outcome.err());
        }
    }

    @Test
    void mistakesAreSaidBeforeThereIsADirectory() throws Exception {
        Path out = temporary.resolve("run");
        Map<String, String> expected =
                Map.of(
                        mixture() + ",nowhere",
                        "there is no folder nowhere",
                        "painted=0.0001," + photographs(),
                        "less than one of 1000",
                        "painted=x",
                        "a number more than 0",
                        "painted,synthetic:x",
                        "as in synthetic:7",
                        "painted,painted",
                        "painted is named twice");
        for (Map.Entry<String, String> e : expected.entrySet()) {
            Outcome outcome = train(out, e.getKey());
            assertEquals(2, outcome.code(), outcome.err());
            assertTrue(outcome.err().contains(e.getValue()), outcome.err());
        }
        Outcome small = train(out, "painted," + photographs(), "data.size=64");
        assertEquals(2, small.code(), small.err());
        assertTrue(small.err().contains("no photograph has 64 x 64 pixels"), small.err());
        Outcome itself = train(Path.of(photographs()), "painted," + photographs());
        assertEquals(2, itself.code(), itself.err());
        assertTrue(itself.err().contains("is what is read"), itself.err());
        assertFalse(Files.exists(out));
    }
}
