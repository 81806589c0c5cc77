package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.read;
import static dev.resplat.train.SmallRender.assertDone;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command render with scenes in space: what it refuses, and what it does not replace. */
final class RenderSceneMistakesTest {
    @TempDir private Path temporary;
    private SmallRender small;

    @BeforeEach
    void begin() {
        small = new SmallRender(temporary);
    }

    // ---- Directories -----------------------------------------------------------------------

    @Test
    void aSecondRenderReplacesTheFirstAsAWhole() throws Exception {
        assertDone(small.render(small.scene(), "--frames=4", "--width=32", "--animation=gif"));
        Files.writeString(small.out().resolve("notes.txt"), "mine");
        assertDone(small.render(small.scene(), "--frames=2", "--width=16"));
        assertEquals(
                Set.of("00000.png", "00001.png", "notes.txt", "render.json"),
                Commands.files(small.out()));
        assertEquals(16, read(small.out().resolve("00000.png")).width());
    }

    @Test
    void photographsAreNotReplaced() throws Exception {
        Path folder = small.cameras(true);
        byte[] photograph = Files.readAllBytes(folder.resolve("photo1.png"));
        Outcome outcome =
                Outcome.of(
                        List.of(
                                "render",
                                small.scene().toString(),
                                "--cameras=" + folder,
                                "--out=" + folder));
        assertMistake(outcome, "photo0.png that no render has left", "choose another");
        assertArrayEquals(photograph, Files.readAllBytes(folder.resolve("photo1.png")));
    }

    @Test
    void aListThatNamesOtherFilesDoesNotRemoveThem() throws Exception {
        assertDone(small.render(small.scene(), "--frames=1", "--width=16"));
        Path mine = Commands.picture(temporary.resolve("mine.png"), 3, 3);
        Files.writeString(
                small.out().resolve("render.json"),
                "{\"frames\": [{\"file\": \"../mine.png\"}, {\"file\": \"00000.png\"}]}");
        assertDone(small.render(small.scene(), "--frames=1", "--width=16"));
        assertTrue(Files.exists(mine));
        Files.writeString(small.out().resolve("render.json"), "no list");
        assertMistake(
                small.render(small.scene(), "--frames=1", "--width=16"), "no render has left");
    }

    // ---- Mistakes --------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--frames=0",
                "--frames=100001",
                "--frames=many",
                "--path=spiral",
                "--path=interpolate",
                "--cameras=nowhere",
                "--background=red",
                "--background=1,2,3",
                "--background=1,1",
                "--background=NaN,0,0",
                "--format=jpg",
                "--animation=mp4",
                "--fps=10",
                "--width=0",
                "--scale=-1",
                "--downscale=0",
                "--scale=1e12",
                "--scale=1e5"
            })
    void whatCannotBeIsOneLineAndLeavesNothing(String option) {
        assertMistake(small.render(small.scene(), option), "resplat render: ");
        assertFalse(Files.exists(small.out()));
    }

    @Test
    void aSizeThatCannotBeNamesItsOption() {
        assertMistake(small.render(small.scene(), "--width=0"), "--width 0: a camera of 800 x 600");
        assertMistake(small.render(small.scene(), "--downscale=0"), "--downscale 0.0: a camera");
    }

    @Test
    void anAnimationOfFramesOfDifferentSizesIsAMistake() throws Exception {
        Outcome outcome =
                small.render(small.scene(), "--cameras", small.cameras(false), "--animation=gif");
        assertMistake(outcome, "photo0 and photo1", "24 x 16 and 32 x 16", "--path");
        assertFalse(Files.exists(small.out()));
    }

    @Test
    void optionsThatDoNotGoTogetherAreMistakes() throws Exception {
        Path folder = small.cameras(true);
        assertMistake(
                small.render(small.scene(), "--cameras", folder, "--frames=3"), "give --path");
        assertMistake(
                small.render(small.scene(), "--animation=gif", "--fps=0.5"),
                "from 1 to 50, is 0.5");
        assertMistake(
                small.render(small.scene(), "--animation=gif", "--fps=NaN"),
                "from 1 to 50, is NaN");
        Path picture = Files.writeString(temporary.resolve("splats.npz"), "");
        assertMistake(
                small.render(picture, "--frames=3"), picture.toString(), "only scenes in space");
        assertFalse(Files.exists(small.out()));
    }

    @Test
    void filesThatAreNoScenesAreMistakes() throws Exception {
        Path file = small.scene();
        byte[] whole = Files.readAllBytes(file);
        for (int length : List.of(0, 10, whole.length / 2, whole.length - 1)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertMistake(small.render(file), file.toString());
        }
        GaussianPly.write(
                file,
                new Splats3d(
                        0, new float[0], new float[0], new float[0], new float[0], new float[0]));
        assertMistake(small.render(file), "no splat to look at", "--cameras");
        assertMistake(small.render(temporary.resolve("none.ply")), "there is no file");
        assertFalse(Files.exists(small.out()));
    }

    @Test
    void droppedSplatsAreSaid() throws Exception {
        Path file = small.scene();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length - 16, bytes.length, (byte) 0);
        Files.write(file, bytes);
        Outcome outcome = small.render(file, "--frames=1", "--width=16");
        assertDone(outcome);
        assertTrue(outcome.err().startsWith(file + ": dropped 1 of 6 splats"), outcome.err());
        assertTrue(outcome.out().contains("5 splats with harmonics"), outcome.out());
    }
}
