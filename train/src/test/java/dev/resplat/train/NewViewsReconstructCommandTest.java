package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.files;
import static dev.resplat.train.Commands.metrics;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.train.metrics.Psnr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The command reconstruct, of models of new views. */
final class NewViewsReconstructCommandTest extends NewViewsCommands {
    @Test
    void aSceneNeedsTwoPhotographs() {
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        assertRefused(reconstruct(image(0), cameras), "needs two photographs");
        assertRefused(
                reconstruct(image(0), image(1), image(2), "--focal=50", "--baseline=1,0,0"),
                "--focal and --baseline guess the cameras of two photographs, not of 3");
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
    void aSceneIsMadeOfThreePhotographs() {
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        Outcome outcome = reconstruct(image(0), image(1), image(2), cameras, model());
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(Files.isRegularFile(out().resolve("scene.ply")));
        assertTrue(outcome.out().contains("%d splats".formatted(3 * 32 * 32 * 2)), outcome.out());
    }

    /** Of a model that has not learned to refine: what it is given is shown better with steps. */
    @Test
    void aSceneIsRefined() throws Exception {
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        double[] psnr = new double[2];
        for (int i = 0; i < 2; i++) {
            Outcome outcome = reconstruct(image(0), image(4), cameras, model(), "--depth=" + 2 * i);
            assertEquals(0, outcome.code(), outcome.err());
            psnr[i] = metrics(out()).get("perView").get(0).get("psnr").asDouble();
        }
        assertTrue(psnr[1] > psnr[0] + 0.3, Arrays.toString(psnr));
    }

    @Test
    void optionsOfPicturesAreForPictures() {
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        assertRefused(reconstruct(image(0), image(1), cameras, "--splats=50"), "--splats: ");
        assertRefused(
                reconstruct(image(0), image(1), cameras, "--model=resplat2d"),
                "--model: photographs of a scene need a model of new views");
        assertRefused(
                reconstruct(image(0), image(1), cameras, "--model=" + temporary.resolve("none")),
                "there is no file ");
    }

    @Test
    void damagedWeightsAreNotTakenForThoseOfPictures() throws Exception {
        byte[] whole = Files.readAllBytes(weights.resolve("best.safetensors"));
        Path half = temporary.resolve("half.safetensors");
        Files.write(half, Arrays.copyOf(whole, whole.length / 2));
        String cameras = "--cameras=" + scene.resolve("cameras.json");
        assertRefused(
                reconstruct(image(0), image(1), cameras, "--model=" + half), "half.safetensors: ");
    }

    @Test
    void twoPhotographsBecomeAScene() throws Exception {
        Outcome outcome =
                reconstruct(
                        image(0), image(4), "--cameras=" + scene.resolve("cameras.json"), model());
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                Set.of(
                        "cameras.json",
                        "config.yaml",
                        "depth.png",
                        "metrics.json",
                        "render.png",
                        "renders/000.png",
                        "renders/004.png",
                        "report.html",
                        "scene.ply",
                        "turntable.gif"),
                files(out()));
        JsonNode metrics = metrics(out());
        Splats3d splats = GaussianPly.read(out().resolve("scene.ply"), note -> {});
        assertEquals(metrics.get("splats").asInt(), splats.count());
        assertEquals(32, metrics.get("width").asInt());
        assertTrue(outcome.out().contains("scene     "), outcome.out());
        double most = 0;
        for (int i = 0; i < splats.count(); i++) {
            most = Math.max(most, splats.means()[3 * i + 2]);
        }
        // The baseline is 1 and the views are about 35 pixels of focal length wide.
        assertTrue(most < 1.01 * metrics.get("far").asDouble(), "farthest splat " + most);
        // The same again is the same, and the commands for scenes take it.
        byte[] first = Files.readAllBytes(out().resolve("scene.ply"));
        reconstruct(image(0), image(4), "--cameras=" + scene, model());
        assertArrayEquals(first, Files.readAllBytes(out().resolve("scene.ply")));
        Outcome rendered =
                Outcome.of(
                        List.of(
                                "render",
                                out().resolve("scene.ply").toString(),
                                "--cameras=" + out().resolve("cameras.json"),
                                "--device=cpu",
                                "--out=" + temporary.resolve("rendered")));
        assertEquals(0, rendered.code(), rendered.err());
        double psnr =
                Psnr.of(
                        read(temporary.resolve("rendered/000.png")),
                        read(out().resolve("renders/000.png")));
        assertTrue(psnr > 45, "rendered alike: " + psnr);
    }

    @Test
    void camerasThatAreGuessedAreSaidToBe() throws Exception {
        Outcome outcome =
                reconstruct(
                        image(0),
                        image(4),
                        "--focal=28mm",
                        "--baseline=1,0,0",
                        "--size=32x16",
                        model());
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("scale is arbitrary"), outcome.out());
        assertTrue(metrics(out()).get("guessed").asBoolean());
        assertEquals(16, metrics(out()).get("height").asInt());
        String report = Files.readString(out().resolve("report.html"));
        assertTrue(report.contains("cameras are guessed"));
    }

    @Test
    void sizesThatTheModelCannotHaveAreMistakes() {
        String cameras = "--cameras=" + scene;
        assertRefused(
                reconstruct(image(0), image(1), cameras, model(), "--size=33"), "--size: must be");
        Outcome large = reconstruct(image(0), image(1), cameras, model(), "--size=64");
        assertMistake(large, "40 x 40", "smaller than the wanted 64 x 64");
    }

    @Test
    void whatIsReadIsNotReplaced() throws Exception {
        Path inside = Files.createDirectories(out().resolve("renders")).resolve("000.png");
        Files.copy(image(0), inside);
        byte[] before = Files.readAllBytes(inside);
        assertMistake(reconstruct(inside, image(1), "--cameras=" + scene, model()), "what is read");
        assertArrayEquals(before, Files.readAllBytes(inside));
    }
}
