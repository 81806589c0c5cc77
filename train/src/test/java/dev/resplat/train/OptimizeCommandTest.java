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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command optimize, and render after it. */
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

    private Path scene() {
        return new SyntheticScene().write(temporary.resolve("a scene"));
    }

    private Path out() {
        return temporary.resolve("the run");
    }

    private Outcome optimize(Path scene, String... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of("optimize", scene.toString(), "--out=" + out()),
                                Stream.of(more))
                        .toList());
    }

    /** A short run. */
    private Outcome optimizeShortly(Path scene, String... more) {
        return optimize(
                scene,
                Stream.concat(
                                Stream.of(
                                        "--steps=12",
                                        "--max-splats=100",
                                        "saving.previewSeconds=0",
                                        "adapt.every=5"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    // ---- What it leaves --------------------------------------------------------------------

    @Test
    void itLeavesItsFiles() throws Exception {
        Outcome outcome = optimizeShortly(scene());
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(new TreeSet<>(FILES), Commands.files(out()));
        assertTrue(outcome.out().startsWith("psnr "), outcome.out());
        assertTrue(outcome.out().contains("mean of 2 held-out views"), outcome.out());
        assertTrue(outcome.out().contains(out().resolve("scene.ply").toString()), outcome.out());
        assertTrue(outcome.err().contains("of memory that Java may use"), outcome.err());
        assertTrue(outcome.err().contains("begin where photographs agree"), outcome.err());
        assertTrue(outcome.err().matches("(?s).*100% .* dB, 1\\d\\d splats\\R"), outcome.err());

        JsonNode metrics = Commands.metrics(out());
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
            Image render = read(out().resolve("heldout/" + name + ".png"));
            Image photo = read(out().resolve("heldout/" + name + "-photo.png"));
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
        String report = Files.readString(out().resolve("report.html"));
        assertEquals(5, report.split("<img ").length);
        assertEquals(5, report.split("<svg ").length);
        assertTrue(report.contains("maxSplats: 100"), "the configuration");
        assertEquals(12, Files.readAllLines(out().resolve("metrics.jsonl")).size());
    }

    @Test
    void renderMakesTheSamePicturesAgain() throws Exception {
        assertEquals(0, optimizeShortly(scene()).code());
        Path frames = temporary.resolve("frames");
        Outcome render =
                Outcome.of(
                        List.of(
                                "render",
                                out().resolve("scene.ply").toString(),
                                "--cameras=" + out().resolve("cameras.json"),
                                "--out=" + frames));
        assertEquals(0, render.code(), render.err());
        assertEquals(SyntheticScene.VIEWS + 1, Commands.files(frames).size());
        assertArrayEquals(
                Files.readAllBytes(out().resolve("heldout/view08.png")),
                Files.readAllBytes(frames.resolve("view08.png")));
    }

    /** What is behind the splats, and how they are blurred, is said beside the cameras. */
    @Test
    void renderDoesAsTheRunDid() throws Exception {
        Path scene = new SyntheticScene().transparent().write(temporary.resolve("scene"));
        assertEquals(0, optimizeShortly(scene, "antialiased=true", "blur=0.8").code());
        byte[] held = Files.readAllBytes(out().resolve("heldout/view08.png"));
        for (Path cameras : List.of(out(), out().resolve("cameras.json"))) {
            assertArrayEquals(held, rendered(cameras));
        }
        assertArrayEquals(held, rendered(out(), "--background=1,1,1", "--antialiased"));
        byte[] black = rendered(out(), "--background=black");
        byte[] plain = rendered(out(), "--no-antialiased");
        assertFalse(Arrays.equals(held, black));
        assertFalse(Arrays.equals(held, plain));
        byte[] again = rendered(temporary.resolve("frames/render.json"));
        assertArrayEquals(plain, again, "as the render before");
        assertEquals(0, read(temporary.resolve("frames/view00.png")).colors().length % 3);
        Files.writeString(
                out().resolve("cameras.json"),
                Files.readString(out().resolve("cameras.json"))
                        .replaceFirst("\"antialiased\" : true", "\"antialiased\" : 3"));
        assertMistake(render(out()), "antialiased must be true or false, is 3");
    }

    private Outcome render(Path cameras, String... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of(
                                        "render",
                                        out().resolve("scene.ply").toString(),
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
        Path scene = scene();
        for (int n = 0; n < SyntheticScene.VIEWS; n++) {
            Path file = scene.resolve("images/view%02d.png".formatted(n));
            float[] colors = read(file).colors();
            for (int i = 0; i < colors.length; i++) {
                boolean left = i / 3 % SyntheticScene.WIDTH == 0;
                colors[i] = left ? 0.1f : 0.4f + 0.6f * colors[i];
            }
            Files.write(file, new Image(SyntheticScene.WIDTH, SyntheticScene.HEIGHT, colors).png());
        }
        assertEquals(0, optimizeShortly(scene).code());
        JsonNode metrics = Commands.metrics(out());
        assertEquals(SyntheticScene.HEIGHT, metrics.get("border").asInt());
        Image photo = read(out().resolve("heldout/view08-photo.png"));
        Image render = read(out().resolve("heldout/view08.png"));
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
        assertEquals(0, optimizeShortly(scene(), "--downscale=2", "--hold-every=5").code());
        assertEquals(2, Commands.metrics(out()).get("downscale").asInt());
        Image photo = read(out().resolve("heldout/view05-photo.png"));
        assertEquals(SyntheticScene.WIDTH / 2, photo.width());
        assertTrue(Files.exists(out().resolve("heldout/view10.png")));
    }

    @Test
    void photographsMayHaveDifferentSizes() throws Exception {
        Path scene = scene();
        Files.write(
                scene.resolve("images/view08.png"),
                new Image(80, 64, new float[3 * 80 * 64]).png());
        assertEquals(0, optimizeShortly(scene).code());
        assertEquals(80, read(out().resolve("heldout/view08.png")).width());
        assertEquals(40, read(out().resolve("heldout/view00.png")).width());
    }

    @Test
    void aPreviewShowsAHeldOutView() throws Exception {
        assertEquals(0, optimizeShortly(scene(), "saving.previewSeconds=0.001").code());
        Image preview = ImageFile.read(out().resolve("preview.png"), notice -> {});
        // the frame in which it is learned is another than that of the file: one level of rounding
        float[] exported = read(out().resolve("heldout/view00.png")).colors();
        assertArrayEquals(exported, preview.colors(), 1.01f / 255);
    }

    @Test
    void aShortRunHasAPreview() throws Exception {
        assertEquals(0, optimize(scene(), "--steps=2", "--max-splats=1").code());
        assertTrue(Files.exists(out().resolve("preview.png")));
    }

    @Test
    void whatIsOneIsSaidAsOne() throws Exception {
        Outcome outcome = optimize(scene(), "--steps=2", "--max-splats=1", "--hold-every=12");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains(", of 1 held-out view, after"), outcome.out());
        assertTrue(outcome.out().contains(", 1 splat\n"), outcome.out());
        assertTrue(outcome.err().contains("up to 1 splat and 12 photographs take"), outcome.err());
        assertTrue(outcome.err().contains(" MB of the "), outcome.err());
    }

    @Test
    void aLengthInSecondsIsKept() throws Exception {
        Outcome outcome = optimize(scene(), "seconds=1", "--max-splats=100");
        assertEquals(0, outcome.code(), outcome.err());
        JsonNode metrics = Commands.metrics(out());
        assertTrue(metrics.get("seconds").asDouble() >= 1, metrics.toString());
        assertTrue(metrics.get("seconds").asDouble() < 10, metrics.toString());
        assertTrue(metrics.get("steps").asInt() > 1, metrics.toString());
        assertTrue(outcome.err().contains("splats, step "), outcome.err());
    }

    // ---- Going on --------------------------------------------------------------------------

    @Test
    void aRunGoesOnWithItsOwnSceneAndValuesOnly() throws Exception {
        Path scene = scene();
        assertEquals(0, optimizeShortly(scene).code());
        byte[] splats = Files.readAllBytes(out().resolve("scene.ply"));
        Path other = new SyntheticScene().withPoints().write(temporary.resolve("other"));
        assertLast(optimize(other, "--resume"), "other photographs, cameras or points", "SCENE");
        assertLast(
                optimize(scene, "--resume", "--hold-every=4"),
                "was made with photographs.holdEvery=8");
        assertLast(optimize(scene, "--resume", "--max-splats=200"), "was made with maxSplats=100");
        assertLast(optimize(scene, "--resume", "rates.sh0=1"), "was made with rates.sh0=");
        assertArrayEquals(splats, Files.readAllBytes(out().resolve("scene.ply")));

        Outcome same = optimize(scene, "--resume");
        assertEquals(0, same.code(), same.err());
        assertTrue(same.err().contains("goes on from step 12"), same.err());
        assertArrayEquals(splats, Files.readAllBytes(out().resolve("scene.ply")));
        assertLast(optimize(scene, "--resume", "--steps=5"), "at step 12 already");
        assertEquals(0, optimize(scene, "--resume").code(), "its values are as they were");
        Outcome longer = optimize(scene, "--resume", "--steps=20");
        assertEquals(0, longer.code(), longer.err());
        assertEquals(20, Commands.metrics(out()).get("steps").asInt());
    }

    @Test
    void aDamagedCheckpointIsAMistake() throws Exception {
        Path scene = scene();
        assertEquals(0, optimizeShortly(scene).code());
        Path last = out().resolve("checkpoints/last.safetensors");
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
                Outcome outcome = optimize(scene, "--resume", device);
                assertLast(outcome, "last.safetensors: ", "start a new run with another --out");
                assertEquals(1, outcome.err().split("last.safetensors", -1).length - 1);
            }
        }
    }

    @Test
    void secondsThatAreOverAlreadyAreRefused() throws Exception {
        Path scene = scene();
        assertEquals(0, optimize(scene, "--seconds=0.5", "--max-splats=100").code());
        byte[] config = Files.readAllBytes(out().resolve("config.yaml"));
        byte[] splats = Files.readAllBytes(out().resolve("scene.ply"));
        assertLast(
                optimize(scene, "--resume", "--seconds=0.2"),
                "has taken ",
                " s already, more than seconds = 0.2");
        assertArrayEquals(config, Files.readAllBytes(out().resolve("config.yaml")));
        assertEquals(0, optimize(scene, "--resume").code(), "its own length is over, too");
        assertArrayEquals(splats, Files.readAllBytes(out().resolve("scene.ply")));
    }

    @Test
    void resultsWithoutACheckpointAreNotReplaced() throws Exception {
        Path scene = scene();
        assertEquals(0, optimizeShortly(scene).code());
        byte[] splats = Files.readAllBytes(out().resolve("scene.ply"));
        Files.delete(out().resolve("checkpoints/last.safetensors"));
        assertLast(
                optimize(scene, "--resume", "--steps=1"),
                "no checkpoint to go on from",
                "start a new run with another --out");
        assertArrayEquals(splats, Files.readAllBytes(out().resolve("scene.ply")));
        for (String name : List.of("scene.ply", "metrics.json", "metrics.jsonl")) {
            Files.delete(out().resolve(name));
        }
        Outcome begun = optimize(scene, "--resume", "--steps=1");
        assertEquals(0, begun.code(), "it was killed before there was any: " + begun.err());
    }

    @Test
    void aLongerRunAddsLinesToItsLogEvenIfThatWasLost() throws Exception {
        Path scene = scene();
        assertEquals(0, optimizeShortly(scene).code());
        Outcome longer = optimize(scene, "--resume", "--steps=15");
        assertEquals(0, longer.code(), longer.err());
        assertFalse(longer.err().contains("metrics.jsonl"), longer.err());
        assertEquals(15, Files.readAllLines(out().resolve("metrics.jsonl")).size());
        Files.delete(out().resolve("metrics.jsonl"));
        Outcome lost = optimize(scene, "--resume", "--steps=18");
        assertEquals(0, lost.code(), lost.err());
        assertTrue(lost.err().contains("metrics.jsonl has only 0 of the 15 lines"), lost.err());
        List<String> lines = Files.readAllLines(out().resolve("metrics.jsonl"));
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("{\"step\":16,"), lines.toString());
        Files.write(out().resolve("metrics.jsonl"), List.of(lines.get(0), "nonsense", "[1]"));
        Outcome damaged = optimize(scene, "--resume", "--steps=20");
        assertEquals(0, damaged.code(), damaged.err());
        assertTrue(damaged.err().contains("has only 1 of the 3 lines"), damaged.err());
        assertEquals(3, Files.readAllLines(out().resolve("metrics.jsonl")).size());
    }

    /** Exit code 2, and the last line on stderr, after what was found, has these parts. */
    private static void assertLast(Outcome outcome, String... parts) {
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        String last = outcome.err().lines().reduce("", (before, line) -> line);
        for (String part : parts) {
            assertTrue(last.contains(part), outcome.err());
        }
    }

    // ---- Mistakes --------------------------------------------------------------------------

    @Test
    void aDirectoryWithARunIsNotReplaced() throws Exception {
        Path scene = scene();
        assertEquals(0, optimizeShortly(scene).code());
        assertMistake(optimizeShortly(scene), "holds a run already", "--resume");
    }

    @Test
    void whatNoRunHasLeftIsNotReplaced() throws Exception {
        Path scene = scene();
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
            Path file = out().resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "mine");
            assertLast(
                    optimizeShortly(scene), "--out", "that no run has left", "another directory");
            assertEquals("mine", Files.readString(file));
            assertEquals(Set.of(name), Commands.files(out()));
            Files.delete(file);
            Files.deleteIfExists(out().resolve("heldout"));
            Files.deleteIfExists(out().resolve("checkpoints"));
        }
        Files.writeString(out().resolve("notes.txt"), "mine");
        assertEquals(0, optimizeShortly(scene).code());
        assertEquals("mine", Files.readString(out().resolve("notes.txt")));
    }

    /** The cameras that a run writes would be those of the photographs. */
    @Test
    void aRunIsNotPutIntoItsScene() throws Exception {
        Path scene = scene();
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
        Path scene = scene();
        assertMistake(optimize(scene, "--max-splats=0"), "maxSplats must be from 1");
        assertMistake(optimize(scene, "--downscale=0"), "--downscale must be 1 or more");
        assertMistake(optimize(scene, "--downscale=-2"), "--downscale must be 1 or more");
        assertMistake(optimize(scene, "--hold-every=-1"), "holdEvery must be at least 0");
        String length = "give --steps or --seconds, one of both, more than 0";
        assertMistake(optimize(scene, "--steps=0"), length);
        assertMistake(optimize(scene, "--seconds=0"), length);
        assertMistake(optimize(scene, "steps=3", "seconds=3"), length);
        assertMistake(optimize(scene, "--steps=2.5"), "'2.5' must be a whole number");
        assertMistake(optimize(scene, "--seconds=soon"), "'soon' must be a number");
        assertMistake(optimize(scene, "--steps=1", "--seconds=1"), "--seconds");
        assertMistake(optimize(scene, "photographs.background=grey"), "background");
        assertMistake(optimize(scene, "--resume"), "there is no run in");
        assertMistake(Outcome.of(List.of("optimize", scene.toString(), "--resume")), "give --out");
        assertLast(optimize(scene, "--downscale=4"), "10 x 8 pixels", "smaller --downscale");
        assertLast(
                optimize(scene, "--hold-every=1"),
                "none is left to learn from",
                "--hold-every of 2 or");
        assertLast(optimize(scene, "--max-splats=90000000"), "too many", "choose fewer", "-Xmx");
        assertFalse(Files.exists(out()));
    }

    @Test
    void photographsThatAreTooSmallAsTheyAreCannotBeMadeSmaller() throws Exception {
        Path scene = scene();
        Files.write(
                scene.resolve("images/view03.png"), new Image(10, 8, new float[3 * 10 * 8]).png());
        Outcome outcome = optimize(scene);
        assertLast(outcome, "view03.png has 10 x 8 pixels, and must have 11 a side");
        assertFalse(outcome.err().contains("downscale"), outcome.err());
    }

    @Test
    void whatIsNoSceneIsRefused() throws Exception {
        assertMistake(optimize(temporary.resolve("nowhere")), "there is no file or folder");
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertMistake(optimize(empty), "no cameras found", "COLMAP");
        Path one = new SyntheticScene().views(1).write(temporary.resolve("one"));
        assertLast(optimize(one), "1 photograph with a camera");
        Path none = scene();
        Files.move(none.resolve("images"), temporary.resolve("elsewhere"));
        assertLast(optimize(none), "none of its 12 photographs exists");
        Path behind = new SyntheticScene().withPointsBehind().write(temporary.resolve("behind"));
        assertLast(optimize(behind), "no camera sees any of the 140 points", "axes");
        assertFalse(Files.exists(out()));
    }

    @Test
    void camerasAtOnePlaceAreRefused() throws Exception {
        Path scene = scene();
        Path file = scene.resolve("transforms.json");
        String json = Files.readString(file);
        String pose = json.replaceAll("(?s).*?\"transform_matrix\": (\\[.*?\\]\\]).*", "$1");
        Files.writeString(
                file,
                json.replaceAll(
                        "\"transform_matrix\": (?s)\\[.*?\\]\\]", "\"transform_matrix\": " + pose));
        assertLast(optimize(scene), "all 12 cameras are at the same place");
    }
}
