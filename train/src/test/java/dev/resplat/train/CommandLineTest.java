package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What all commands do: they help, say what went wrong in one line, and print for anybody. */
final class CommandLineTest {
    @TempDir private Path temporary;

    @Test
    void devicesListsEachDeviceAndTheMachine() {
        Outcome outcome = Outcome.of("devices");
        assertEquals(0, outcome.code(), outcome.err());
        for (String name : List.of("cpu", "reference", "cores", "memory", "java")) {
            assertTrue(
                    outcome.out().lines().anyMatch(l -> l.startsWith(name + " ")), outcome.out());
        }
        assertEquals("", outcome.err());
    }

    @Test
    void versionNamesTheBuild() {
        Outcome outcome = Outcome.of("--version");
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
        Outcome outcome = Outcome.of((command + " --help").strip());
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
        assertMistake(Outcome.of(line), "resplat");
    }

    @Test
    void debugShowsWhereAMistakeWasFound() {
        Outcome outcome = Outcome.of("train resplat2d --debug evaluateEvery=0");
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().contains("\tat dev.resplat.train"), outcome.err());
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

    @CommandLine.Command(name = "greedy")
    private static final class Greedy implements Runnable {
        @CommandLine.Option(names = "--downscale")
        private int downscale;

        @Override
        public void run() {
            throw new OutOfMemoryError("Java heap space");
        }
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

    @Test
    void numbersDoNotDependOnTheLanguageOfTheUser() throws Exception {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            SmallTraining small = new SmallTraining(temporary);
            Outcome outcome = small.train("--out", temporary.resolve("run").toString());
            assertEquals(0, outcome.code(), outcome.err());
            assertTrue(outcome.out().matches("(?s)psnr +\\d+\\.\\d+ dB .*"), outcome.out());
            assertFalse(Outcome.of("devices").out().matches("(?s).*\\d,\\d.*"), "decimal comma");
        } finally {
            Locale.setDefault(before);
        }
    }
}
