package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command train, where a run goes on or cannot. */
final class TrainResumeTest {
    @TempDir private Path temporary;
    private SmallTraining small;

    @BeforeEach
    void begin() {
        small = new SmallTraining(temporary);
    }

    /** Weights so large that nothing is a number any more, at the next step of a run. */
    @Test
    void aTrainingThatDivergesSaysWhereAndKeepsTheBest() throws Exception {
        Path out = temporary.resolve("run");
        small.trainPartOf(out, 4);
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        byte[] render = Files.readAllBytes(out.resolve("held-out-1-d8.png"));

        Outcome outcome = small.resume(out, "schedule.rate=1e38");
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

        Outcome more = small.resume(out, "schedule.rate=1e-3");
        assertEquals(0, more.code(), more.err());
        assertTrue(more.out().contains("after 10 steps"), more.out());
    }

    @Test
    void aRunGoesOnWithItsPicturesOnly() throws Exception {
        Path out = temporary.resolve("run");
        small.trainPartOf(out, 4);
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        Outcome painted = Outcome.of("train --resume " + out);
        assertEquals(2, painted.code(), painted.err());
        assertTrue(painted.err().contains("give the --data of that run"), painted.err());
        assertArrayEquals(last, Files.readAllBytes(out.resolve("checkpoints/last.safetensors")));

        Files.move(Path.of(small.photographs()), temporary.resolve("elsewhere"));
        Outcome moved =
                Outcome.of(
                        "train --resume %s --data %s"
                                .formatted(out, temporary.resolve("elsewhere")));
        assertEquals(0, moved.code(), moved.err());
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
        small.trainPartOf(out, 1);
        byte[] last = Files.readAllBytes(out.resolve("checkpoints/last.safetensors"));
        String config = Files.readString(out.resolve("config.yaml"));
        String key = change.substring(0, change.indexOf('='));

        Outcome resumed = small.resume(out, change);
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
        assertEquals(0, small.train("--out", out.toString()).code());
        Path config = out.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("seed: 1", "seed: 9"));
        Outcome resumed = small.resume(out);
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("was made with seed=1"), resumed.err());
    }

    @Test
    void aResumedRunStaysOnItsDevice() throws Exception {
        Path out = temporary.resolve("run");
        small.trainPartOf(out, 4);
        Outcome same = small.resume(out);
        assertTrue(same.out().contains(" on reference"), same.out() + same.err());
        assertFalse(same.err().contains("until now"), same.err());
        Path second = temporary.resolve("second");
        small.trainPartOf(second, 4);
        Outcome other = small.resume(second, "--device=cpu");
        assertTrue(other.out().contains(" on cpu"), other.out() + other.err());
        assertTrue(
                other.err().contains("was on reference until now and goes on with cpu"),
                other.err());
    }

    @Test
    void resumingAFinishedRunTakesNoTime() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, small.train("--out", out.toString()).code());
        String metrics = Files.readString(out.resolve("metrics.json"));
        assertEquals(0, small.resume(out).code());
        assertEquals(metrics, Files.readString(out.resolve("metrics.json")));
    }

    @Test
    void aDamagedCheckpointIsAMistake() throws Exception {
        Path out = temporary.resolve("run");
        small.trainPartOf(out, 4);
        Path last = out.resolve("checkpoints/last.safetensors");
        byte[] whole = Files.readAllBytes(last);
        for (byte[] bytes :
                List.of(
                        "nonsense nonsense".getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOf(whole, whole.length / 2),
                        Arrays.copyOf(whole, whole.length - 1),
                        new byte[0])) {
            Files.write(last, bytes);
            Outcome resumed = small.resume(out, "--device=reference");
            assertEquals(2, resumed.code(), resumed.err());
            assertTrue(resumed.err().contains("last.safetensors"), resumed.err());
            assertArrayEquals(bytes, Files.readAllBytes(last));
        }
    }

    @Test
    void aCheckpointOfAnotherModelIsAMistake() throws Exception {
        Path out = temporary.resolve("run");
        small.trainPartOf(out, 4);
        Path last = out.resolve("checkpoints/last.safetensors");
        String bytes = Files.readString(last, StandardCharsets.ISO_8859_1);
        String other = bytes.replace("\"model\":\"resplat2d\"", "\"model\":\"resplat3d\"");
        Files.writeString(last, other, StandardCharsets.ISO_8859_1);
        Outcome resumed = small.resume(out, "--device=reference");
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("of the model resplat3d"), resumed.err());
    }

    @Test
    void bestWeightsOfAnotherModelAreFoundBeforeTraining() throws Exception {
        Path out = temporary.resolve("run");
        Path other = temporary.resolve("other");
        assertEquals(0, small.train("--out", out.toString()).code());
        assertEquals(0, small.train("network.width=10", "--out", other.toString()).code());
        Path best = Path.of("checkpoints/best.safetensors");
        Path last = out.resolve("checkpoints/last.safetensors");
        byte[] before = Files.readAllBytes(last);
        Files.copy(other.resolve(best), out.resolve(best), StandardCopyOption.REPLACE_EXISTING);
        Outcome resumed = small.resume(out, "--device=reference");
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("best.safetensors"), resumed.err());
        assertArrayEquals(before, Files.readAllBytes(last));
    }

    @Test
    void aCheckpointOfANegativeStepIsAMistake() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, small.train("--out", out.toString()).code());
        Path last = out.resolve("checkpoints/last.safetensors");
        String bytes = Files.readString(last, StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("\"step\":\"10\""));
        String negative = bytes.replace("\"step\":\"10\"", "\"step\":\"-4\"");
        Files.writeString(last, negative, StandardCharsets.ISO_8859_1);
        Outcome resumed = small.resume(out, "--device=reference");
        assertEquals(2, resumed.code(), resumed.err());
        assertTrue(resumed.err().contains("its step is -4"), resumed.err());
    }

    @Test
    void anErrorOfTheMachineIsOneLineToo() throws Exception {
        Path out = temporary.resolve("run");
        assertEquals(0, small.train("--out", out.toString()).code());
        Path last = out.resolve("checkpoints/last.safetensors");
        Files.delete(last);
        Files.createDirectory(last);
        Outcome resumed = small.resume(out, "--device=reference");
        assertEquals(1, resumed.code(), resumed.err());
        String message = resumed.err().lines().reduce("", (before, line) -> line);
        assertTrue(message.startsWith("resplat train: cannot read "), message);
    }
}
