package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandLineTest {
    /** A run that takes a fraction of a second, on the device that is always there. */
    private static final List<String> SMALL =
            List.of(
                    "train",
                    "--device=reference",
                    "picture.width=24",
                    "picture.height=16",
                    "batch=64",
                    "features.frequencies=16",
                    "features.deviation=2",
                    "network.hidden=[16]",
                    "schedule.warmUpSteps=5",
                    "steps=40",
                    "evaluateEvery=10",
                    "checkpointEvery=20");

    @TempDir private Path temporary;

    private static Outcome run(String line) {
        return Outcome.of(line);
    }

    private static Outcome runSmall(String... more) {
        return Outcome.of(Stream.concat(SMALL.stream(), Stream.of(more)).toList());
    }

    @Test
    void devicesListsEachDeviceAndTheMachine() {
        Outcome outcome = run("devices");
        assertEquals(0, outcome.code(), outcome.err());
        for (String name : List.of("cpu", "reference", "cores", "memory", "java")) {
            assertTrue(
                    outcome.out().lines().anyMatch(l -> l.startsWith(name + " ")), outcome.out());
        }
        assertEquals("", outcome.err());
    }

    @Test
    void versionNamesTheBuild() {
        Outcome outcome = run("--version");
        assertEquals(0, outcome.code());
        assertTrue(outcome.out().matches("(?s)resplat \\d+\\.\\d+\\S* \\(commit \\S+\\)\\R.*"));
    }

    static Stream<String> commands() {
        return Stream.concat(Stream.of(""), Main.commandLine().getSubcommands().keySet().stream());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpEndsWithAnExampleThatParses(String command) {
        Outcome outcome = run((command + " --help").strip());
        assertEquals(0, outcome.code());
        List<String> lines = outcome.out().lines().toList();
        assertEquals("Example:", lines.get(lines.size() - 2));
        String example = lines.get(lines.size() - 1).strip();
        assertTrue(example.startsWith("./resplat " + command), example);
        Main.commandLine().parseArgs(example.substring("./resplat ".length()).split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tarin",
                "train --nothing",
                "train fit",
                "train model=painter",
                "train --data data",
                "train nowhere.yaml",
                "train picture picture",
                "train steps=many",
                "train stpes=3",
                "train --device gpu",
                "train --seed one",
                "train --out= steps=1",
                "train network.activation=1",
                "train optimizer.decoupled=7",
                "train picture.width=2048 picture.height=2048 features.frequencies=4096",
                "train batch=4194304 network.hidden=[4096]",
                "fit",
                "fit nowhere.png",
                "fit picture --splats many",
                "fit picture --splats 0",
                "fit picture --blend mixed",
                "fit picture --steps 5 --seconds 5",
                "fit picture --seconds 0",
                "fit picture steps=5 seconds=5",
                "fit picture --device gpu",
                "fit picture rates.mean=1",
                "fit picture nonsense",
                "fit picture --steps 1 --out=",
                "reconstruct",
                "reconstruct nowhere.png --model nowhere",
                "reconstruct picture --model nowhere",
                "reconstruct picture --depth deep",
                "reconstruct picture --depth 9",
                "reconstruct picture --splats 0",
                "eval",
                "eval nowhere",
                "eval nowhere --data nowhere",
                "eval nowhere --splats 5,many",
                "render",
                "render nowhere.npz",
                "render nowhere.npz --scale 2 --width 3",
                "train --resume nowhere",
                "train --resume nowhere --out here",
                "ablate",
                "ablate resplat4d --out here",
                "ablate --seeds one --out here",
                "ablate --variants nonsense --out here",
                "ablate network.width=0 --out here",
                "ablate --config nowhere.yaml --out here",
                "ablate --resume --out nowhere",
                "devices now"
            })
    void aMistakeIsOneLineAndCode2(String line) {
        Outcome outcome = run(line);
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().startsWith("resplat"), outcome.err());
    }

    @Test
    void debugShowsWhereAMistakeWasFound() {
        Outcome outcome = run("train --debug steps=0");
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().contains("\tat dev.resplat.train"), outcome.err());
    }

    @Test
    void trainLeavesACompleteRun() throws Exception {
        Path out = temporary.resolve("a run");
        Outcome outcome = runSmall("--seed", "7", "--out", out.toString());
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().startsWith("psnr "), outcome.out());
        assertTrue(outcome.out().contains(out.resolve("report.html").toString()), outcome.out());
        for (String name :
                List.of(
                        "config.yaml",
                        "metrics.json",
                        "metrics.jsonl",
                        "target.png",
                        "render.png",
                        "error.png",
                        "report.html",
                        "checkpoints/last.safetensors",
                        "checkpoints/best.safetensors")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
        assertEquals(4, Files.readAllLines(out.resolve("metrics.jsonl")).size());
        assertTrue(Files.readString(out.resolve("config.yaml")).contains("seed: 7"));
        try (Stream<Path> files = Files.walk(out)) {
            assertTrue(files.noneMatch(f -> f.toString().endsWith(".part")));
        }
    }

    @Test
    void aTrainingThatDivergesSaysWhereAndKeepsTheBest() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        byte[] render = Files.readAllBytes(out.resolve("render.png"));

        Outcome outcome =
                run(
                        "train --device=reference steps=80 schedule.rate=1e38 --resume %s"
                                .formatted(out));
        assertEquals(1, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        String message = outcome.err().lines().reduce("", (before, line) -> line);
        assertTrue(message.matches("resplat train: .* at step \\d+: .*schedule.rate.*"), message);
        assertTrue(message.contains(out.toString()), message);
        assertArrayEquals(last, Files.readAllBytes(out.resolve("checkpoints/last.safetensors")));
        assertArrayEquals(render, Files.readAllBytes(out.resolve("render.png")));
        String metrics = Files.readString(out.resolve("metrics.json"));
        assertTrue(metrics.matches("(?s).*\"psnr\" : \\d.*\"diverged\" : true.*"), metrics);
        assertTrue(Files.readString(out.resolve("report.html")).contains("diverged"));

        Outcome more =
                run("train --device=reference schedule.rate=1e-3 --resume %s".formatted(out));
        assertEquals(0, more.code(), more.err());
        assertTrue(more.out().contains("after 80 steps"), more.out());
    }

    @Test
    void aTrainingThatDivergesAtOnceLeavesACompleteRun() throws Exception {
        Path out = temporary.resolve("run");
        Outcome outcome =
                runSmall(
                        "network.activation=silu",
                        "network.hidden=[16, 16, 16]",
                        "schedule.rate=1e300",
                        "schedule.warmUpSteps=0",
                        "--out",
                        out.toString());
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("the loss is no longer a finite number"), outcome.err());
        for (String name : List.of("render.png", "report.html", "checkpoints/best.safetensors")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
        String metrics = Files.readString(out.resolve("metrics.json"));
        assertFalse(metrics.contains("NaN"), metrics);
    }

    @Test
    void anUnknownModelNamesThoseThatThereAre() {
        String expected = "resplat train: configs/picture.yaml: model must be one of picture";
        assertTrue(run("train model=painter").err().startsWith(expected));
        String missing = "resplat train: configs/fit.yaml: missing key 'model', which is one of: ";
        assertTrue(run("train fit").err().startsWith(missing));
    }

    @Test
    void dataForAModelThatTakesNoneIsAMistakeBeforeThereIsADirectory() {
        Path out = temporary.resolve("run");
        Outcome outcome = runSmall("--data", "photographs", "--out", out.toString());
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("leave out photographs"), outcome.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void aSecondRunInTheSameDirectoryIsAMistake() {
        String out = temporary.resolve("run").toString();
        assertEquals(0, runSmall("--out", out).code());
        Outcome second = runSmall("--out", out);
        assertEquals(2, second.code());
        assertTrue(second.err().contains("--resume"), second.err());
    }

    @Test
    void aFinishedRunCanBeExtended() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        Outcome more = run("train --device=reference steps=60 --resume %s".formatted(out));
        assertEquals(0, more.code(), more.err());
        assertTrue(more.out().contains("after 60 steps"), more.out());
        assertEquals(6, Files.readAllLines(out.resolve("metrics.jsonl")).size());
    }

    private static final List<String> LASTING =
            List.of(
                    "seed=2",
                    "batch=32",
                    "picture.width=32",
                    "features.deviation=3",
                    "network.hidden=[8]",
                    "network.activation=silu",
                    "optimizer.beta1=0.8");

    static Stream<String> lasting() {
        return LASTING.stream();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void aResumedRunKeepsWhatItHasLearnedWith(String change) throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        String config = Files.readString(out.resolve("config.yaml"));
        String key = change.substring(0, change.indexOf('='));

        Outcome resumed = run("train steps=50 %s --resume %s".formatted(change, out));
        assertEquals(2, resumed.code(), resumed.err());
        String message = resumed.err().strip();
        assertTrue(
                message.matches(".* was made with \\Q" + key + "\\E=\\S+, .*start a new run.*"),
                message);
        assertEquals(config, Files.readString(out.resolve("config.yaml")));
        assertArrayEquals(last, Files.readAllBytes(out.resolve("checkpoints/last.safetensors")));
    }

    @Test
    void aConfigurationThatWasEditedIsNoticed() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        Path config = out.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("seed: 1", "seed: 9"));
        Outcome resumed = run("train --resume %s".formatted(out));
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("was made with seed=1"), resumed.err());
    }

    @Test
    void aResumedRunStaysOnItsDevice() {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        Outcome same = run("train steps=45 --resume %s".formatted(out));
        assertTrue(same.out().contains(" on reference"), same.out() + same.err());
        assertFalse(same.err().contains("until now"), same.err());
        Outcome other = run("train steps=50 --device=cpu --resume %s".formatted(out));
        assertTrue(other.out().contains(" on cpu"), other.out() + other.err());
        assertTrue(
                other.err().contains("was on reference until now and goes on with cpu"),
                other.err());
    }

    @Test
    void resumingAFinishedRunTakesNoTime() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        String metrics = Files.readString(out.resolve("metrics.json"));
        assertEquals(0, run("train --resume %s".formatted(out)).code());
        assertEquals(metrics, Files.readString(out.resolve("metrics.json")));
    }

    @Test
    void aDamagedCheckpointIsAMistake() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        Files.writeString(out.resolve("checkpoints/last.safetensors"), "nonsense nonsense");
        Outcome resumed = run("train --device=reference --resume %s".formatted(out));
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("last.safetensors"), resumed.err());
    }

    @Test
    void bestWeightsOfAnotherModelAreFoundBeforeTraining() throws Exception {
        Path out = temporary.resolve("run");
        Path other = temporary.resolve("other");
        assertEquals(0, runSmall("--out", out.toString()).code());
        assertEquals(0, runSmall("network.hidden=[17]", "--out", other.toString()).code());
        Path best = Path.of("checkpoints/best.safetensors");
        Path last = out.resolve("checkpoints/last.safetensors");
        byte[] before = Files.readAllBytes(last);
        Files.copy(other.resolve(best), out.resolve(best), StandardCopyOption.REPLACE_EXISTING);
        Outcome resumed = run("train --device=reference steps=60 --resume %s".formatted(out));
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("best.safetensors"), resumed.err());
        assertArrayEquals(before, Files.readAllBytes(last));
    }

    @Test
    void aCheckpointOfANegativeStepIsAMistake() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        Path last = out.resolve("checkpoints/last.safetensors");
        String bytes = Files.readString(last, StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("\"step\":\"40\""));
        String negative = bytes.replace("\"step\":\"40\"", "\"step\":\"-4\"");
        Files.writeString(last, negative, StandardCharsets.ISO_8859_1);
        Outcome resumed = run("train --device=reference --resume %s".formatted(out));
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("its step is -4"), resumed.err());
    }

    @Test
    void anErrorOfTheMachineIsOneLineToo() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, runSmall("--out", out.toString()).code());
        Path last = out.resolve("checkpoints/last.safetensors");
        Files.delete(last);
        Files.createDirectory(last);
        Outcome resumed = run("train --device=reference --resume %s".formatted(out));
        assertEquals(1, resumed.code(), resumed.err());
        String message = resumed.err().lines().reduce("", (before, line) -> line);
        assertTrue(message.startsWith("resplat train: cannot read "), message);
    }

    @Test
    void memoryThatRunsOutIsOneLineToo() {
        CommandLine commandLine = Main.commandLine();
        commandLine.addSubcommand(new Greedy());
        StringWriter err = new StringWriter();
        commandLine.setErr(new PrintWriter(err));
        assertEquals(1, commandLine.execute("greedy"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("resplat greedy: out of memory"), err.toString());
    }

    @CommandLine.Command(name = "greedy")
    private static final class Greedy implements Runnable {
        @Override
        public void run() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @Test
    void numbersDoNotDependOnTheLanguageOfTheUser() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            Outcome outcome = runSmall("--out", temporary.resolve("run").toString());
            assertEquals(0, outcome.code(), outcome.err());
            assertTrue(outcome.out().matches("(?s)psnr +\\d+\\.\\d+ dB .*"), outcome.out());
            assertFalse(run("devices").out().matches("(?s).*\\d,\\d.*"), "decimal comma");
        } finally {
            Locale.setDefault(before);
        }
    }
}
