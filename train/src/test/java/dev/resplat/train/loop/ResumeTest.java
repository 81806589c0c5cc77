package dev.resplat.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.run.DivergedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Runs that end before time, however that comes, and go on. */
final class ResumeTest extends LoopTest {
    /** Some steps are skipped: optimizers then count fewer steps than the loop. */
    private static final String[] WITH_SKIPS = {"infiniteLosses=[8, 17]", "infiniteGradients=[12]"};

    private static final class Killed extends Error {}

    /** A trainee that dies when it is called for the n-th time. */
    private static final class Mortal extends Regression {
        private int life;

        Mortal(Settings settings, Device device, int life) {
            super(settings, device);
            this.life = life;
        }

        private void live() {
            if (--life < 0) {
                throw new Killed();
            }
        }

        @Override
        public Numbers step(int step) {
            live();
            return super.step(step);
        }

        @Override
        public Numbers evaluate(int step) {
            live();
            return super.evaluate(step);
        }

        @Override
        public Map<String, HostArray> weights() {
            live();
            return super.weights();
        }

        @Override
        public Map<String, HostArray> state() {
            live();
            return super.state();
        }

        @Override
        public Results results(Map<String, HostArray> best) {
            live();
            return super.results(best);
        }
    }

    @Test
    void aRunThatWasKilledAtAnyMomentEndsWithTheSameBits() throws Exception {
        Regression.Settings settings = Regression.Settings.with(WITH_SKIPS);
        train(temporary.resolve("whole"), settings);
        Trace whole = Trace.of(temporary.resolve("whole"));
        int kills = 0;
        for (boolean killed = true; killed; kills++) {
            Path path = temporary.resolve("killed-" + kills);
            int life = kills;
            try {
                train(path, settings, (s, d) -> new Mortal(s, d, life), NEVER, System::nanoTime);
                killed = false;
            } catch (Killed e) {
                train(path, settings);
            }
            assertEquals(whole, Trace.of(path), "killed at call " + life);
        }
        assertTrue(kills > 40, kills + " moments");
    }

    @Test
    void theTimeDecidesWhenThereIsACheckpointAndNothingElse() throws Exception {
        Regression.Settings rare = Regression.Settings.with(WITH_SKIPS);
        train(temporary.resolve("whole"), rare);
        Regression.Settings timed =
                Regression.Settings.with(
                        WITH_SKIPS[0],
                        WITH_SKIPS[1],
                        "checkpointEvery=1000",
                        "checkpointSeconds=4");
        Path path = temporary.resolve("timed");
        // Each look at the clock is a second later, so that there is a checkpoint every two steps.
        AtomicLong second = new AtomicLong();
        assertThrows(
                Killed.class,
                () ->
                        train(
                                path,
                                timed,
                                (s, d) -> new Mortal(s, d, 14),
                                NEVER,
                                () -> TimeUnit.SECONDS.toNanos(second.getAndIncrement())));
        String step = SafetensorsFile.open(path.resolve(LAST)).metadata().get("step");
        assertTrue(Integer.parseInt(step) > 0 && Integer.parseInt(step) < 10, step);
        train(path, rare);
        assertEquals(Trace.of(temporary.resolve("whole")), Trace.of(path));
    }

    @Test
    void aProcessThatWasKilledTwiceEndsWithTheSameBits() throws Exception {
        String[] endless = {"evaluateEvery=100", "checkpointEvery=70", "steps=10000000"};
        Path path = temporary.resolve("killed");
        Path last = path.resolve(LAST);
        for (int kills = 0; kills < 2; kills++) {
            FileTime before = Files.exists(last) ? Files.getLastModifiedTime(last) : null;
            Process process = start(path, endless);
            while (!Files.exists(last) || Files.getLastModifiedTime(last).equals(before)) {
                assertTrue(process.isAlive(), "it ended by itself");
                Thread.sleep(1);
            }
            process.destroyForcibly().waitFor();
        }
        int step = Integer.parseInt(SafetensorsFile.open(last).metadata().get("step"));
        Regression.Settings whole =
                Regression.Settings.with(endless[0], endless[1], "steps=" + (step + 500));
        train(path, whole);
        train(temporary.resolve("whole"), whole);
        assertEquals(Trace.of(temporary.resolve("whole")), Trace.of(path));
    }

    private static Process start(Path path, String... settings) throws Exception {
        String[] command = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            RegressionProgram.class.getName(),
            path.toString()
        };
        String[] all = Arrays.copyOf(command, command.length + settings.length);
        System.arraycopy(settings, 0, all, command.length, settings.length);
        return new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aRunThatWasStoppedEvaluatesAndGoesOn() throws Exception {
        Regression.Settings settings = Regression.Settings.with(WITH_SKIPS);
        train(temporary.resolve("whole"), settings);
        Path path = temporary.resolve("stopped");
        int[] asked = {0};
        Outcome outcome =
                train(path, settings, Regression::new, () -> ++asked[0] > 11, System::nanoTime);
        assertEquals(11, outcome.steps());
        assertEquals(11, outcome.bestStep());
        assertFalse(outcome.isComplete());
        assertEquals(2, Files.readAllLines(path.resolve("metrics.jsonl")).size());
        assertTrue(Files.readString(path.resolve("metrics.json")).contains("\"complete\" : false"));

        train(path, settings);
        Trace whole = Trace.of(temporary.resolve("whole"));
        Trace stopped = Trace.of(path);
        assertEquals(whole.last(), stopped.last());
        assertEquals(whole.lastFacts(), stopped.lastFacts());
        assertEquals(whole.best(), stopped.best());
        List<String> log = stopped.log().stream().filter(l -> !l.contains(":11,")).toList();
        assertEquals(whole.log(), log);
    }

    @Test
    void theLogIsRewoundToTheCheckpoint() throws Exception {
        Path path = temporary.resolve("run");
        train(path, Regression.Settings.with());
        List<String> log = Files.readAllLines(path.resolve("metrics.jsonl"));
        Files.writeString(
                path.resolve("metrics.jsonl"),
                "{\"step\":35,\"loss\":1}\n{\"step\":4",
                StandardOpenOption.APPEND);
        train(path, Regression.Settings.with());
        assertEquals(log, Files.readAllLines(path.resolve("metrics.jsonl")));
    }

    @Test
    void stepsSkippedInARowAreCountedAcrossAnInterruption() throws Exception {
        Regression.Settings settings =
                Regression.Settings.with(
                        "steps=60", "infiniteLosses=" + Arrays.toString(numbers(12, 60)));
        Path path = temporary.resolve("run");
        int[] asked = {0};
        train(path, settings, Regression::new, () -> ++asked[0] > 25, System::nanoTime);
        String message =
                assertThrows(DivergedException.class, () -> train(path, settings)).getMessage();
        assertTrue(message.contains("at step 32:"), message);
    }
}
