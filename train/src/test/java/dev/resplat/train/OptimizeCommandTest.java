package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Ssim;
import dev.resplat.train.optimize.SyntheticScene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command optimize leaves, and render after it. */
final class OptimizeCommandTest {
    private static final Set<String> FILES =
            Set.of(
                    "cameras.json",
                    "checkpoints/last.safetensors",
                    "config.yaml",
                    "heldout/view00-photo.png",
                    "heldout/view00.png",
                    "heldout/view08-photo.png",
                    "heldout/view08.png",
                    "metrics.json",
                    "metrics.jsonl",
                    "report.html",
                    "scene.ply");

    @TempDir private Path temporary;
    private SmallOptimization small;

    @BeforeEach
    void begin() {
        small = new SmallOptimization(temporary);
    }

    @Test
    void itLeavesItsFiles() throws Exception {
        Outcome outcome = small.optimizeShortly(small.scene());
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(new TreeSet<>(FILES), Commands.files(small.out()));
        assertTrue(outcome.out().startsWith("psnr "), outcome.out());
        assertTrue(outcome.out().contains("mean of 2 held-out views"), outcome.out());
        assertTrue(
                outcome.out().contains(small.out().resolve("scene.ply").toString()), outcome.out());
        assertTrue(outcome.err().contains("of memory that Java may use"), outcome.err());
        assertTrue(outcome.err().contains("begin where photographs agree"), outcome.err());
        assertTrue(outcome.err().matches("(?s).*100% .* dB, 1\\d\\d splats\\R"), outcome.err());

        JsonNode metrics = Commands.metrics(small.out());
        assertEquals("held-out", metrics.get("views").asText());
        assertEquals(10, metrics.get("trainingViews").asInt());
        assertEquals(2, metrics.get("heldOutViews").asInt());
        assertEquals(100, metrics.get("splats").asInt());
        assertEquals(12, metrics.get("steps").asInt());
        assertTrue(metrics.get("complete").asBoolean());
        assertFalse(metrics.get("diverged").asBoolean());
        assertTrue(metrics.get("psnrTraining").asDouble() > 5);
        double seconds = metrics.get("seconds").asDouble();
        assertEquals(seconds / 12, metrics.get("secondsPerStep").asDouble(), 1e-9);

        double psnr = 0;
        double ssim = 0;
        for (int i = 0; i < 2; i++) {
            JsonNode view = metrics.get("perView").get(i);
            String name = view.get("name").asText();
            Image render = read(small.out().resolve("heldout/" + name + ".png"));
            Image photo = read(small.out().resolve("heldout/" + name + "-photo.png"));
            assertArrayEquals(
                    read(temporary.resolve("a scene/images/" + name + ".png")).colors(),
                    photo.colors());
            assertEquals(Psnr.of(render, photo), view.get("psnr").asDouble(), 1e-9);
            assertEquals(Ssim.of(render, photo), view.get("ssim").asDouble(), 1e-9);
            assertEquals(SyntheticScene.WIDTH, view.get("width").asInt());
            psnr += Psnr.of(render, photo) / 2;
            ssim += Ssim.of(render, photo) / 2;
        }
        assertEquals(psnr, metrics.get("psnr").asDouble(), 1e-9);
        assertEquals(ssim, metrics.get("ssim").asDouble(), 1e-9);
        String report = Files.readString(small.out().resolve("report.html"));
        assertEquals(5, report.split("<img ").length);
        assertEquals(5, report.split("<svg ").length);
        assertTrue(report.contains("maxSplats: 100"), "the configuration");
        assertEquals(12, Files.readAllLines(small.out().resolve("metrics.jsonl")).size());
    }

    @Test
    void renderMakesTheSamePicturesAgain() throws Exception {
        assertEquals(0, small.optimizeShortly(small.scene()).code());
        Path frames = temporary.resolve("frames");
        Outcome render =
                Outcome.of(
                        List.of(
                                "render",
                                small.out().resolve("scene.ply").toString(),
                                "--cameras=" + small.out().resolve("cameras.json"),
                                "--out=" + frames));
        assertEquals(0, render.code(), render.err());
        assertEquals(SyntheticScene.VIEWS + 1, Commands.files(frames).size());
        assertArrayEquals(
                Files.readAllBytes(small.out().resolve("heldout/view08.png")),
                Files.readAllBytes(frames.resolve("view08.png")));
    }

    /** What is behind the splats, and how they are blurred, is said beside the cameras. */
    @Test
    void renderDoesAsTheRunDid() throws Exception {
        Path scene = new SyntheticScene().transparent().write(temporary.resolve("scene"));
        assertEquals(0, small.optimizeShortly(scene, "antialiased=true", "blur=0.8").code());
        byte[] held = Files.readAllBytes(small.out().resolve("heldout/view08.png"));
        for (Path cameras : List.of(small.out(), small.out().resolve("cameras.json"))) {
            assertArrayEquals(held, rendered(cameras));
        }
        assertArrayEquals(held, rendered(small.out(), "--background=1,1,1", "--antialiased"));
        byte[] black = rendered(small.out(), "--background=black");
        byte[] plain = rendered(small.out(), "--no-antialiased");
        assertFalse(Arrays.equals(held, black));
        assertFalse(Arrays.equals(held, plain));
        byte[] again = rendered(temporary.resolve("frames/render.json"));
        assertArrayEquals(plain, again, "as the render before");
        assertEquals(0, read(temporary.resolve("frames/view00.png")).colors().length % 3);
        Files.writeString(
                small.out().resolve("cameras.json"),
                Files.readString(small.out().resolve("cameras.json"))
                        .replaceFirst("\"antialiased\" : true", "\"antialiased\" : 3"));
        assertMistake(render(small.out()), "antialiased must be true or false, is 3");
    }

    private Outcome render(Path cameras, String... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of(
                                        "render",
                                        small.out().resolve("scene.ply").toString(),
                                        "--cameras=" + cameras,
                                        "--device=cpu",
                                        "--out=" + temporary.resolve("frames")),
                                Stream.of(more))
                        .toList());
    }

    private byte[] rendered(Path cameras, String... more) throws Exception {
        Outcome render = render(cameras, more);
        assertEquals(0, render.code(), render.err());
        return Files.readAllBytes(temporary.resolve("frames/view08.png"));
    }

    /** Both pictures have it, so that metrics of the files are those that are told. */
    @Test
    void theBorderIsBlackInPhotographsToo() throws Exception {
        Path scene = small.scene();
        for (int n = 0; n < SyntheticScene.VIEWS; n++) {
            Path file = scene.resolve("images/view%02d.png".formatted(n));
            float[] colors = read(file).colors();
            for (int i = 0; i < colors.length; i++) {
                boolean left = i / 3 % SyntheticScene.WIDTH == 0;
                colors[i] = left ? 0.1f : 0.4f + 0.6f * colors[i];
            }
            Files.write(file, new Image(SyntheticScene.WIDTH, SyntheticScene.HEIGHT, colors).png());
        }
        assertEquals(0, small.optimizeShortly(scene).code());
        JsonNode metrics = Commands.metrics(small.out());
        assertEquals(SyntheticScene.HEIGHT, metrics.get("border").asInt());
        Image photo = read(small.out().resolve("heldout/view08-photo.png"));
        Image render = read(small.out().resolve("heldout/view08.png"));
        for (int y = 0; y < SyntheticScene.HEIGHT; y++) {
            assertEquals(0, photo.colors()[3 * y * SyntheticScene.WIDTH]);
            assertEquals(0, render.colors()[3 * y * SyntheticScene.WIDTH]);
            assertTrue(photo.colors()[3 * y * SyntheticScene.WIDTH + 3] > 0.3);
        }
        // Errors are the same, and pixels more, as many as the border has.
        double more = 10 * Math.log10(SyntheticScene.WIDTH / (SyntheticScene.WIDTH - 1.0));
        double told = metrics.get("perView").get(1).get("psnr").asDouble();
        assertEquals(told + more, Psnr.of(render, photo), 1e-9);
    }

    @Test
    void photographsAreMadeSmallerAsItIsSaid() throws Exception {
        assertEquals(
                0, small.optimizeShortly(small.scene(), "--downscale=2", "--hold-every=5").code());
        assertEquals(2, Commands.metrics(small.out()).get("downscale").asInt());
        Image photo = read(small.out().resolve("heldout/view05-photo.png"));
        assertEquals(SyntheticScene.WIDTH / 2, photo.width());
        assertTrue(Files.exists(small.out().resolve("heldout/view10.png")));
    }

    @Test
    void photographsMayHaveDifferentSizes() throws Exception {
        Path scene = small.scene();
        Files.write(
                scene.resolve("images/view08.png"),
                new Image(80, 64, new float[3 * 80 * 64]).png());
        assertEquals(0, small.optimizeShortly(scene).code());
        assertEquals(80, read(small.out().resolve("heldout/view08.png")).width());
        assertEquals(40, read(small.out().resolve("heldout/view00.png")).width());
    }

    @Test
    void aPreviewShowsAHeldOutView() throws Exception {
        assertEquals(0, small.optimizeShortly(small.scene(), "saving.previewSeconds=0.001").code());
        Image preview = ImageFile.read(small.out().resolve("preview.png"), notice -> {});
        // the frame in which it is learned is another than that of the file: one level of rounding
        float[] exported = read(small.out().resolve("heldout/view00.png")).colors();
        assertArrayEquals(exported, preview.colors(), 1.01f / 255);
    }

    @Test
    void aShortRunHasAPreview() throws Exception {
        assertEquals(0, small.optimize(small.scene(), "--steps=2", "--max-splats=1").code());
        assertTrue(Files.exists(small.out().resolve("preview.png")));
    }

    @Test
    void whatIsOneIsSaidAsOne() throws Exception {
        Outcome outcome =
                small.optimize(small.scene(), "--steps=2", "--max-splats=1", "--hold-every=12");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains(", of 1 held-out view, after"), outcome.out());
        assertTrue(outcome.out().contains(", 1 splat\n"), outcome.out());
        assertTrue(outcome.err().contains("up to 1 splat and 12 photographs take"), outcome.err());
        assertTrue(outcome.err().contains(" MB of the "), outcome.err());
    }

    @Test
    void aLengthInSecondsIsKept() throws Exception {
        Outcome outcome = small.optimize(small.scene(), "seconds=1", "--max-splats=100");
        assertEquals(0, outcome.code(), outcome.err());
        JsonNode metrics = Commands.metrics(small.out());
        assertTrue(metrics.get("seconds").asDouble() >= 1, metrics.toString());
        assertTrue(metrics.get("seconds").asDouble() < 10, metrics.toString());
        assertTrue(metrics.get("steps").asInt() > 1, metrics.toString());
        assertTrue(outcome.err().contains("splats, step "), outcome.err());
    }
}
