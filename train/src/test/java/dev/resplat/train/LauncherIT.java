package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.loop.TrainingLoop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users start it. */
final class LauncherIT {
    private static final Path JAR = Path.of(System.getProperty("resplat.jar"));
    private static final int PATIENCE_SECONDS = 120;

    /** In an epoch of a run that is interrupted. */
    private static final int PICTURES = 50;

    /** What a training shows in the end. */
    private static final String RENDER = "held-out-1-d4.png";

    @TempDir private Path temporary;

    private final List<ProcessHandle> started = new ArrayList<>();

    private record Outcome(int code, String out, List<String> err) {}

    /** Nothing that a failed test started stays behind. */
    /** The children as well, which write until they end: then the directory can be deleted. */
    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (ProcessHandle process : started) {
            List<ProcessHandle> all =
                    Stream.concat(process.descendants(), Stream.of(process)).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle one : all) {
                one.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private Process start(List<String> flags, Path jar, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(temporary.toFile())
                        .redirectOutput(temporary.resolve("out").toFile())
                        .redirectError(temporary.resolve("err").toFile())
                        .start();
        started.add(process.toHandle());
        return process;
    }

    private Outcome run(List<String> flags, Path jar, String... arguments) throws Exception {
        Process process = start(flags, jar, arguments);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
        List<String> err =
                Files.readAllLines(temporary.resolve("err")).stream()
                        .filter(line -> !line.contains("incubator modules"))
                        .toList();
        return new Outcome(process.exitValue(), Files.readString(temporary.resolve("out")), err);
    }

    @Test
    void pathsMayHaveSpacesAndTheDirectoryMayBeAny() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("a folder"));
        Path jar = Files.copy(JAR, folder.resolve("the engine.jar"));
        Outcome outcome = run(List.of(), temporary.relativize(jar), "train", "no such file.yaml");
        assertEquals(2, outcome.code);
        assertEquals(1, outcome.err.size(), outcome.err.toString());
        assertTrue(outcome.err.get(0).contains("no such file.yaml"), outcome.err.toString());
        assertEquals("", outcome.out);
    }

    @Test
    void vectorsAreThereWithoutAsking() throws Exception {
        Outcome outcome = run(List.of(), JAR, "devices");
        assertEquals(0, outcome.code);
        assertTrue(outcome.out.contains("SIMD with "), outcome.out);
        assertEquals(List.of(), outcome.err);
    }

    @Test
    void withoutRelaunchThereIsOneLineOfAdvice() throws Exception {
        Outcome outcome = run(List.of("-Dresplat.relaunch=false"), JAR, "devices");
        assertEquals(0, outcome.code);
        assertFalse(outcome.out.contains("SIMD with "), outcome.out);
        assertEquals(1, outcome.err.size(), outcome.err.toString());
        assertTrue(outcome.err.get(0).contains("--add-modules jdk.incubator.vector"));
    }

    @Test
    void flagsOfTheUserReachTheProgram() throws Exception {
        Outcome outcome = run(List.of("-Xmx1g", "-Dx=a b"), JAR, "devices");
        assertTrue(outcome.out.contains("Java may use 1.0 GiB"), outcome.out);
    }

    @Test
    void theProgressBarBringsNoNativeCode() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertEquals(
                    List.of(),
                    jar.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.startsWith("org/jline/nativ"))
                            .toList());
        }
    }

    @Test
    void theJarReadsFormatsThatJavaDoesNot() throws Exception {
        for (String name : List.of("lossy.webp", "alpha.webp")) {
            try (InputStream in =
                    getClass().getResourceAsStream("/dev/resplat/testdata/images/" + name)) {
                Files.copy(in, temporary.resolve(name));
            }
            Outcome outcome =
                    run(
                            List.of(),
                            JAR,
                            "fit",
                            name,
                            "--splats=8",
                            "--steps=2",
                            "--out=" + name + 1);
            assertEquals(0, outcome.code, outcome.err.toString());
        }
    }

    // ---- Ends before time ------------------------------------------------------------------

    /** A run that would take hours. */
    private Process startLongRun(String out) throws Exception {
        photographs();
        Process process =
                start(
                        List.of("-Xmx256m"),
                        JAR,
                        small(
                                out,
                                "--data=photographs",
                                "stages=[{epochs: 100000, leastDepth: 1, mostDepth: 2}]",
                                "picturesPerEpoch=10"));
        await("a first evaluation", () -> Files.exists(temporary.resolve(out + "/metrics.jsonl")));
        return process;
    }

    /** Pictures so small that evaluations take no time. */
    private void photographs() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("photographs"));
        for (int width = 40; width < 43; width++) {
            byte[] png = BuiltInPicture.paint(width, 36).png();
            Files.write(folder.resolve("photograph%d.png".formatted(width)), png);
        }
    }

    private static String[] small(String out, String... more) {
        return Stream.concat(
                        Stream.of(
                                "train",
                                "resplat2d",
                                "network.width=8",
                                "network.encoder=4",
                                "network.memory=4",
                                "data.size=32",
                                "data.leastPixels=16",
                                "data.mostPixels=64",
                                "data.heldOut=1",
                                "data.heldOutPixels=400",
                                "evaluateEvery=5",
                                "checkpointEvery=7",
                                "--out=" + out),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, what + " did not come");
            Thread.sleep(20);
        }
    }

    private ProcessHandle child(Process process) {
        ProcessHandle child = process.toHandle().children().findFirst().orElseThrow();
        started.add(child);
        return child;
    }

    private void assertResultsWereWritten(String run, String render) {
        for (String name : List.of("metrics.json", render, "report.html")) {
            assertTrue(Files.exists(temporary.resolve(run).resolve(name)), name);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSignalEndsBothAndKeepsTheResults() throws Exception {
        Process process = startLongRun("run");
        ProcessHandle child = child(process);
        process.destroy();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(128 + 15, process.exitValue());
        assertFalse(child.isAlive());
        assertResultsWereWritten("run", RENDER);
        String out = Files.readString(temporary.resolve("out"));
        assertTrue(out.startsWith("psnr "), out);
        assertTrue(
                out.matches(
                        "(?s).*\\Rstopped +at \\d+ of 1000000; go on with:"
                                + " ./resplat train --resume run --data photographs\\R.*"),
                out);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSignalEndsAFitAndKeepsTheBest() throws Exception {
        Process process =
                start(
                        List.of(),
                        JAR,
                        "fit",
                        "picture",
                        "--splats=50",
                        "--seconds=36000",
                        "--out=fit");
        Path err = temporary.resolve("err");
        await("the fit", () -> Files.readString(err).contains("writing to fit"));
        Thread.sleep(1000);
        process.destroy();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(128 + 15, process.exitValue());
        assertResultsWereWritten("fit", "render.png");
        assertTrue(Files.exists(temporary.resolve("fit/splats.npz")));
        String out = Files.readString(temporary.resolve("out"));
        assertTrue(
                out.matches("(?s)psnr .* dB after \\d+ steps in .*, stopped before time\\R.*"),
                out);
        String metrics = Files.readString(temporary.resolve("fit/metrics.json"));
        assertTrue(metrics.contains("\"complete\" : false"), metrics);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theProgramEndsWhenItsLauncherIsKilled() throws Exception {
        Process process = startLongRun("run");
        ProcessHandle child = child(process);
        process.destroyForcibly();
        await("the end of the program", () -> !child.isAlive());
        assertResultsWereWritten("run", RENDER);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aRunThatIsGoingOnIsNotTouchedByASecond() throws Exception {
        Process process = startLongRun("run");
        Path first = Files.move(temporary.resolve("err"), temporary.resolve("err of the first"));
        Outcome second = run(List.of(), JAR, "train", "--resume=run", "--data=photographs");
        assertEquals(2, second.code);
        String message = second.err.get(second.err.size() - 1);
        assertTrue(message.matches("resplat train: run is in use by process \\d+: .*"), message);
        assertTrue(process.isAlive(), Files.readString(first));
    }

    /** A run of several stages with all that is random in it. */
    private static String[] varied(String out) {
        return small(
                out,
                "--data=photographs",
                "teaching.probability=0.5",
                "teaching.fitSteps=2",
                "data.sequences=0.3",
                "evaluateEvery=25",
                "checkpointSeconds=0.3",
                "stages=[{epochs: 1, leastDepth: 0, mostDepth: 1},"
                        + " {epochs: 2, leastDepth: 2, mostDepth: 3}]",
                "picturesPerEpoch=" + PICTURES);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aRunThatWasStoppedAndKilledEndsWithTheSameBits() throws Exception {
        Random random = new Random(3);
        photographs();
        Process first = start(List.of(), JAR, varied("parts"));
        await("a first evaluation", () -> Files.exists(temporary.resolve("parts/metrics.jsonl")));
        first.destroy();
        assertTrue(first.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(128 + 15, first.exitValue(), "it was over before it could be stopped");
        int killed = 0;
        for (int i = 0; i < 2; i++) {
            Process next = start(List.of(), JAR, "train", "--resume=parts", "--data=photographs");
            await(
                    "a start",
                    () -> Files.readString(temporary.resolve("err")).contains("writing to parts"));
            ProcessHandle child = child(next);
            Thread.sleep(random.nextInt(800));
            child.destroyForcibly();
            assertTrue(next.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            killed += next.exitValue() == 0 ? 0 : 1;
        }
        assertTrue(killed > 0, "it was over before it could be killed");
        Outcome last = run(List.of(), JAR, "train", "--resume=parts", "--data=photographs");
        assertEquals(0, last.code, last.err.toString());
        Outcome whole = run(List.of(), JAR, varied("whole"));
        assertEquals(0, whole.code, whole.err.toString());

        for (String name : List.of("checkpoints/last.safetensors", TrainingLoop.BEST)) {
            SafetensorsFile expected = SafetensorsFile.open(temporary.resolve("whole/" + name));
            SafetensorsFile actual = SafetensorsFile.open(temporary.resolve("parts/" + name));
            assertEquals(expected.all(), actual.all(), name);
            assertEquals(withoutTime(expected.metadata()), withoutTime(actual.metadata()), name);
        }
        assertEquals(log("whole"), log("parts"));
        byte[] render = Files.readAllBytes(temporary.resolve("whole/" + RENDER));
        assertArrayEquals(render, Files.readAllBytes(temporary.resolve("parts/" + RENDER)));
        try (Stream<Path> files = Files.walk(temporary.resolve("parts"))) {
            assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".part")).toList());
        }
    }

    private static Map<String, String> withoutTime(Map<String, String> facts) {
        Map<String, String> others = new TreeMap<>(facts);
        others.remove("seconds");
        return others;
    }

    /** The lines that every run has: one that was stopped looked once more. */
    private List<String> log(String run) throws IOException {
        return Files.readAllLines(temporary.resolve(run).resolve("metrics.jsonl")).stream()
                .filter(line -> line.matches("\\{\"step\":\\d*(25|50|75|00),.*"))
                .map(line -> line.replaceAll("\"(seconds|stall)\":[^,}]+", ""))
                .toList();
    }
}
