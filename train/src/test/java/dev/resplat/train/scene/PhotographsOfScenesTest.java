package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How photographs are found, and what becomes of them. */
final class PhotographsOfScenesTest {
    @TempDir private Path folder;

    private final List<String> notes = new ArrayList<>();

    private static String frame(String file, int width, int height, double x) {
        return ("{\"file\": \"%s\", \"w\": %d, \"h\": %d, \"fx\": 50, \"fy\": 50, \"cx\": 20,"
                        + " \"cy\": 15, \"w2c\": [[1,0,0,%s],[0,1,0,0],[0,0,1,0]]}")
                .formatted(file, width, height, x);
    }

    private void cameras(String... frames) {
        SceneFiles.text(
                folder.resolve("cameras.json"), "{\"frames\": [" + String.join(",", frames) + "]}");
    }

    /** A JPEG, red on the left, that a camera has noted to be turned by a quarter. */
    private void turned(Path file) throws IOException {
        BufferedImage picture = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 24; x++) {
                picture.setRGB(x, y, 0xFF0000);
            }
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", jpeg);
        // Big-endian TIFF with one entry: tag 0x112 (orientation), type 3, one value, 6.
        byte[] tiff = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0};
        byte[] name = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg.toByteArray(), 0, 2);
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (12 + tiff.length)});
        out.writeBytes(name);
        out.writeBytes(tiff);
        out.writeBytes(new byte[4]);
        out.write(jpeg.toByteArray(), 2, jpeg.size() - 2);
        Files.createDirectories(file.getParent());
        Files.write(file, out.toByteArray());
    }

    @Test
    void camerasAreOfThePixelsAsStoredUnlessTheyHaveTheOtherShape() throws IOException {
        turned(folder.resolve("images/0.jpg"));
        turned(folder.resolve("images/1.jpg"));
        cameras(frame("images/0.jpg", 48, 32, 1), frame("images/1.jpg", 32, 48, 2));
        PosedScene scene = PosedScene.read(folder, notes::add);
        ViewLoader loader = new ViewLoader(scene.views());
        assertFalse(scene.views().get(0).upright());
        ViewPixels stored = loader.load(0, 1);
        assertEquals(48, stored.camera().width());
        assertTrue(stored.colors()[3 * (31 * 48 + 2)] > 0.9, "left is red, also below");
        assertTrue(stored.colors()[3 * 45] < 0.1);
        assertTrue(scene.views().get(1).upright());
        ViewPixels upright = loader.load(1, 1);
        assertEquals(32, upright.camera().width());
        assertTrue(upright.colors()[3 * 29] > 0.9, "above is red");
        assertTrue(upright.colors()[3 * (45 * 32 + 29)] < 0.1);
    }

    @Test
    void theFolderAndTheEndingMayBeOthers() {
        SceneFiles.picture(folder.resolve("images_4/0.png"), 0, 40, 30);
        SceneFiles.picture(folder.resolve("images_4/1.png"), 1, 40, 30);
        cameras(frame("images/0.JPG", 160, 120, 1), frame("/elsewhere/images/1.png", 160, 120, 2));
        PosedScene scene = PosedScene.read(folder, notes::add);
        assertEquals(List.of(), notes);
        assertEquals(12.5, scene.views().get(0).camera().fx());
    }

    /** Else two cameras would share the pixels of one. */
    @Test
    void aPhotographThatTwoNamesLeadToBelongsToNone() {
        for (int n = 0; n < 2; n++) {
            SceneFiles.picture(folder.resolve("images/left/%d.png".formatted(n)), n, 40, 30);
        }
        SceneFiles.picture(folder.resolve("images/7.png"), 7, 40, 30);
        cameras(
                frame("left/0.png", 40, 30, 1),
                frame("left/1.png", 40, 30, 2),
                frame("left/7.png", 40, 30, 3),
                frame("right/7.png", 40, 30, 4));
        PosedScene scene = PosedScene.read(folder, notes::add);
        assertEquals(List.of("0", "1"), scene.views().stream().map(View::name).toList());
        assertTrue(notes.get(0).contains("skipped 2 of 4 cameras"), notes.toString());
    }

    @Test
    void theFormatWithMostPhotographsIsTaken() {
        for (int n = 0; n < 3; n++) {
            SceneFiles.picture(folder.resolve("images/%d.png".formatted(n)), n, 40, 30);
        }
        cameras(frame("images/0.png", 40, 30, 1), frame("images/1.png", 40, 30, 2));
        String k = " 50 0 20 0 50 15 0 0 1 1 0 0 0 1 0 0 0 1 0 0 ";
        SceneFiles.text(
                folder.resolve("x_par.txt"),
                "3\n0.png" + k + "0\n1.png" + k + "1\n2.png" + k + "2\n");
        PosedScene scene = PosedScene.read(folder, notes::add);
        assertEquals("Middlebury", scene.format());
        assertEquals(3, scene.views().size());
        assertTrue(notes.get(0).contains("x_par.txt, with 3 photographs, not from"), notes.get(0));
        // What is broken does not keep others from being read.
        SceneFiles.text(folder.resolve("transforms.json"), "{");
        notes.clear();
        assertEquals(3, PosedScene.read(folder, notes::add).views().size());
        assertTrue(notes.get(1).startsWith("not used: "), notes.toString());
    }

    @Test
    void framesOfVideosAreFoundByTheirTimestamps() {
        StringBuilder text = new StringBuilder("https://example.org/video\n");
        for (int n = 0; n < 3; n++) {
            text.append(
                    "%d 0.45 0.8 0.5 0.52 0 0 1 0 0 %d 0 1 0 0 0 0 1 0\n"
                            .formatted(1000000 + 33367 * n, n));
        }
        SceneFiles.text(folder.resolve("clip.txt"), text.toString());
        SceneFiles.picture(folder.resolve("clip/1033367.png"), 1, 64, 36);
        SceneFiles.picture(folder.resolve("clip/1066734.png"), 2, 64, 36);
        PosedScene scene = PosedScene.read(folder.resolve("clip.txt"), notes::add);
        assertEquals(2, scene.views().size());
        Camera camera = scene.views().get(0).camera();
        assertEquals(-1, camera.center()[0]);
        assertArrayEquals(
                new double[] {0.45 * 64, 0.8 * 36, 32, 0.52 * 36},
                new double[] {camera.fx(), camera.fy(), camera.cx(), camera.cy()},
                1e-12);
        assertTrue(notes.get(0).contains("skipped 1 of 3 cameras"), notes.toString());
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () -> NamedCamera.read(folder.resolve("clip.txt"), notes::add));
        assertTrue(mistake.getMessage().contains("the size of 1000000 is unknown"));
    }

    @Test
    void camerasThatSplattingLeavesAreRead() {
        Path file =
                SceneFiles.text(
                        folder.resolve("cameras.json"),
                        "[{\"id\": 0, \"img_name\": \"a\", \"width\": 40, \"height\": 30,"
                                + " \"position\": [1, 2, 3], \"rotation\": [[0, 0, 1], [1, 0, 0], [0,"
                                + " 1, 0]], \"fy\": 51, \"fx\": 50}]");
        NamedCamera camera = NamedCamera.read(file, notes::add).get(0);
        assertEquals("a", camera.name());
        assertArrayEquals(new double[] {1, 2, 3}, camera.camera().center(), 1e-12);
        assertArrayEquals(new double[] {1, 0, 0}, camera.camera().forward(), 1e-12);
        assertEquals(51, camera.camera().fy());
        assertEquals(20, camera.camera().cx());
    }
}
