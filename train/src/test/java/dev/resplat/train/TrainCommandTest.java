package dev.resplat.train;

import static dev.resplat.train.Commands.assertLast;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command train, from the start of a run. */
final class TrainCommandTest {
    @TempDir private Path temporary;
    private SmallTraining small;

    @BeforeEach
    void begin() {
        small = new SmallTraining(temporary);
    }

    @Test
    void trainLeavesACompleteRun() throws Exception {
        Path out = temporary.resolve("a run");
        Outcome outcome = small.train("--seed", "7", "--out", out.toString());
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().startsWith("psnr "), outcome.out());
        assertTrue(outcome.out().contains(out.resolve("report.html").toString()), outcome.out());
        for (String name :
                List.of(
                        "config.yaml",
                        "metrics.json",
                        "metrics.jsonl",
                        "held-out-1.png",
                        "held-out-1-d0.png",
                        "held-out-3-d8.png",
                        "report.html",
                        "checkpoints/last.safetensors",
                        "checkpoints/best.safetensors")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
        assertEquals(5, Files.readAllLines(out.resolve("metrics.jsonl")).size());
        assertTrue(Files.readString(out.resolve("config.yaml")).contains("seed: 7"));
        try (Stream<Path> files = Files.walk(out)) {
            assertTrue(files.noneMatch(f -> f.toString().endsWith(".part")));
        }
    }

    @Test
    void aTrainingThatDivergesAtOnceLeavesACompleteRun() throws Exception {
        Path out = temporary.resolve("run");
        Outcome outcome =
                small.train(
                        "teaching.probability=1",
                        "schedule.rate=1e300",
                        "schedule.warmUpSteps=0",
                        "evaluateEvery=100",
                        "checkpointEvery=100",
                        "stages=[{epochs: 4, leastDepth: 2, mostDepth: 2}]",
                        "--out",
                        out.toString());
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("is no longer a finite number"), outcome.err());
        for (String name :
                List.of("held-out-1-d4.png", "report.html", "checkpoints/best.safetensors")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
        String metrics = Files.readString(out.resolve("metrics.json"));
        assertFalse(metrics.contains("NaN"), metrics);
    }

    @Test
    void aSecondRunInTheSameDirectoryIsAMistake() throws Exception {
        String out = temporary.resolve("run").toString();
        assertEquals(0, small.train("--out", out).code());
        Outcome second = small.train("--out", out);
        assertEquals(2, second.code());
        assertTrue(second.err().contains("--resume"), second.err());
    }

    @Test
    void anUnknownModelNamesThoseThatThereAre() {
        String expected = "resplat train: configs/resplat2d.yaml: model must be one of resplat2d";
        assertTrue(Outcome.of("train resplat2d model=painter").err().startsWith(expected));
        String missing = "resplat train: configs/fit.yaml: missing key 'model', which is one of: ";
        assertTrue(Outcome.of("train fit").err().startsWith(missing));
    }

    @Test
    void keysOfAConfigurationAreAllThereAndAllKnown() throws Exception {
        String whole = Config.toYaml(Config.named("resplat2d").as(Resplat2dConfig.class));
        Path file = temporary.resolve("mine.yaml");
        Files.writeString(file, whole.replaceFirst("(?m)^  l1: .*\\R", ""));
        Outcome missing = Outcome.of("train " + file);
        assertEquals(2, missing.code());
        assertTrue(missing.err().contains("missing key 'loss.l1'; present"), missing.err());
        Files.writeString(file, whole.replaceFirst("(?m)^  l1: ", "  l3: 1\n  l1: "));
        Outcome unknown = Outcome.of("train " + file);
        assertEquals(2, unknown.code());
        assertTrue(unknown.err().contains("unknown key 'loss.l3'; allowed"), unknown.err());
    }

    @Test
    void aFolderOfPhotographsIsNoRun() throws Exception {
        String folder = small.photographs();
        Outcome outcome = small.train("--out", folder);
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains(folder + " is what is read"), outcome.err());
        assertEquals(3, Commands.files(Path.of(folder)).size());
    }

    @Test
    void dataThatCannotBeUsedIsAMistakeBeforeThereIsADirectory() throws Exception {
        Path folder = Path.of(small.photographs());
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        Path damaged = Files.createDirectory(temporary.resolve("damaged"));
        Files.writeString(damaged.resolve("a.png"), "no picture");
        Files.writeString(damaged.resolve("b.jpg"), "none either");
        assertRefused(empty, "has no photographs");
        assertRefused(folder.resolve("photograph0.png"), "is a file");
        assertRefused(temporary.resolve("absent"), "there is no folder");
        assertRefused(damaged, "all are damaged");
        assertRefused(folder, "no photograph has 64 x 64 pixels", "data.size=64");
    }

    private void assertRefused(Path data, String expected, String... more) {
        Path out = temporary.resolve("run");
        List<String> arguments = new ArrayList<>(List.of("train", "resplat2d"));
        arguments.addAll(SmallTraining.VALUES);
        arguments.addAll(List.of("--out", out.toString(), "--data", data.toString()));
        arguments.addAll(List.of(more));
        assertLast(Outcome.of(arguments), expected);
        assertFalse(Files.exists(out));
    }

    @Test
    void photographsThatCannotBeUsedAreCountedInOneLine() throws Exception {
        Path folder = Path.of(small.photographs());
        byte[] whole = Files.readAllBytes(folder.resolve("photograph0.png"));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(folder.resolve("text.jpg"), "no picture");
        for (int i = 3; i < 8; i++) {
            Files.write(folder.resolve("photograph" + i + ".png"), whole);
        }
        Outcome outcome = small.train("--out", temporary.resolve("run").toString());
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                1, outcome.err().lines().filter(l -> l.contains("skipped")).count(), outcome.err());
        assertTrue(outcome.err().contains("skipped 2 of 10 photographs"), outcome.err());
    }

    @Test
    void whatDataAndItsThreadsMayBeIsSaid() {
        Outcome threads = Outcome.of("train --data-threads 0");
        assertEquals(2, threads.code());
        assertTrue(
                threads.err().contains("--data-threads must be from 1 to 64, is 0"), threads.err());
        Outcome seed = Outcome.of("train --data synthetic:seven");
        assertEquals(2, seed.code());
        assertTrue(seed.err().contains("as in synthetic:7"), seed.err());
    }

    @Test
    void threadsOfTheDataAreNotSeenInWhatIsLearned() throws Exception {
        String one = temporary.resolve("one").toString();
        String three = temporary.resolve("three").toString();
        assertEquals(0, small.train("--out", one, "--data-threads", "1").code());
        assertEquals(0, small.train("--out", three, "--data-threads", "3").code());
        String best = "checkpoints/best.safetensors";
        assertEquals(
                SafetensorsFile.open(Path.of(one, best)).all(),
                SafetensorsFile.open(Path.of(three, best)).all());
        String log = Files.readString(Path.of(three, "metrics.jsonl"));
        assertTrue(log.contains("\"stall\":"), log);
        String report = Files.readString(Path.of(three, "report.html"));
        assertTrue(report.contains("waited for data"), "no line of it");
    }
}
