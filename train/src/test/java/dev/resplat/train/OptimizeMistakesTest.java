package dev.resplat.train;

import static dev.resplat.train.Commands.assertLast;
import static dev.resplat.train.Commands.assertMistake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.resplat.train.image.Image;
import dev.resplat.train.optimize.SyntheticScene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command optimize refuses before it begins. */
final class OptimizeMistakesTest {
    @TempDir private Path temporary;
    private SmallOptimization small;

    @BeforeEach
    void begin() {
        small = new SmallOptimization(temporary);
    }

    @Test
    void aDirectoryWithARunIsNotReplaced() throws Exception {
        Path scene = small.scene();
        assertEquals(0, small.optimizeShortly(scene).code());
        assertMistake(small.optimizeShortly(scene), "holds a run already", "--resume");
    }

    @Test
    void whatNoRunHasLeftIsNotReplaced() throws Exception {
        Path scene = small.scene();
        for (String name :
                List.of(
                        "cameras.json",
                        "scene.ply",
                        "metrics.json",
                        "metrics.jsonl",
                        "preview.png",
                        "report.html",
                        "checkpoints/mine",
                        "heldout/view08.png",
                        "heldout/view00-photo.png")) {
            Path file = small.out().resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "mine");
            assertLast(
                    small.optimizeShortly(scene),
                    "--out",
                    "that no run has left",
                    "another directory");
            assertEquals("mine", Files.readString(file));
            assertEquals(Set.of(name), Commands.files(small.out()));
            Files.delete(file);
            Files.deleteIfExists(small.out().resolve("heldout"));
            Files.deleteIfExists(small.out().resolve("checkpoints"));
        }
        Files.writeString(small.out().resolve("notes.txt"), "mine");
        assertEquals(0, small.optimizeShortly(scene).code());
        assertEquals("mine", Files.readString(small.out().resolve("notes.txt")));
    }

    /** The cameras that a run writes would be those of the photographs. */
    @Test
    void aRunIsNotPutIntoItsScene() throws Exception {
        Path scene = small.scene();
        Set<String> before = Commands.files(scene);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), scene);
        for (Path out : List.of(scene, scene.resolve("images"), link, temporary)) {
            List<String> line = List.of("optimize", scene.toString(), "--steps=5", "--out=" + out);
            assertLast(Outcome.of(line), "--out", "has what is read in it");
        }
        assertEquals(before, Commands.files(scene));
    }

    @Test
    void whatCannotBeAskedForIsRefusedBeforeThereIsADirectory() {
        Path scene = small.scene();
        assertMistake(small.optimize(scene, "--max-splats=0"), "maxSplats must be from 1");
        assertMistake(small.optimize(scene, "--downscale=0"), "--downscale must be 1 or more");
        assertMistake(small.optimize(scene, "--downscale=-2"), "--downscale must be 1 or more");
        assertMistake(small.optimize(scene, "--hold-every=-1"), "holdEvery must be at least 0");
        String length = "give --steps or --seconds, one of both, more than 0";
        assertMistake(small.optimize(scene, "--steps=0"), length);
        assertMistake(small.optimize(scene, "--seconds=0"), length);
        assertMistake(small.optimize(scene, "steps=3", "seconds=3"), length);
        assertMistake(small.optimize(scene, "--steps=2.5"), "'2.5' must be a whole number");
        assertMistake(small.optimize(scene, "--seconds=soon"), "'soon' must be a number");
        assertMistake(small.optimize(scene, "--steps=1", "--seconds=1"), "--seconds");
        assertMistake(small.optimize(scene, "photographs.background=grey"), "background");
        assertMistake(small.optimize(scene, "--resume"), "there is no run in");
        assertMistake(Outcome.of(List.of("optimize", scene.toString(), "--resume")), "give --out");
        assertLast(small.optimize(scene, "--downscale=4"), "10 x 8 pixels", "smaller --downscale");
        assertLast(
                small.optimize(scene, "--hold-every=1"),
                "none is left to learn from",
                "--hold-every of 2 or");
        assertLast(
                small.optimize(scene, "--max-splats=90000000"), "too many", "choose fewer", "-Xmx");
        assertFalse(Files.exists(small.out()));
    }

    @Test
    void photographsThatAreTooSmallAsTheyAreCannotBeMadeSmaller() throws Exception {
        Path scene = small.scene();
        Files.write(
                scene.resolve("images/view03.png"), new Image(10, 8, new float[3 * 10 * 8]).png());
        Outcome outcome = small.optimize(scene);
        assertLast(outcome, "view03.png has 10 x 8 pixels, and must have 11 a side");
        assertFalse(outcome.err().contains("downscale"), outcome.err());
    }

    @Test
    void whatIsNoSceneIsRefused() throws Exception {
        assertMistake(small.optimize(temporary.resolve("nowhere")), "there is no file or folder");
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertMistake(small.optimize(empty), "no cameras found", "COLMAP");
        Path one = new SyntheticScene().views(1).write(temporary.resolve("one"));
        assertLast(small.optimize(one), "1 photograph with a camera");
        Path none = small.scene();
        Files.move(none.resolve("images"), temporary.resolve("elsewhere"));
        assertLast(small.optimize(none), "none of its 12 photographs exists");
        Path behind = new SyntheticScene().withPointsBehind().write(temporary.resolve("behind"));
        assertLast(small.optimize(behind), "no camera sees any of the 140 points", "axes");
        assertFalse(Files.exists(small.out()));
    }

    @Test
    void camerasAtOnePlaceAreRefused() throws Exception {
        Path scene = small.scene();
        Path file = scene.resolve("transforms.json");
        String json = Files.readString(file);
        String pose = json.replaceAll("(?s).*?\"transform_matrix\": (\\[.*?\\]\\]).*", "$1");
        Files.writeString(
                file,
                json.replaceAll(
                        "\"transform_matrix\": (?s)\\[.*?\\]\\]", "\"transform_matrix\": " + pose));
        assertLast(small.optimize(scene), "all 12 cameras are at the same place");
    }
}
