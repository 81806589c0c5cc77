package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.resplat.train.synthesis.PaintedPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands eval and reconstruct, of models of new views. */
final class NewViewsCommandTest {
    @TempDir private Path temporary;
    private Path scene;

    @BeforeEach
    void writeScene() {
        scene = PaintedPlane.write(temporary.resolve("scene"), 5, 40, 40);
    }

    private Path out() {
        return temporary.resolve("out");
    }

    private Path image(int number) {
        return scene.resolve("images/%03d.png".formatted(number));
    }

    private Outcome run(String command, List<?> more) {
        List<String> all = new ArrayList<>(List.of(command, "--out=" + out()));
        more.forEach(argument -> all.add(argument.toString()));
        return Outcome.of(all);
    }

    /** Says what is wrong, and writes nothing. */
    private void assertRefused(Outcome outcome, String... parts) {
        assertMistake(outcome, parts);
        assertFalse(Files.exists(out()));
    }

    // ---- reconstruct -----------------------------------------------------------------------

    private Outcome reconstruct(Object... more) {
        return run("reconstruct", List.of(more));
    }

    @Test
    void aSceneNeedsTwoPhotographs() {
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        assertRefused(reconstruct(image(0), cameras), "needs two photographs");
        assertRefused(
                reconstruct(image(0), image(1), image(2), cameras), "3 photographs were given");
        assertRefused(reconstruct(image(0), image(0), cameras), "given twice");
        assertRefused(reconstruct(image(0), image(9), cameras), "there is no file", "009.png");
        assertRefused(reconstruct(image(0), scene.resolve("images"), cameras), "is a directory");
        assertRefused(reconstruct(image(0), "--model=pixelsplat"), "needs two photographs");
    }

    @Test
    void twoPhotographsNeedTheirCameras() {
        assertRefused(reconstruct(image(0), image(1)), "--cameras FILE", "--focal");
        assertRefused(reconstruct(image(0), image(1), "--focal=50"), "--baseline");
        assertRefused(reconstruct(image(0), image(1), "--baseline=1,0,0"), "--focal");
        assertRefused(
                reconstruct(image(0), image(1), "--focal=0", "--baseline=1,0,0"),
                "--focal: must be more than 0");
        assertRefused(
                reconstruct(image(0), image(1), "--focal=50mm", "--baseline=0,0,0"),
                "--baseline: must be three numbers");
        assertRefused(
                reconstruct(image(0), image(1), "--cameras=" + scene, "--focal=50"),
                "leave --focal and --baseline out");
        assertRefused(
                reconstruct(image(0), image(1), "--cameras=" + temporary.resolve("none.json")),
                "none.json");
    }

    @Test
    void photographsWithoutACameraAreAMistake() throws Exception {
        Path other = Files.copy(image(1), temporary.resolve("other.png"));
        assertRefused(
                reconstruct(image(0), other, "--cameras=" + scene.resolve("cameras.json")),
                "none of its 5 cameras is of other.png");
    }

    @Test
    void optionsOfPicturesAreForPictures() {
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        assertRefused(reconstruct(image(0), image(1), cameras, "--depth=2"), "--depth: ");
        assertRefused(reconstruct(image(0), image(1), cameras, "--splats=50"), "--splats: ");
        assertRefused(
                reconstruct(image(0), image(1), cameras, "--model=resplat2d"),
                "--model: two photographs need a model of new views");
    }

    // ---- eval ------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--context=0,4 --splats=3; --splats: is for models of pictures",
                "--context=0,4 --fit; --fit: is for models of pictures",
                "--context=3; --context: must be numbers of two or more",
                "--context=3,3; --context: must be numbers of two or more",
                "--context=3,4; --context: there is no view strictly between",
                "--context=a,b; --context: must be numbers of views",
                "--context=0,4 --index=none.json; give one of both",
                "--index=none.json; there is no file none.json"
            })
    void optionsThatCannotBeAreMistakes(String options, String message) {
        List<String> more = new ArrayList<>(List.of("pixelsplat", "--data=" + scene));
        more.addAll(List.of(options.split(" ")));
        assertRefused(run("eval", more), message);
    }

    @Test
    void newViewsNeedScenes() throws Exception {
        assertRefused(run("eval", List.of("pixelsplat")), "--data: ");
        Path empty = Files.createDirectories(temporary.resolve("empty"));
        assertRefused(run("eval", List.of("pixelsplat", "--data=" + empty)), "has no scenes");
        assertRefused(
                run("eval", List.of("resplat2d", "--context=0,4")),
                "--context: is for models of new views");
    }
}
