package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.files;
import static dev.resplat.train.Commands.metrics;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Ssim;
import dev.resplat.train.resplat2d.SomeWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command reconstruct, with a small network that has learned nothing. */
final class ReconstructCommandTest {
    private static final Set<String> FILES =
            Set.of(
                    "config.yaml",
                    "error.png",
                    "metrics.json",
                    "render.png",
                    "report.html",
                    "splats.npz");

    @TempDir private static Path weights;
    @TempDir private Path temporary;

    @BeforeAll
    static void writeWeights() {
        SomeWeights.write(weights.resolve("best.safetensors"));
    }

    private Path out() {
        return temporary.resolve("out");
    }

    private Outcome reconstruct(Path input, String... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of(
                                        "reconstruct",
                                        input.toString(),
                                        "--model=" + weights.resolve("best.safetensors"),
                                        "--out=" + out()),
                                Stream.of(more))
                        .toList());
    }

    private Path picture(int width, int height) throws IOException {
        return Commands.picture(temporary.resolve("picture.png"), width, height);
    }

    // ---- One picture -----------------------------------------------------------------------

    @Test
    void aPictureLeavesItsFiles() throws Exception {
        Path image = picture(48, 32);
        Outcome outcome = reconstruct(image, "--depth=2", "--splats=60", "--seed=3");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(FILES, files(out()));
        assertTrue(outcome.out().startsWith("psnr "), outcome.out());
        Image target = read(image);
        Image render = read(out().resolve("render.png"));
        JsonNode metrics = metrics(out());
        assertEquals(Psnr.of(render, target), metrics.get("psnr").asDouble(), 1e-9);
        assertEquals(Ssim.of(render, target), metrics.get("ssim").asDouble(), 1e-9);
        assertEquals(60, metrics.get("splats").asInt());
        assertEquals(2, metrics.get("depth").asInt());
        assertEquals(3, metrics.get("seed").asInt());
        assertEquals(0.8, metrics.get("moved").asDouble(), 1e-9);
        assertEquals(2, metrics.get("replaced").asInt());
        JsonNode byDepth = metrics.get("byDepth");
        for (String list : List.of("psnr", "ssim", "seconds", "moved", "replaced")) {
            assertEquals(3, byDepth.get(list).size(), list);
        }
        assertEquals(metrics.get("psnr"), byDepth.get("psnr").get(2));
        assertNotEquals(byDepth.get("psnr").get(0), byDepth.get("psnr").get(2), "it has moved");
        assertTrue(byDepth.get("seconds").get(0).asDouble() > 0);
        assertTrue(metrics.get("seconds").asDouble() > byDepth.get("seconds").get(1).asDouble());
        Splats2d splats = Splats2dFile.read(out().resolve("splats.npz"));
        assertEquals(60, splats.count());
        assertEquals(BlendMode.NORMALIZED, splats.mode());
        String report = Files.readString(out().resolve("report.html"));
        assertEquals(6, report.split("<img ").length, "target, three depths and the error");
        assertTrue(Files.readString(out().resolve("config.yaml")).contains("splats: 60"));
    }

    @Test
    void theRenderIsThatOfTheSplatsInTheFile() throws Exception {
        assertEquals(0, reconstruct(picture(40, 24), "--splats=50").code());
        Path other = temporary.resolve("other");
        String splats = out().resolve("splats.npz").toString();
        assertEquals(0, Outcome.of(List.of("render", splats, "--out=" + other)).code());
        assertArrayEquals(
                Files.readAllBytes(out().resolve("render.png")),
                Files.readAllBytes(other.resolve("render.png")));
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws Exception {
        Path image = picture(40, 24);
        assertEquals(0, reconstruct(image, "--splats=50", "--seed=2").code());
        byte[] first = Files.readAllBytes(out().resolve("splats.npz"));
        assertEquals(0, reconstruct(image, "--splats=50", "--seed=2").code());
        assertArrayEquals(first, Files.readAllBytes(out().resolve("splats.npz")));
        assertEquals(0, reconstruct(image, "--splats=50", "--seed=3").code());
        assertFalse(Arrays.equals(first, Files.readAllBytes(out().resolve("splats.npz"))));
        assertEquals(FILES, files(out()));
    }

    @ParameterizedTest
    @CsvSource({"8, 8, 8", "8, 100, 100", "30, 20, 75"})
    void thereIsASplatForEvery8Pixels(int width, int height, int splats) throws Exception {
        Outcome outcome = reconstruct(picture(width, height), "--depth=1");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(splats, metrics(out()).get("splats").asInt());
    }

    @Test
    void depth0IsTheProposalAlone() throws Exception {
        assertEquals(0, reconstruct(picture(40, 24), "--splats=50", "--depth=0").code());
        JsonNode metrics = metrics(out());
        assertEquals(0, metrics.get("moved").asDouble());
        assertEquals(0, metrics.get("replaced").asInt());
        assertEquals(1, metrics.get("byDepth").get("psnr").size());
    }

    // ---- Frames ----------------------------------------------------------------------------

    private Path frames(String... names) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("frames"));
        for (int i = 0; i < names.length; i++) {
            Commands.picture(folder.resolve(names[i]), 32, 24);
        }
        return folder;
    }

    /** The picture moves to the left by a pixel per frame. */
    private static void move(Path folder, int count) throws IOException {
        Image wide = read(Commands.picture(folder.resolve("wide.png"), 32 + count, 24));
        Files.delete(folder.resolve("wide.png"));
        for (int f = 0; f < count; f++) {
            float[] colors = new float[3 * 32 * 24];
            for (int y = 0; y < 24; y++) {
                System.arraycopy(wide.colors(), 3 * (y * (32 + count) + f), colors, 3 * 32 * y, 96);
            }
            Files.write(folder.resolve("f" + f + ".png"), new Image(32, 24, colors).png());
        }
    }

    @Test
    void framesLeaveARenderAndSplatsEach() throws Exception {
        Path folder = frames();
        move(folder, 3);
        Outcome outcome = reconstruct(folder, "--splats=40", "--depth=2");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                Set.of(
                        "config.yaml",
                        "frames/f0.npz",
                        "frames/f0.png",
                        "frames/f1.npz",
                        "frames/f1.png",
                        "frames/f2.npz",
                        "frames/f2.png",
                        "metrics.json",
                        "report.html"),
                files(out()));
        JsonNode metrics = metrics(out());
        double psnr = 0;
        double flicker = 0;
        Image before = null;
        Image targetBefore = null;
        for (int f = 0; f < 3; f++) {
            Image target = read(folder.resolve("f" + f + ".png"));
            Image render = read(out().resolve("frames/f" + f + ".png"));
            JsonNode frame = metrics.get("frames").get(f);
            assertEquals("f" + f, frame.get("name").asText());
            assertEquals(Psnr.of(render, target), frame.get("psnr").asDouble(), 1e-9);
            assertEquals(0.8, frame.get("moved").asDouble(), 1e-9, "of this frame alone");
            assertTrue(frame.get("seconds").asDouble() > 0);
            psnr += Psnr.of(render, target) / 3;
            if (before != null) {
                double sum = 0;
                for (int i = 0; i < render.colors().length; i++) {
                    float rendered = render.colors()[i] - before.colors()[i];
                    sum += Math.abs(rendered - (target.colors()[i] - targetBefore.colors()[i]));
                }
                double own = 255 * sum / render.colors().length;
                assertEquals(own, frame.get("flicker").asDouble(), 1e-4);
                flicker += own / 2;
            } else {
                assertTrue(frame.get("flicker").isNull());
            }
            before = render;
            targetBefore = target;
        }
        assertEquals(psnr, metrics.get("psnr").asDouble(), 1e-9);
        assertEquals(flicker, metrics.get("flicker").asDouble(), 1e-4);
        assertTrue(metrics.get("anew").get("flicker").asDouble() > 0);
    }

    @Test
    void framesThatStayTheSameDoNotFlicker() throws Exception {
        Outcome outcome = reconstruct(frames("a.png", "b.png", "c.png"), "--depth=0");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(0, metrics(out()).get("flicker").asDouble());
        assertArrayEquals(
                Files.readAllBytes(out().resolve("frames/a.png")),
                Files.readAllBytes(out().resolve("frames/c.png")));
    }

    @Test
    void damagedFramesAreSkippedAndCounted() throws Exception {
        Path folder = frames("a.png", "b.png", "c.png");
        Files.writeString(folder.resolve("b.png"), "no picture");
        Outcome outcome = reconstruct(folder, "--depth=1");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("skipped 1 of 3"), outcome.err());
        assertTrue(outcome.err().contains("b.png"), outcome.err());
        assertEquals(1, metrics(out()).get("skipped").asInt());
        assertEquals(2, metrics(out()).get("frames").size());
    }

    @Test
    void framesOfDifferentSizesAreAMistake() throws Exception {
        Path folder = frames("a.png", "b.png", "d.png");
        Commands.picture(folder.resolve("c.png"), 24, 32);
        assertMistake(reconstruct(folder), "c.png", "24 x 32", "32 x 24");
        assertFalse(Files.exists(out()));
    }

    @Test
    void aFolderWithoutPicturesIsAMistake() throws Exception {
        assertMistake(reconstruct(frames()), "has no photographs");
        assertFalse(Files.exists(out()));
    }

    // ---- Mistakes --------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "--depth=9, --depth must be from 0 to 8",
        "--depth=-1, --depth must be from 0 to 8",
        "--splats=0, --splats must be from 1",
        "--splats=2000, more than the 960 pixels",
        "--model=nowhere, there is no file nowhere",
        "--device=gpu, --device"
    })
    void whatCannotBeIsAMistakeBeforeThereIsADirectory(String option, String message)
            throws Exception {
        Outcome outcome =
                Outcome.of(
                        List.of(
                                "reconstruct",
                                picture(40, 24).toString(),
                                "--out=" + out(),
                                option.startsWith("--model")
                                        ? option
                                        : "--model=" + weights.resolve("best.safetensors"),
                                option.startsWith("--model") ? "--depth=1" : option));
        assertMistake(outcome, message);
        assertFalse(Files.exists(out()));
    }

    @Test
    void aPictureThatIsTooSmallOrNoneIsAMistake() throws Exception {
        assertMistake(reconstruct(picture(7, 100)), "7 x 100 pixels is too small");
        assertMistake(reconstruct(temporary.resolve("none.png")), "there is no file");
        assertFalse(Files.exists(out()));
    }

    @Test
    void framesThatAreReadAreNotReplaced() throws Exception {
        Path frames = Files.createDirectories(out().resolve("frames"));
        Path picture = Commands.picture(frames.resolve("a.png"), 40, 24);
        byte[] before = Files.readAllBytes(picture);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), frames);
        assertMistake(reconstruct(frames), frames + " is what is read");
        assertMistake(reconstruct(link), link + " is what is read");
        assertArrayEquals(before, Files.readAllBytes(picture));
        assertEquals(Set.of("frames/a.png"), files(out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"render.png", "error.png"})
    void aPictureThatIsReadIsNotReplaced(String name) throws Exception {
        Path picture = Commands.picture(Files.createDirectory(out()).resolve(name), 40, 24);
        byte[] before = Files.readAllBytes(picture);
        assertMistake(reconstruct(picture), picture + " is what is read");
        assertArrayEquals(before, Files.readAllBytes(picture));
        assertEquals(Set.of(name), files(out()));
    }

    @Test
    void aTrainingIsNotReplaced() throws Exception {
        Files.createDirectories(out().resolve("checkpoints"));
        assertMistake(reconstruct(picture(40, 24)), "holds a training");
    }
}
