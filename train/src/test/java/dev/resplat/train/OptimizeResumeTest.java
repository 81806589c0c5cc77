package dev.resplat.train;

import static dev.resplat.train.Commands.assertLast;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.optimize.SyntheticScene;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command optimize, where a run goes on or cannot. */
final class OptimizeResumeTest {
    @TempDir private Path temporary;
    private SmallOptimization small;

    @BeforeEach
    void begin() {
        small = new SmallOptimization(temporary);
    }

    @Test
    void aRunGoesOnWithItsOwnSceneAndValuesOnly() throws Exception {
        Path scene = small.scene();
        assertEquals(0, small.optimizeShortly(scene).code());
        byte[] splats = Files.readAllBytes(small.out().resolve("scene.ply"));
        Path other = new SyntheticScene().withPoints().write(temporary.resolve("other"));
        assertLast(
                small.optimize(other, "--resume"), "other photographs, cameras or points", "SCENE");
        assertLast(
                small.optimize(scene, "--resume", "--hold-every=4"),
                "was made with photographs.holdEvery=8");
        assertLast(
                small.optimize(scene, "--resume", "--max-splats=200"),
                "was made with maxSplats=100");
        assertLast(small.optimize(scene, "--resume", "rates.sh0=1"), "was made with rates.sh0=");
        assertArrayEquals(splats, Files.readAllBytes(small.out().resolve("scene.ply")));

        Outcome same = small.optimize(scene, "--resume");
        assertEquals(0, same.code(), same.err());
        assertTrue(same.err().contains("goes on from step 12"), same.err());
        assertArrayEquals(splats, Files.readAllBytes(small.out().resolve("scene.ply")));
        assertLast(small.optimize(scene, "--resume", "--steps=5"), "at step 12 already");
        assertEquals(0, small.optimize(scene, "--resume").code(), "its values are as they were");
        Outcome longer = small.optimize(scene, "--resume", "--steps=20");
        assertEquals(0, longer.code(), longer.err());
        assertEquals(20, Commands.metrics(small.out()).get("steps").asInt());
    }

    @Test
    void aDamagedCheckpointIsAMistake() throws Exception {
        Path scene = small.scene();
        assertEquals(0, small.optimizeShortly(scene).code());
        Path last = small.out().resolve("checkpoints/last.safetensors");
        byte[] whole = Files.readAllBytes(last);
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        for (String damaged :
                List.of(
                        text.substring(0, text.length() / 2),
                        "nonsense nonsense",
                        text.replace("\"model\":\"scene\"", "\"model\":\"other\""),
                        text.replace("splats.means", "splats.beans"),
                        text.replace("adam.quats.steps", "adam.quats.staps"))) {
            byte[] bytes = damaged.getBytes(StandardCharsets.ISO_8859_1);
            assertFalse(Arrays.equals(whole, bytes));
            Files.write(last, bytes);
            for (String device : List.of("--device=cpu", "--seed=1")) {
                Outcome outcome = small.optimize(scene, "--resume", device);
                assertLast(outcome, "last.safetensors: ", "start a new run with another --out");
                assertEquals(1, outcome.err().split("last.safetensors", -1).length - 1);
            }
        }
    }

    @Test
    void secondsThatAreOverAlreadyAreRefused() throws Exception {
        Path scene = small.scene();
        assertEquals(0, small.optimize(scene, "--seconds=0.5", "--max-splats=100").code());
        byte[] config = Files.readAllBytes(small.out().resolve("config.yaml"));
        byte[] splats = Files.readAllBytes(small.out().resolve("scene.ply"));
        assertLast(
                small.optimize(scene, "--resume", "--seconds=0.2"),
                "has taken ",
                " s already, more than seconds = 0.2");
        assertArrayEquals(config, Files.readAllBytes(small.out().resolve("config.yaml")));
        assertEquals(0, small.optimize(scene, "--resume").code(), "its own length is over, too");
        assertArrayEquals(splats, Files.readAllBytes(small.out().resolve("scene.ply")));
    }

    @Test
    void resultsWithoutACheckpointAreNotReplaced() throws Exception {
        Path scene = small.scene();
        assertEquals(0, small.optimizeShortly(scene).code());
        byte[] splats = Files.readAllBytes(small.out().resolve("scene.ply"));
        Files.delete(small.out().resolve("checkpoints/last.safetensors"));
        assertLast(
                small.optimize(scene, "--resume", "--steps=1"),
                "no checkpoint to go on from",
                "start a new run with another --out");
        assertArrayEquals(splats, Files.readAllBytes(small.out().resolve("scene.ply")));
        for (String name : List.of("scene.ply", "metrics.json", "metrics.jsonl")) {
            Files.delete(small.out().resolve(name));
        }
        Outcome begun = small.optimize(scene, "--resume", "--steps=1");
        assertEquals(0, begun.code(), "it was killed before there was any: " + begun.err());
    }

    @Test
    void aLongerRunAddsLinesToItsLogEvenIfThatWasLost() throws Exception {
        Path scene = small.scene();
        assertEquals(0, small.optimizeShortly(scene).code());
        Outcome longer = small.optimize(scene, "--resume", "--steps=15");
        assertEquals(0, longer.code(), longer.err());
        assertFalse(longer.err().contains("metrics.jsonl"), longer.err());
        assertEquals(15, Files.readAllLines(small.out().resolve("metrics.jsonl")).size());
        Files.delete(small.out().resolve("metrics.jsonl"));
        Outcome lost = small.optimize(scene, "--resume", "--steps=18");
        assertEquals(0, lost.code(), lost.err());
        assertTrue(lost.err().contains("metrics.jsonl has only 0 of the 15 lines"), lost.err());
        List<String> lines = Files.readAllLines(small.out().resolve("metrics.jsonl"));
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("{\"step\":16,"), lines.toString());
        Files.write(small.out().resolve("metrics.jsonl"), List.of(lines.get(0), "nonsense", "[1]"));
        Outcome damaged = small.optimize(scene, "--resume", "--steps=20");
        assertEquals(0, damaged.code(), damaged.err());
        assertTrue(damaged.err().contains("has only 1 of the 3 lines"), damaged.err());
        assertEquals(3, Files.readAllLines(small.out().resolve("metrics.jsonl")).size());
    }
}
