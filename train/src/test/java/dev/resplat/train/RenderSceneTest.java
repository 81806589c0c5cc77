package dev.resplat.train;

import static dev.resplat.train.Commands.read;
import static dev.resplat.train.SmallRender.CAMERAS;
import static dev.resplat.train.SmallRender.assertDone;
import static dev.resplat.train.SmallRender.camera;
import static dev.resplat.train.SmallRender.expected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.scene.PosedScene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command render with scenes in space: its frames and animations. */
final class RenderSceneTest {
    @TempDir private Path temporary;
    private SmallRender small;

    @BeforeEach
    void begin() {
        small = new SmallRender(temporary);
    }

    // ---- Given cameras ---------------------------------------------------------------------

    @Test
    void framesOfCamerasAreNamedAsTheirPhotographs() throws Exception {
        Outcome outcome = small.render(small.scene(), "--cameras", small.cameras(false));
        assertDone(outcome);
        assertEquals(
                Set.of("photo0.png", "photo1.png", "photo2.png", "render.json"),
                Commands.files(small.out()));
        for (int i = 0; i < CAMERAS; i++) {
            Camera camera = camera(i);
            Image expected = new Image(camera.width(), camera.height(), expected(camera, 0, 0, 0));
            Image frame = read(small.out().resolve("photo" + i + ".png"));
            assertEquals(camera.width(), frame.width());
            assertArrayEquals(expected.stored().colors(), frame.colors());
            assertTrue(frame.within(1).colors()[0] > 0.01, "something is seen");
            JsonNode entry = small.list().get("frames").get(i);
            assertEquals("photo" + i + ".png", entry.get("file").asText());
            assertEquals(camera.width(), entry.get("w").asInt());
            assertEquals(0.2 * i, entry.get("w2c").get(0).get(3).asDouble(), 1e-12);
        }
        assertTrue(outcome.out().contains("frames    " + small.out() + ", 3 in "), outcome.out());
        assertTrue(outcome.err().contains("100%"), outcome.err());
    }

    @ParameterizedTest
    @CsvSource({"black, 0, 0, 0", "White, 1, 1, 1", "'0.25, 0.5,1', 0.25, 0.5, 1"})
    void npyIsNotClippedAndTheBackgroundShows(String name, float r, float g, float b)
            throws Exception {
        assertDone(
                small.render(
                        small.scene(),
                        "--cameras",
                        small.cameras(true),
                        "--format=npy",
                        "--background",
                        name));
        float[] read = NpyFile.read(small.out().resolve("photo0.npy")).toFloats();
        assertArrayEquals(
                new int[] {16, 24, 3}, NpyFile.read(small.out().resolve("photo0.npy")).dims());
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
        assertDone(small.render(small.scene(), "--cameras", small.cameras(true), size));
        Image frame = read(small.out().resolve("photo0.png"));
        assertEquals(width, frame.width());
        assertEquals(height, frame.height());
        Camera camera = camera(0).resized(width, height);
        assertArrayEquals(
                new Image(width, height, expected(camera, 0, 0, 0)).stored().colors(),
                frame.colors());
    }

    /** As optimize makes photographs smaller: halves are rounded up. */
    @Test
    void downscaledFramesHaveTheSizeOfDownscaledPhotographs() throws Exception {
        Path file = small.cameras(true).resolve("cameras.json");
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
            assertDone(small.render(small.scene(), "--cameras", file, "--downscale=" + size[2]));
            Camera photograph = PosedScene.read(file, note -> {}).views().get(0).camera(size[2]);
            Image frame = read(small.out().resolve("photo0.png"));
            assertEquals(photograph.width(), frame.width(), Arrays.toString(size));
            assertEquals(photograph.height(), frame.height(), Arrays.toString(size));
        }
    }

    @Test
    void itsListIsAFileOfCameras() throws Exception {
        assertDone(small.render(small.scene(), "--frames=2", "--width=32"));
        Path again = temporary.resolve("again");
        assertDone(
                Outcome.of(
                        List.of(
                                "render",
                                small.scene().toString(),
                                "--cameras=" + small.out().resolve("render.json"),
                                "--out=" + again)));
        for (String name : List.of("00000.png", "00001.png")) {
            assertArrayEquals(
                    read(small.out().resolve(name)).colors(), read(again.resolve(name)).colors());
        }
    }

    @Test
    void scenesOfOtherProgramsAreRendered() throws Exception {
        Path file = RealData.require("splats/splatapult_test.ply");
        Path cameras = RealData.require("posed/fox");
        assertDone(
                small.render(
                        file, "--cameras", cameras, "--path=orbit", "--frames=2", "--width=27"));
        assertEquals(48, read(small.out().resolve("00001.png")).height());
    }

    // ---- Paths -----------------------------------------------------------------------------

    @Test
    void withoutCamerasTheSplatsAreSeenFromAround() throws Exception {
        assertDone(small.render(small.scene(), "--frames=3", "--width=32"));
        assertEquals(
                Set.of("00000.png", "00001.png", "00002.png", "render.json"),
                Commands.files(small.out()));
        byte[] first = Files.readAllBytes(small.out().resolve("00000.png"));
        assertFalse(Arrays.equals(first, Files.readAllBytes(small.out().resolve("00001.png"))));
        Image frame = read(small.out().resolve("00002.png"));
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
        Path folder = small.cameras(true);
        assertDone(
                small.render(
                        small.scene(), "--cameras", folder, "--path=interpolate", "--frames=5"));
        for (int i = 0; i < CAMERAS; i++) {
            Camera key = camera(0).at(camera(i).worldToCamera());
            assertArrayEquals(
                    new Image(24, 16, expected(key, 0, 0, 0)).stored().colors(),
                    read(small.out().resolve("0000" + 2 * i + ".png")).colors());
        }
        double between = small.list().get("frames").get(1).get("w2c").get(0).get(3).asDouble();
        assertTrue(between > 0.05 && between < 0.15, "half way: " + between);
    }

    @Test
    void anOrbitIsAPathToo() throws Exception {
        Path folder = small.cameras(true);
        assertDone(small.render(small.scene(), "--cameras", folder, "--path=ORBIT", "--frames=4"));
        assertEquals(5, Commands.files(small.out()).size());
        for (JsonNode frame : small.list().get("frames")) {
            assertEquals(24, frame.get("w").asInt());
            assertTrue(frame.get("w2c").get(2).get(2).asDouble() > 0.9, "a small circle");
        }
    }

    // ---- Animations ------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"gif, animation.gif", "apng, animation.png"})
    void anAnimationHasTheFrames(String format, String file) throws Exception {
        Outcome outcome =
                small.render(
                        small.scene(),
                        "--frames=4",
                        "--width=32",
                        "--animation",
                        format,
                        "--fps=10");
        assertDone(outcome);
        Path animation = small.out().resolve(file);
        assertTrue(outcome.out().contains("animation " + animation), outcome.out());
        assertEquals(6, Commands.files(small.out()).size());
        Image first = ImageFile.read(animation, notice -> {});
        assertEquals(32, first.width());
        float[] frame = read(small.out().resolve("00000.png")).colors();
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
}
