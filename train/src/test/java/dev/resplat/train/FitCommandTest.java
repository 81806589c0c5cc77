package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Ssim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands fit and render. */
final class FitCommandTest {
    private static final Set<String> FILES =
            Set.of(
                    "config.yaml",
                    "error.png",
                    "metrics.json",
                    "render.png",
                    "report.html",
                    "splats.npz");

    @TempDir private Path temporary;

    private Path picture(int width, int height) throws IOException {
        return Commands.picture(temporary.resolve("picture.png"), width, height);
    }

    private Path out() {
        return temporary.resolve("a fit");
    }

    private Outcome fit(Path image, String... more) {
        return Outcome.of(
                Stream.concat(Stream.of("fit", image.toString(), "--out=" + out()), Stream.of(more))
                        .toList());
    }

    private Outcome render(Path splats, String... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of("render", splats.toString(), "--out=" + out()),
                                Stream.of(more))
                        .toList());
    }

    private JsonNode metrics() throws IOException {
        return Commands.metrics(out());
    }

    // ---- fit -------------------------------------------------------------------------------

    @Test
    void fitLeavesItsFiles() throws Exception {
        Path image = picture(48, 32);
        Outcome outcome = fit(image, "--splats=60", "--steps=40", "--seed=3", "--device=cpu");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(FILES, Commands.files(out()));
        assertTrue(outcome.out().startsWith("psnr "), outcome.out());
        assertTrue(outcome.out().contains(out().resolve("report.html").toString()), outcome.out());
        assertTrue(outcome.err().matches("(?s).*100% .* dB, 60 splats\\R"), outcome.err());

        JsonNode metrics = metrics();
        assertEquals(60, metrics.get("splats").asInt());
        assertEquals(40, metrics.get("steps").asInt());
        assertEquals(3, metrics.get("seed").asInt());
        assertEquals("cpu", metrics.get("device").asText());
        assertEquals("additive", metrics.get("blend").asText());
        assertTrue(metrics.get("complete").asBoolean());
        assertTrue(metrics.get("seconds").asDouble() > 0);
        assertTrue(metrics.get("pixelPairsPerSecond").asDouble() > 0);
        Image target = read(image);
        Image render = read(out().resolve("render.png"));
        assertEquals(Psnr.of(render, target), metrics.get("psnr").asDouble(), 1e-9);
        assertEquals(Ssim.of(render, target), metrics.get("ssim").asDouble(), 1e-9);
        assertTrue(metrics.get("psnr").asDouble() > 15, metrics.toString());
        assertArrayEquals(
                target.difference(render, 5).stored().colors(),
                read(out().resolve("error.png")).colors());

        String report = Files.readString(out().resolve("report.html"));
        assertEquals(4, report.split("<img ").length);
        assertEquals(4, report.split("<svg ").length);
        String command = "resplat fit %s '--out=%s' --splats=60".formatted(image, out());
        assertTrue(report.contains(command), "the command line");
        assertTrue(report.contains("splats: 60"), "the configuration");
        assertTrue(Files.readString(out().resolve("config.yaml")).contains("seed: 3"));
    }

    @ParameterizedTest
    @EnumSource(BlendMode.class)
    void renderMakesTheSamePictureAgain(BlendMode mode) throws Exception {
        String blend = "--blend=" + mode.name().toLowerCase();
        Outcome outcome = fit(picture(24, 16), "--splats=20", "--steps=5", blend);
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(mode, Splats2dFile.read(out().resolve("splats.npz")).mode());
        Path other = temporary.resolve("other");
        String splats = out().resolve("splats.npz").toString();
        assertEquals(0, Outcome.of(List.of("render", splats, "--out=" + other)).code());
        assertArrayEquals(
                Files.readAllBytes(out().resolve("render.png")),
                Files.readAllBytes(other.resolve("render.png")));
    }

    @Test
    void renderDoesNotReplaceThePictureOfAFit() throws Exception {
        assertEquals(0, fit(picture(24, 16), "--splats=20", "--steps=2").code());
        byte[] png = Files.readAllBytes(out().resolve("render.png"));
        assertMistake(render(out().resolve("splats.npz"), "--scale=2"), "holds a fit", "another");
        assertArrayEquals(png, Files.readAllBytes(out().resolve("render.png")));
    }

    @Test
    void aFitThatIsOverBeforeAllSplatsAreThereSaysSo() throws Exception {
        String[] late = {"growth.from=1", "growth.until=1"};
        Outcome outcome = fit(picture(24, 16), "--splats=40", "--seconds=0.2", late[0], late[1]);
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("over before all splats were added"), outcome.out());
        assertEquals(10, metrics().get("splats").asInt());
        assertFalse(metrics().get("complete").asBoolean());
    }

    @Test
    void stepsAsAValueReplaceTheSeconds() throws Exception {
        assertEquals(0, fit(picture(24, 16), "--splats=20", "steps=3").code());
        assertEquals(3, metrics().get("steps").asInt());
    }

    @Test
    void aPictureThatIsMatchedExactlyHasNoPsnr() throws Exception {
        Image black = new Image(12, 12, new float[3 * 12 * 12]);
        Path file = Files.write(temporary.resolve("black.png"), black.png());
        assertEquals(0, fit(file, "--splats=3", "--steps=3").code());
        assertTrue(metrics().get("psnr").isNull(), metrics().toString());
    }

    @Test
    void whatCannotBeIsRefusedBeforeThereIsADirectory() throws Exception {
        Outcome small = fit(picture(8, 8), "--splats=3", "--steps=3", "loss.ssim=1");
        assertMistake(small, "loss.ssim", "11 x 11");
        assertFalse(Files.exists(out()));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 1, 5", "600, 2, 30", "3, 200, 30", "5, 4, 100"})
    void picturesMayBeTinyOrNarrowAndHaveFewerPixelsThanSplats(int width, int height, int splats)
            throws Exception {
        Outcome outcome = fit(picture(width, height), "--splats=" + splats, "--steps=3");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(metrics().get("ssim").isNull(), "smaller than the window of SSIM");
        assertTrue(outcome.out().contains("ssim      not defined"), outcome.out());
        Image render = read(out().resolve("render.png"));
        assertEquals(width, render.width());
        assertEquals(height, render.height());
    }

    @Test
    void aFitMayLastForSeconds() throws Exception {
        Outcome outcome = fit(picture(24, 16), "--splats=10", "--seconds=0.5");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(metrics().get("seconds").asDouble() >= 0.5);
        assertTrue(metrics().get("steps").asInt() >= 1);
        assertTrue(metrics().get("complete").asBoolean());
    }

    @Test
    void aSecondFitReplacesTheFirst() throws Exception {
        assertEquals(0, fit(picture(24, 16), "--splats=10", "--steps=2").code());
        assertEquals(0, fit(picture(24, 16), "--splats=12", "--steps=2").code());
        assertEquals(12, metrics().get("splats").asInt());
        assertEquals(FILES, Commands.files(out()));
    }

    @Test
    void whatNoFitHasLeftIsNotReplaced() throws Exception {
        Path image = picture(24, 16);
        Files.createDirectories(out());
        for (String name :
                List.of("splats.npz", "render.png", "error.png", "report.html", "metrics.json")) {
            Path file = Files.writeString(out().resolve(name), "mine");
            assertMistake(fit(image, "--steps=1"), file + " that no run has left", "--out");
            assertEquals("mine", Files.readString(file));
            Files.delete(file);
        }
    }

    @Test
    void thePictureThatIsReadIsNotReplaced() throws Exception {
        assertEquals(0, fit(picture(24, 16), "--splats=10", "--steps=2").code());
        Path render = out().resolve("render.png");
        assertMistake(fit(render, "--steps=1"), render + " is what is read");
    }

    @Test
    void aTrainingIsNotReplaced() throws Exception {
        Files.createDirectories(out().resolve("checkpoints"));
        assertMistake(fit(picture(24, 16), "--steps=1"), "holds a training", out().toString());
    }

    @Test
    void whatIsTransparentIsSaid() throws Exception {
        Path image = temporary.resolve("alpha.webp");
        try (var in = getClass().getResourceAsStream("/dev/resplat/testdata/images/alpha.webp")) {
            Files.copy(in, image);
        }
        Outcome outcome = fit(image, "--splats=10", "--steps=2");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(
                outcome.err().startsWith(image + ": what is transparent lies on white"),
                outcome.err());
    }

    // ---- Mistakes --------------------------------------------------------------------------

    @Test
    void aDamagedImageIsFoundBeforeADirectoryIsMade() throws Exception {
        Path image = picture(24, 16);
        byte[] whole = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(whole, whole.length / 2));
        assertMistake(fit(image, "--steps=1"), image.toString(), "cut off");
        assertFalse(Files.exists(out()));
    }

    @Test
    void aDirectoryThatIsNoneIsFoundBeforeTheFit() throws Exception {
        Files.writeString(out(), "a file");
        assertMistake(fit(picture(24, 16), "--steps=1000000"), out() + " is a file");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDirectoryThatCannotBeMadeIsFoundBeforeTheFit() throws Exception {
        Path image = picture(24, 16);
        assertMistake(
                Outcome.of("fit %s --steps=1000000 --out=/proc/none".formatted(image)),
                "cannot use /proc/none");
    }

    // ---- render ----------------------------------------------------------------------------

    private Path splats(int count) {
        float[] means = new float[2 * count];
        float[] logScales = new float[2 * count];
        float[] weights = new float[count];
        float[] colors = new float[3 * count];
        for (int i = 0; i < count; i++) {
            means[2 * i] = 3 * i;
            means[2 * i + 1] = 2 * i;
            weights[i] = 1;
            colors[3 * i + i % 3] = 1;
        }
        Path file = temporary.resolve("splats.npz");
        Splats2dFile.write(
                file,
                new Splats2d(
                        12,
                        8,
                        BlendMode.ADDITIVE,
                        means,
                        logScales,
                        new float[count],
                        weights,
                        colors));
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "--scale=1, 12, 8",
        "--scale=4, 48, 32",
        "--scale=0.25, 3, 2",
        "--scale=1e-9, 1, 1",
        "--width=30, 30, 20",
        "--height=100, 150, 100",
        "--height=1, 2, 1"
    })
    void splatsAreRenderedAtAnySize(String size, int width, int height) {
        Outcome outcome = render(splats(4), size, "--device=cpu");
        assertEquals(0, outcome.code(), outcome.err());
        Image render = read(out().resolve("render.png"));
        assertEquals(width, render.width());
        assertEquals(height, render.height());
        assertEquals("", outcome.err());
    }

    @Test
    void aLargerRenderIsTheSamePicture() {
        Path file = splats(4);
        assertEquals(0, render(file).code());
        Image small = read(out().resolve("render.png"));
        assertEquals(0, render(file, "--scale=8").code());
        Image large = read(out().resolve("render.png")).within(12);
        assertTrue(Psnr.of(small, large) > 25, "PSNR " + Psnr.of(small, large));
    }

    @ParameterizedTest
    @CsvSource({
        "--scale=0",
        "--scale=-1",
        "--scale=NaN",
        "--scale=1e12",
        "--scale=1e5",
        "--width=0"
    })
    void aSizeThatCannotBeIsAMistake(String size) {
        assertMistake(render(splats(4), size), "resplat render: ");
        assertFalse(Files.exists(out()));
    }

    @Test
    void aFileThatHoldsNoSplatsIsAMistake() throws Exception {
        Path file = splats(4);
        byte[] whole = Files.readAllBytes(file);
        for (int length : List.of(0, 10, whole.length / 2, whole.length - 1)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertMistake(render(file), file.toString());
        }
        assertMistake(render(picture(3, 2)), "picture.png");
        assertMistake(render(temporary), "is a directory");
        assertFalse(Files.exists(out()));
    }
}
