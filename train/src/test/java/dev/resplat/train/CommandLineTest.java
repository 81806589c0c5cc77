package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.resplat2d.Resplat2dTraining;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandLineTest {
    private static final int STEPS = 10;

    /** Values of a run that takes a fraction of a second. */
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
                    "stages=[{epochs: 1, leastDepth: 1, mostDepth: 2}]",
                    "picturesPerEpoch=" + STEPS,
                    "schedule.warmUpSteps=2",
                    "evaluateEvery=2",
                    "checkpointEvery=4");

    @TempDir private Path temporary;

    private static Outcome run(String line) {
        return Outcome.of(line);
    }

    /** Starts a run on the device that is always there. */
    private Outcome runSmall(String... more) throws IOException {
        return Outcome.of(
                Stream.of(
                                Stream.of("train", "resplat2d", "--device=reference"),
                                Stream.of("--data", photographs()),
                                SMALL.stream(),
                                Stream.of(more))
                        .flatMap(part -> part)
                        .toList());
    }

    private Outcome resume(Path run, String... more) throws IOException {
        return Outcome.of(
                Stream.concat(
                                Stream.of("train", "--resume", run.toString(), "--data"),
                                Stream.concat(Stream.of(photographs()), Stream.of(more)))
                        .toList());
    }

    /** A folder with small pictures, so that evaluations are fast. */
    private String photographs() throws IOException {
        Path folder = temporary.resolve("photographs");
        if (!Files.exists(folder)) {
            Files.createDirectory(folder);
            for (int i = 0; i < 3; i++) {
                byte[] png = BuiltInPicture.paint(40 + i, 34).png();
                Files.write(folder.resolve("photograph" + i + ".png"), png);
            }
        }
        return folder.toString();
    }

    /** A run that was asked to stop after so many steps. */
    private void runPartOf(Path out, int steps) throws IOException {
        Resplat2dConfig config = Config.named("resplat2d").with(SMALL).as(Resplat2dConfig.class);
        int[] asked = {0};
        try (RunDirectory run = RunDirectory.create(out)) {
            TrainingLoop.train(
                    config,
                    Devices.find("reference"),
                    Resplat2dTraining.prepare(
                            config, DataChoice.of(Optional.of(photographs())), note -> {}),
                    run,
                    () -> asked[0]++ == steps,
                    new Progress.Display(new PrintWriter(new StringWriter()), false));
        }
    }

    @Test
    void aFolderOfPhotographsIsNoRun() throws Exception {
        String folder = photographs();
        Outcome outcome = runSmall("--out", folder);
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains(folder + " is what is read"), outcome.err());
        assertEquals(3, Commands.files(Path.of(folder)).size());
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

    /** The list of commands shows the first of them. */
    @ParameterizedTest
    @MethodSource("commands")
    void descriptionsAreSentences(String command) {
        CommandLine main = Main.commandLine();
        CommandLine line = command.isEmpty() ? main : main.getSubcommands().get(command);
        for (String text : line.getCommandSpec().usageMessage().description()) {
            assertTrue(text.endsWith("."), text);
        }
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
                "train resplat2d model=painter",
                "train --data data",
                "train nowhere.yaml",
                "train resplat2d resplat2d",
                "train seed=many",
                "train stpes=3",
                "train --device gpu",
                "train --seed one",
                "train --out= seed=1",
                "train resplat2d network.ellipses=1",
                "train resplat2d optimizer.adam.decoupled=7",
                "train resplat2d steps=3",
                "train resplat2d data.size=31",
                "train resplat2d data.leastPixels=100 data.mostPixels=50",
                "train resplat2d loss.lpips=nowhere.safetensors",
                "train resplat2d loss.lpips=../README.md",
                "train resplat2d stages=",
                "train resplat2d stages=[]",
                "train resplat2d stages=[null]",
                "train resplat2d stages=3",
                "train resplat2d stages=[{\"epochs\":1}]",
                "train resplat2d stages=[{\"epochs\":1,\"leastDepth\":3,\"mostDepth\":2}]",
                "train resplat2d stages=[{\"epochs\":99,\"leastDepth\":1,\"mostDepth\":2}]"
                        + " picturesPerEpoch=1000000",
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
                "optimize",
                "optimize nowhere",
                "optimize nowhere nonsense",
                "optimize nowhere --steps 5 --seconds 5",
                "optimize nowhere --downscale half",
                "optimize nowhere --max-splats 0",
                "optimize nowhere strategy=none",
                "optimize nowhere --device gpu",
                "optimize nowhere --out=",
                "optimize nowhere --resume",
                "optimize nowhere --resume --out nowhere",
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
                "render nowhere.npz --path orbit",
                "render nowhere.ply",
                "render nowhere.ply --format mp4",
                "convert",
                "convert nowhere.ply",
                "convert nowhere.ply nothing.ply",
                "convert nowhere nothing --cameras colmap",
                "info",
                "info nowhere.ply",
                "train --resume nowhere",
                "train --resume nowhere --out here",
                "ablate",
                "ablate resplat4d --out here",
                "ablate --seeds one --out here",
                "ablate --variants nonsense --out here",
                "ablate network.width=0 --out here",
                "ablate --config nowhere.yaml --out here",
                "ablate --resume --out nowhere",
                "compare",
                "compare --out here --data nowhere",
                "compare --out here --budget 0",
                "compare --out here --scenes none",
                "compare --out here scenes=0",
                "compare --resume --out nowhere",
                "devices now",
                "devices --tune cpu",
                "devices --tune opencl:99"
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
        Outcome outcome = run("train resplat2d --debug evaluateEvery=0");
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

    /** Weights so large that nothing is a number any more, at the next step of a run. */
    @Test
    void aTrainingThatDivergesSaysWhereAndKeepsTheBest() throws Exception {
        Path out = temporary.resolve("run");
        runPartOf(out, 4);
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        byte[] render = Files.readAllBytes(out.resolve("held-out-1-d8.png"));

        Outcome outcome = resume(out, "schedule.rate=1e38");
        assertEquals(1, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        String message = outcome.err().lines().reduce("", (before, line) -> line);
        assertTrue(message.matches("resplat train: .* at step \\d+: .*schedule.rate.*"), message);
        assertTrue(message.contains(out.toString()), message);
        assertArrayEquals(last, Files.readAllBytes(out.resolve("checkpoints/last.safetensors")));
        assertArrayEquals(render, Files.readAllBytes(out.resolve("held-out-1-d8.png")));
        String metrics = Files.readString(out.resolve("metrics.json"));
        assertTrue(metrics.matches("(?s).*\"psnr\" : \\d.*\"diverged\" : true.*"), metrics);
        assertTrue(Files.readString(out.resolve("report.html")).contains("diverged"));

        Outcome more = resume(out, "schedule.rate=1e-3");
        assertEquals(0, more.code(), more.err());
        assertTrue(more.out().contains("after 10 steps"), more.out());
    }

    @Test
    void aTrainingThatDivergesAtOnceLeavesACompleteRun() throws Exception {
        Path out = temporary.resolve("run");
        Outcome outcome =
                runSmall(
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
    void anUnknownModelNamesThoseThatThereAre() {
        String expected = "resplat train: configs/resplat2d.yaml: model must be one of resplat2d";
        assertTrue(run("train resplat2d model=painter").err().startsWith(expected));
        String missing = "resplat train: configs/fit.yaml: missing key 'model', which is one of: ";
        assertTrue(run("train fit").err().startsWith(missing));
    }

    @Test
    void keysOfAConfigurationAreAllThereAndAllKnown() throws Exception {
        String whole = Config.toYaml(Config.named("resplat2d").as(Resplat2dConfig.class));
        Path file = temporary.resolve("mine.yaml");
        Files.writeString(file, whole.replaceFirst("(?m)^  l1: .*\\R", ""));
        Outcome missing = run("train " + file);
        assertEquals(2, missing.code());
        assertTrue(missing.err().contains("missing key 'loss.l1'; present"), missing.err());
        Files.writeString(file, whole.replaceFirst("(?m)^  l1: ", "  l3: 1\n  l1: "));
        Outcome unknown = run("train " + file);
        assertEquals(2, unknown.code());
        assertTrue(unknown.err().contains("unknown key 'loss.l3'; allowed"), unknown.err());
    }

    @Test
    void dataThatCannotBeUsedIsAMistakeBeforeThereIsADirectory() throws Exception {
        Path folder = Path.of(photographs());
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

    private void assertRefused(Path data, String expected, String... more) throws IOException {
        Path out = temporary.resolve("run");
        List<String> arguments = new ArrayList<>(List.of("--out", out.toString()));
        arguments.addAll(List.of("--data", data.toString()));
        arguments.addAll(List.of(more));
        arguments.addAll(0, List.of("train", "resplat2d"));
        arguments.addAll(2, SMALL);
        Outcome outcome = Outcome.of(arguments);
        assertEquals(2, outcome.code(), outcome.err());
        String message = outcome.err().lines().reduce("", (before, line) -> line);
        assertTrue(message.contains(expected), outcome.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void photographsThatCannotBeUsedAreCountedInOneLine() throws Exception {
        Path folder = Path.of(photographs());
        byte[] whole = Files.readAllBytes(folder.resolve("photograph0.png"));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(folder.resolve("text.jpg"), "no picture");
        for (int i = 3; i < 8; i++) {
            Files.write(folder.resolve("photograph" + i + ".png"), whole);
        }
        Outcome outcome = runSmall("--out", temporary.resolve("run").toString());
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                1, outcome.err().lines().filter(l -> l.contains("skipped")).count(), outcome.err());
        assertTrue(outcome.err().contains("skipped 2 of 10 photographs"), outcome.err());
    }

    @Test
    void aRunGoesOnWithItsPicturesOnly() throws Exception {
        Path out = temporary.resolve("run");
        runPartOf(out, 4);
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        Outcome painted = run("train --resume " + out);
        assertEquals(2, painted.code(), painted.err());
        assertTrue(painted.err().contains("give the --data of that run"), painted.err());
        assertArrayEquals(last, Files.readAllBytes(out.resolve("checkpoints/last.safetensors")));

        Files.move(Path.of(photographs()), temporary.resolve("elsewhere"));
        Outcome moved =
                run("train --resume %s --data %s".formatted(out, temporary.resolve("elsewhere")));
        assertEquals(0, moved.code(), moved.err());
    }

    @Test
    void whatDataAndItsThreadsMayBeIsSaid() {
        Outcome threads = run("train --data-threads 0");
        assertEquals(2, threads.code());
        assertTrue(
                threads.err().contains("--data-threads must be from 1 to 64, is 0"), threads.err());
        Outcome seed = run("train --data synthetic:seven");
        assertEquals(2, seed.code());
        assertTrue(seed.err().contains("as in synthetic:7"), seed.err());
    }

    @Test
    void threadsOfTheDataAreNotSeenInWhatIsLearned() throws Exception {
        String one = temporary.resolve("one").toString();
        String three = temporary.resolve("three").toString();
        assertEquals(0, runSmall("--out", one, "--data-threads", "1").code());
        assertEquals(0, runSmall("--out", three, "--data-threads", "3").code());
        String best = "checkpoints/best.safetensors";
        assertEquals(
                SafetensorsFile.open(Path.of(one, best)).all(),
                SafetensorsFile.open(Path.of(three, best)).all());
        String log = Files.readString(Path.of(three, "metrics.jsonl"));
        assertTrue(log.contains("\"stall\":"), log);
        String report = Files.readString(Path.of(three, "report.html"));
        assertTrue(report.contains("waited for data"), "no line of it");
    }

    @Test
    void aSecondRunInTheSameDirectoryIsAMistake() throws Exception {
        String out = temporary.resolve("run").toString();
        assertEquals(0, runSmall("--out", out).code());
        Outcome second = runSmall("--out", out);
        assertEquals(2, second.code());
        assertTrue(second.err().contains("--resume"), second.err());
    }

    private static final List<String> LASTING =
            List.of(
                    "seed=2",
                    "data.batch=2",
                    "data.size=33",
                    "network.width=9",
                    "network.parts.memory=false",
                    "loss.growth=0.5",
                    "picturesPerEpoch=9",
                    "stages=[{epochs: 2, leastDepth: 1, mostDepth: 2}]",
                    "optimizer.adam.beta1=0.8");

    static Stream<String> lasting() {
        return LASTING.stream();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void aResumedRunKeepsWhatItHasLearnedWith(String change) throws Exception {
        Path out = temporary.resolve("run");
        runPartOf(out, 1);
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        String config = Files.readString(out.resolve("config.yaml"));
        String key = change.substring(0, change.indexOf('='));

        Outcome resumed = resume(out, change);
        assertEquals(2, resumed.code(), resumed.err());
        String message = resumed.err().lines().reduce("", (before, line) -> line);
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
        Outcome resumed = resume(out);
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("was made with seed=1"), resumed.err());
    }

    @Test
    void aResumedRunStaysOnItsDevice() throws Exception {
        Path out = temporary.resolve("run");
        runPartOf(out, 4);
        Outcome same = resume(out);
        assertTrue(same.out().contains(" on reference"), same.out() + same.err());
        assertFalse(same.err().contains("until now"), same.err());
        Path second = temporary.resolve("second");
        runPartOf(second, 4);
        Outcome other = resume(second, "--device=cpu");
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
        assertEquals(0, resume(out).code());
        assertEquals(metrics, Files.readString(out.resolve("metrics.json")));
    }

    @Test
    void aDamagedCheckpointIsAMistake() throws Exception {
        Path out = temporary.resolve("run");
        runPartOf(out, 4);
        Path last = out.resolve("checkpoints/last.safetensors");
        byte[] whole = Files.readAllBytes(last);
        for (byte[] bytes :
                List.of(
                        "nonsense nonsense".getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOf(whole, whole.length / 2),
                        Arrays.copyOf(whole, whole.length - 1),
                        new byte[0])) {
            Files.write(last, bytes);
            Outcome resumed = resume(out, "--device=reference");
            assertEquals(2, resumed.code(), resumed.err());
            assertTrue(resumed.err().contains("last.safetensors"), resumed.err());
            assertArrayEquals(bytes, Files.readAllBytes(last));
        }
    }

    @Test
    void aCheckpointOfAnotherModelIsAMistake() throws Exception {
        Path out = temporary.resolve("run");
        runPartOf(out, 4);
        Path last = out.resolve("checkpoints/last.safetensors");
        String bytes = Files.readString(last, StandardCharsets.ISO_8859_1);
        String other = bytes.replace("\"model\":\"resplat2d\"", "\"model\":\"resplat3d\"");
        Files.writeString(last, other, StandardCharsets.ISO_8859_1);
        Outcome resumed = resume(out, "--device=reference");
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("of the model resplat3d"), resumed.err());
    }

    @Test
    void bestWeightsOfAnotherModelAreFoundBeforeTraining() throws Exception {
        Path out = temporary.resolve("run");
        Path other = temporary.resolve("other");
        assertEquals(0, runSmall("--out", out.toString()).code());
        assertEquals(0, runSmall("network.width=10", "--out", other.toString()).code());
        Path best = Path.of("checkpoints/best.safetensors");
        Path last = out.resolve("checkpoints/last.safetensors");
        byte[] before = Files.readAllBytes(last);
        Files.copy(other.resolve(best), out.resolve(best), StandardCopyOption.REPLACE_EXISTING);
        Outcome resumed = resume(out, "--device=reference");
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
        assertTrue(bytes.contains("\"step\":\"10\""));
        String negative = bytes.replace("\"step\":\"10\"", "\"step\":\"-4\"");
        Files.writeString(last, negative, StandardCharsets.ISO_8859_1);
        Outcome resumed = resume(out, "--device=reference");
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
        Outcome resumed = resume(out, "--device=reference");
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
        assertEquals(2, commandLine.execute("greedy"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("resplat greedy: out of memory"), err.toString());
        assertTrue(err.toString().contains("choose a larger --downscale, or"), err.toString());
    }

    /** As /dev/full does, or a pipe that nobody reads any more. */
    @Test
    void whatCannotBePrintedIsAMistake() {
        Writer full =
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int count) throws IOException {
                        throw new IOException("No space left on device");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(full)).setErr(new PrintWriter(err));
        assertEquals(2, commandLine.execute("devices"));
        assertTrue(err.toString().contains("resplat devices: not all"), err.toString());
        assertEquals(2, commandLine.execute("--help"));
    }

    @CommandLine.Command(name = "greedy")
    private static final class Greedy implements Runnable {
        @CommandLine.Option(names = "--downscale")
        private int downscale;

        @Override
        public void run() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @Test
    void numbersDoNotDependOnTheLanguageOfTheUser() throws Exception {
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
