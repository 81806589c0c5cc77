package dev.resplat.train;

import static dev.resplat.train.Commands.assertMistake;
import static dev.resplat.train.Commands.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.scene.PosedScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command render with scenes in space. */
final class RenderSceneTest {
    private static final int CAMERAS = 3;

    @TempDir private Path temporary;

    private Path scene() {
        Path file = temporary.resolve("scene.ply");
        GaussianPly.write(file, splats());
        return file;
    }

    /** Some splats around the origin, of different colours, one brighter than white. */
    private static Splats3d splats() {
        int n = 6;
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] sh = new float[3 * n];
        float[] opacities = new float[n];
        Arrays.fill(logScales, -1);
        Arrays.fill(opacities, 3);
        for (int i = 0; i < n; i++) {
            means[3 * i + i % 3] = i < 3 ? 0.8f : -0.8f;
            quats[4 * i] = 1;
            sh[3 * i + i % 3] = i == 5 ? 4 : 1;
        }
        return new Splats3d(0, means, quats, logScales, opacities, sh);
    }

    /** A camera on the negative z axis, a little aside, that looks along it. */
    private static Camera camera(int number) {
        double[] pose = {1, 0, 0, 0.2 * number, 0, 1, 0, 0, 0, 0, 1, 4, 0, 0, 0, 1};
        return new Camera(24 + 8 * number, 16, 20, 21, 12, 8.5, pose);
    }

    /** A folder of photographs with their cameras, of different sizes or all of the first's. */
    private Path cameras(boolean sameSize) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("photographs"));
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < CAMERAS; i++) {
            Camera camera = camera(i);
            int width = sameSize ? 24 : camera.width();
            Commands.picture(folder.resolve("photo" + i + ".png"), width, camera.height());
            frames.append(
                    String.format(
                            Locale.ROOT,
                            "%s{\"file\": \"photo%d.png\", \"w\": %d, \"h\": 16, \"fx\": 20, \"fy\":"
                                    + " 21, \"cx\": 12, \"cy\": 8.5, \"w2c\": [[1, 0, 0, %s], [0, 1,"
                                    + " 0, 0], [0, 0, 1, 4]]}",
                            i == 0 ? "" : ",\n",
                            i,
                            width,
                            camera.worldToCamera()[3]));
        }
        Files.writeString(folder.resolve("cameras.json"), "{\"frames\": [" + frames + "]}");
        return folder;
    }

    private Path out() {
        return temporary.resolve("the frames");
    }

    private Outcome render(Path scene, Object... more) {
        return Outcome.of(
                Stream.concat(
                                Stream.of("render", scene.toString(), "--out=" + out()),
                                Stream.of(more).map(Object::toString))
                        .toList());
    }

    private JsonNode list() throws IOException {
        return JsonMapper.builder().build().readTree(out().resolve("render.json").toFile());
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.code(), outcome.err());
    }

    private static float[] expected(Camera camera, float... background) {
        return splats().render(Devices.cpu(), camera, Rasterizer.Options.of(0).on(background));
    }

    // ---- Given cameras ---------------------------------------------------------------------

    @Test
    void framesOfCamerasAreNamedAsTheirPhotographs() throws Exception {
        Outcome outcome = render(scene(), "--cameras", cameras(false));
        assertDone(outcome);
        assertEquals(
                Set.of("photo0.png", "photo1.png", "photo2.png", "render.json"),
                Commands.files(out()));
        for (int i = 0; i < CAMERAS; i++) {
            Camera camera = camera(i);
            Image expected = new Image(camera.width(), camera.height(), expected(camera, 0, 0, 0));
            Image frame = read(out().resolve("photo" + i + ".png"));
            assertEquals(camera.width(), frame.width());
            assertArrayEquals(expected.stored().colors(), frame.colors());
            assertTrue(frame.within(1).colors()[0] > 0.01, "something is seen");
            JsonNode entry = list().get("frames").get(i);
            assertEquals("photo" + i + ".png", entry.get("file").asText());
            assertEquals(camera.width(), entry.get("w").asInt());
            assertEquals(0.2 * i, entry.get("w2c").get(0).get(3).asDouble(), 1e-12);
        }
        assertTrue(outcome.out().contains("frames    " + out() + ", 3 in "), outcome.out());
        assertTrue(outcome.err().contains("100%"), outcome.err());
    }

    @ParameterizedTest
    @CsvSource({"black, 0, 0, 0", "White, 1, 1, 1", "'0.25, 0.5,1', 0.25, 0.5, 1"})
    void npyIsNotClippedAndTheBackgroundShows(String name, float r, float g, float b)
            throws Exception {
        assertDone(
                render(scene(), "--cameras", cameras(true), "--format=npy", "--background", name));
        float[] read = NpyFile.read(out().resolve("photo0.npy")).toFloats();
        assertArrayEquals(new int[] {16, 24, 3}, NpyFile.read(out().resolve("photo0.npy")).dims());
        assertArrayEquals(expected(camera(0), r, g, b), read);
        float most = 0;
        for (float value : read) {
            most = Math.max(most, value);
        }
        assertTrue(most > 1.1, "brighter than white: " + most);
        assertEquals(b, read[2], 0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "--downscale=2, 12, 8",
        "--scale=2, 48, 32",
        "--width=12, 12, 8",
        "--height=4, 6, 4",
        "--downscale=1e9, 1, 1"
    })
    void theSizeMayBeChosen(String size, int width, int height) throws Exception {
        assertDone(render(scene(), "--cameras", cameras(true), size));
        Image frame = read(out().resolve("photo0.png"));
        assertEquals(width, frame.width());
        assertEquals(height, frame.height());
        Camera camera = camera(0).resized(width, height);
        assertArrayEquals(
                new Image(width, height, expected(camera, 0, 0, 0)).stored().colors(),
                frame.colors());
    }

    @Test
    void itsListIsAFileOfCameras() throws Exception {
        assertDone(render(scene(), "--frames=2", "--width=32"));
        Path again = temporary.resolve("again");
        assertDone(
                Outcome.of(
                        List.of(
                                "render",
                                scene().toString(),
                                "--cameras=" + out().resolve("render.json"),
                                "--out=" + again)));
        for (String name : List.of("00000.png", "00001.png")) {
            assertArrayEquals(
                    read(out().resolve(name)).colors(), read(again.resolve(name)).colors());
        }
    }

    // ---- Paths -----------------------------------------------------------------------------

    @Test
    void withoutCamerasTheSplatsAreSeenFromAround() throws Exception {
        assertDone(render(scene(), "--frames=3", "--width=32"));
        assertEquals(
                Set.of("00000.png", "00001.png", "00002.png", "render.json"),
                Commands.files(out()));
        byte[] first = Files.readAllBytes(out().resolve("00000.png"));
        assertFalse(Arrays.equals(first, Files.readAllBytes(out().resolve("00001.png"))));
        Image frame = read(out().resolve("00002.png"));
        assertEquals(32, frame.width());
        assertEquals(24, frame.height());
        float center = 0;
        for (int channel = 0; channel < 3; channel++) {
            center = Math.max(center, frame.at(16, 12, channel));
        }
        assertTrue(center > 0.3, "the scene is in the middle: " + center);
    }

    @Test
    void aPathGoesThroughTheCameras() throws Exception {
        Path folder = cameras(true);
        assertDone(render(scene(), "--cameras", folder, "--path=interpolate", "--frames=5"));
        for (int i = 0; i < CAMERAS; i++) {
            Camera key = camera(0).at(camera(i).worldToCamera());
            assertArrayEquals(
                    new Image(24, 16, expected(key, 0, 0, 0)).stored().colors(),
                    read(out().resolve("0000" + 2 * i + ".png")).colors());
        }
        double between = list().get("frames").get(1).get("w2c").get(0).get(3).asDouble();
        assertTrue(between > 0.05 && between < 0.15, "half way: " + between);
    }

    @Test
    void anOrbitIsAPathToo() throws Exception {
        Path folder = cameras(true);
        assertDone(render(scene(), "--cameras", folder, "--path=ORBIT", "--frames=4"));
        assertEquals(5, Commands.files(out()).size());
        for (JsonNode frame : list().get("frames")) {
            assertEquals(24, frame.get("w").asInt());
            assertTrue(frame.get("w2c").get(2).get(2).asDouble() > 0.9, "a small circle");
        }
    }

    // ---- Animations ------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"gif, animation.gif", "apng, animation.png"})
    void anAnimationHasTheFrames(String format, String file) throws Exception {
        Outcome outcome =
                render(scene(), "--frames=4", "--width=32", "--animation", format, "--fps=10");
        assertDone(outcome);
        Path animation = out().resolve(file);
        assertTrue(outcome.out().contains("animation " + animation), outcome.out());
        assertEquals(6, Commands.files(out()).size());
        Image first = ImageFile.read(animation, notice -> {});
        assertEquals(32, first.width());
        float[] frame = read(out().resolve("00000.png")).colors();
        for (int i = 0; i < frame.length; i++) {
            assertEquals(frame[i], first.colors()[i], format.equals("gif") ? 0.1 : 0);
        }
        if (format.equals("gif")) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            try (var in = ImageIO.createImageInputStream(animation.toFile())) {
                reader.setInput(in);
                assertEquals(4, reader.getNumImages(true));
            }
        }
    }

    @Test
    void anAnimationOfFramesOfDifferentSizesIsAMistake() throws Exception {
        Outcome outcome = render(scene(), "--cameras", cameras(false), "--animation=gif");
        assertMistake(outcome, "photo0 and photo1", "24 x 16 and 32 x 16", "--path");
        assertFalse(Files.exists(out()));
    }

    // ---- Directories -----------------------------------------------------------------------

    @Test
    void aSecondRenderReplacesTheFirstAsAWhole() throws Exception {
        assertDone(render(scene(), "--frames=4", "--width=32", "--animation=gif"));
        Files.writeString(out().resolve("notes.txt"), "mine");
        assertDone(render(scene(), "--frames=2", "--width=16"));
        assertEquals(
                Set.of("00000.png", "00001.png", "notes.txt", "render.json"),
                Commands.files(out()));
        assertEquals(16, read(out().resolve("00000.png")).width());
    }

    @Test
    void photographsAreNotReplaced() throws Exception {
        Path folder = cameras(true);
        byte[] photograph = Files.readAllBytes(folder.resolve("photo1.png"));
        Outcome outcome =
                Outcome.of(
                        List.of(
                                "render",
                                scene().toString(),
                                "--cameras=" + folder,
                                "--out=" + folder));
        assertMistake(outcome, "photo0.png that no render has left", "choose another");
        assertArrayEquals(photograph, Files.readAllBytes(folder.resolve("photo1.png")));
    }

    @Test
    void aListThatNamesOtherFilesDoesNotRemoveThem() throws Exception {
        assertDone(render(scene(), "--frames=1", "--width=16"));
        Path mine = Commands.picture(temporary.resolve("mine.png"), 3, 3);
        Files.writeString(
                out().resolve("render.json"),
                "{\"frames\": [{\"file\": \"../mine.png\"}, {\"file\": \"00000.png\"}]}");
        assertDone(render(scene(), "--frames=1", "--width=16"));
        assertTrue(Files.exists(mine));
        Files.writeString(out().resolve("render.json"), "no list");
        assertMistake(render(scene(), "--frames=1", "--width=16"), "no render has left");
    }

    /** As optimize makes photographs smaller: halves are rounded up. */
    @Test
    void downscaledFramesHaveTheSizeOfDownscaledPhotographs() throws Exception {
        Path file = cameras(true).resolve("cameras.json");
        String json = Files.readString(file);
        int[][] sizes = {{45, 33, 2}, {41, 35, 2}, {50, 50, 4}, {45, 39, 6}, {50, 40, 3}};
        for (int[] size : sizes) {
            Files.writeString(
                    file,
                    json.replace(
                            "\"w\": 24, \"h\": 16",
                            "\"w\": %d, \"h\": %d".formatted(size[0], size[1])));
            for (int i = 0; i < CAMERAS; i++) {
                Commands.picture(file.resolveSibling("photo" + i + ".png"), size[0], size[1]);
            }
            assertDone(render(scene(), "--cameras", file, "--downscale=" + size[2]));
            Camera photograph = PosedScene.read(file, note -> {}).views().get(0).camera(size[2]);
            Image frame = read(out().resolve("photo0.png"));
            assertEquals(photograph.width(), frame.width(), Arrays.toString(size));
            assertEquals(photograph.height(), frame.height(), Arrays.toString(size));
        }
    }

    @Test
    void aSizeThatCannotBeNamesItsOption() {
        assertMistake(render(scene(), "--width=0"), "--width 0: a camera of 800 x 600");
        assertMistake(render(scene(), "--downscale=0"), "--downscale 0.0: a camera");
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
        assertMistake(render(scene(), option), "resplat render: ");
        assertFalse(Files.exists(out()));
    }

    @Test
    void optionsThatDoNotGoTogetherAreMistakes() throws Exception {
        Path folder = cameras(true);
        assertMistake(render(scene(), "--cameras", folder, "--frames=3"), "give --path");
        assertMistake(render(scene(), "--animation=gif", "--fps=0.5"), "from 1 to 50, is 0.5");
        assertMistake(render(scene(), "--animation=gif", "--fps=NaN"), "from 1 to 50, is NaN");
        Path picture = Files.writeString(temporary.resolve("splats.npz"), "");
        assertMistake(render(picture, "--frames=3"), picture.toString(), "only scenes in space");
        assertFalse(Files.exists(out()));
    }

    @Test
    void filesThatAreNoScenesAreMistakes() throws Exception {
        Path file = scene();
        byte[] whole = Files.readAllBytes(file);
        for (int length : List.of(0, 10, whole.length / 2, whole.length - 1)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertMistake(render(file), file.toString());
        }
        GaussianPly.write(
                file,
                new Splats3d(
                        0, new float[0], new float[0], new float[0], new float[0], new float[0]));
        assertMistake(render(file), "no splat to look at", "--cameras");
        assertMistake(render(temporary.resolve("none.ply")), "there is no file");
        assertFalse(Files.exists(out()));
    }

    @Test
    void droppedSplatsAreSaid() throws Exception {
        Path file = scene();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length - 16, bytes.length, (byte) 0);
        Files.write(file, bytes);
        Outcome outcome = render(file, "--frames=1", "--width=16");
        assertDone(outcome);
        assertTrue(outcome.err().startsWith(file + ": dropped 1 of 6 splats"), outcome.err());
        assertTrue(outcome.out().contains("5 splats with harmonics"), outcome.out());
    }

    @Test
    void scenesOfOtherProgramsAreRendered() throws Exception {
        Path file = RealData.require("splats/splatapult_test.ply");
        Path cameras = RealData.require("posed/fox");
        assertDone(render(file, "--cameras", cameras, "--path=orbit", "--frames=2", "--width=27"));
        assertEquals(48, read(out().resolve("00001.png")).height());
    }
}
