package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.RealData;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.SceneFiles;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.scene.ViewStore;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PosedViewsTest {
    private static final float[] BLACK = new float[3];
    private static final float[] WHITE = {1, 1, 1};

    @TempDir private Path folder;

    private static PosedScene read(Path scene) {
        return PosedScene.read(scene, note -> {});
    }

    private static PosedViews views(PosedScene scene, int width, int height, float[] background) {
        ViewStore store = new ViewStore(1 << 20);
        return new PosedViews(scene, width, height, background, Map.of(), store);
    }

    /** Every size is compared with sums over the part in the middle, in double. */
    @ParameterizedTest
    @CsvSource({
        "30, 20, 30, 20", "30, 20, 20, 20", "31, 20, 20, 20", "30, 21, 10, 10", "31, 17, 7, 13",
        "17, 31, 16, 9", "31, 17, 1, 1", "1, 2, 1, 1", "23, 11, 23, 1", "12, 12, 5, 3"
    })
    void pixelsAreMeansOfTheMiddle(int width, int height, int newWidth, int newHeight) {
        PosedScene scene = read(SceneFixture.scene(folder.resolve("s"), 3, width, height));
        PosedViews views = views(scene, newWidth, newHeight, BLACK);
        // The part of the wanted shape: of one side all, of the other so many whole pixels.
        double shape = (double) newWidth / newHeight;
        boolean wide = (double) width / height > shape;
        int partWidth = wide ? (int) Math.floor(height * shape + 0.5) : width;
        int partHeight = wide ? height : (int) Math.floor(width / shape + 0.5);
        int left = (width - partWidth) / 2;
        int top = (height - partHeight) / 2;
        ViewPixels pixels = views.view(2);
        assertEquals(3 * newWidth * newHeight, pixels.colors().length);
        assertNull(pixels.alpha());
        double x = (double) partWidth / newWidth;
        double y = (double) partHeight / newHeight;
        for (int j = 0; j < newHeight; j++) {
            for (int i = 0; i < newWidth; i++) {
                double red = mean(i * x, (i + 1) * x, left);
                double green = mean(j * y, (j + 1) * y, top);
                int k = 3 * (j * newWidth + i);
                assertEquals(red, pixels.colors()[k], 0.5 / 255 + 1e-5);
                assertEquals(green, pixels.colors()[k + 1], 0.5 / 255 + 1e-5);
                assertEquals(40 / 255f, pixels.colors()[k + 2], 1e-6);
            }
        }
        // What was at a pixel of the photograph is where the new camera says.
        Camera full = scene.views().get(2).camera();
        Camera small = views.cameras().get(2);
        assertEquals(small, pixels.camera());
        assertEquals(newWidth, small.width());
        assertEquals(newHeight, small.height());
        double[] point = full.point(left + 0.3 * partWidth, top + 0.8 * partHeight, 4);
        assertArrayEquals(point, small.point(0.3 * newWidth, 0.8 * newHeight, 4), 1e-9);
    }

    /** Of {@code 5 pixel / 255} from one place to another. */
    private static double mean(double from, double to, int first) {
        double sum = 0;
        for (int k = (int) from; k < to - 1e-9; k++) {
            double part = Math.min(k + 1, to) - Math.max(k, from);
            sum += part * ((k + first) * 5 & 255);
        }
        return sum / (to - from) / 255;
    }

    @Test
    void nothingIsEnlarged() {
        PosedScene scene = read(SceneFixture.scene(folder.resolve("s"), 2, 30, 20));
        UserMistake mistake = assertThrows(UserMistake.class, () -> views(scene, 20, 21, BLACK));
        assertTrue(
                mistake.getMessage().contains("000.png is 30 x 20 pixels")
                        && mistake.getMessage().contains("20 x 21"),
                mistake.getMessage());
    }

    @Test
    void theBackgroundShowsWhereAPhotographIsTransparent() {
        Path root = SceneFixture.scene(folder.resolve("s"), 2, 8, 6);
        BufferedImage picture = new BufferedImage(8, 6, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 48; i++) {
            // Red, but for a column that is half there and one that is not.
            int alpha = i % 8 == 2 ? 128 : i % 8 == 3 ? 0 : 255;
            picture.setRGB(i % 8, i / 8, alpha << 24 | 0xff0000);
        }
        SceneFiles.write(picture, root.resolve("images/000.png"));
        ViewPixels white = views(read(root), 8, 6, WHITE).view(0);
        ViewPixels black = views(read(root), 8, 6, BLACK).view(0);
        assertNull(white.alpha());
        assertArrayEquals(new float[] {1, 0, 0}, pixel(white, 1), 1e-6f);
        assertArrayEquals(new float[] {1, 127 / 255f, 127 / 255f}, pixel(white, 2), 1e-6f);
        assertArrayEquals(new float[] {1, 1, 1}, pixel(white, 3), 1e-6f);
        assertArrayEquals(new float[] {128 / 255f, 0, 0}, pixel(black, 2), 1e-6f);
        assertArrayEquals(new float[] {0, 0, 0}, pixel(black, 3), 1e-6f);
        // Two columns together: colours count by how opaque they are.
        ViewPixels half = views(read(root), 4, 3, WHITE).view(0);
        assertArrayEquals(new float[] {1, 191 / 255f, 191 / 255f}, pixel(half, 1), 3e-3f);
    }

    private static float[] pixel(ViewPixels pixels, int index) {
        return new float[] {
            pixels.colors()[3 * index],
            pixels.colors()[3 * index + 1],
            pixels.colors()[3 * index + 2]
        };
    }

    @Test
    void depthsAndMasksFollow() {
        String more = ", \"depth\": \"depth.png\", \"mask\": \"mask.png\"";
        Path root = SceneFixture.scene(folder.resolve("s"), 2, 12, 6, more);
        BufferedImage depth = new BufferedImage(12, 6, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage mask = new BufferedImage(12, 6, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 72; i++) {
            depth.getRaster().setSample(i % 12, i / 12, 0, i == 4 ? 0 : 1000 + i);
            mask.setRGB(i % 12, i / 12, i == 5 ? 0 : 0xffffff);
        }
        SceneFiles.write(depth, root.resolve("depth.png"));
        SceneFiles.write(mask, root.resolve("mask.png"));
        ViewPixels same = views(read(root), 6, 6, BLACK).view(1);
        for (int i = 0; i < 36; i++) {
            int source = i / 6 * 12 + 3 + i % 6;
            assertEquals(source == 4 ? 0 : (1000 + source) / 1000f, same.depth()[i], 1e-6);
            assertEquals(source == 5 ? 0 : 1, same.mask()[i]);
        }
        // Of each 2 x 2 the depth of one, and no pixel that is partly masked.
        ViewPixels half = views(read(root), 3, 3, BLACK).view(1);
        for (int i = 0; i < 9; i++) {
            int source = (i / 3 * 2 + 1) * 12 + 3 + i % 3 * 2 + 1;
            assertEquals((1000 + source) / 1000f, half.depth()[i], 1e-6);
            assertEquals(i == 1 ? 0 : 1, half.mask()[i]);
        }
    }

    @Test
    void aDamagedPhotographIsOneOfMany() {
        Path root = SceneFixture.scene(folder.resolve("s"), 4, 60, 40);
        PosedViews views = views(read(root), 10, 10, BLACK);
        float[] before = views.view(2).colors();
        SceneFixture.truncate(root.resolve("images/001.png"));
        SceneFiles.picture(root.resolve("images/003.png"), 3, 61, 40);
        for (int i = 0; i < 2; i++) {
            DamagedViewException damage =
                    assertThrows(DamagedViewException.class, () -> views.view(1));
            assertTrue(damage.getMessage().contains("001.png"), damage.getMessage());
        }
        DamagedViewException other = assertThrows(DamagedViewException.class, () -> views.view(3));
        assertTrue(other.getMessage().contains("changed its size"), other.getMessage());
        assertArrayEquals(before, views.view(2).colors());
    }

    @Test
    void pixelsBelongToTheCallerAndAreTheSameForManyThreads() {
        Path root = SceneFixture.scene(folder.resolve("s"), 8, 37, 23);
        PosedViews views = views(read(root), 16, 11, BLACK);
        PosedViews others = views(read(root), 16, 11, BLACK);
        IntStream.range(0, 64)
                .parallel()
                .forEach(
                        i -> {
                            float[] colors = views.view(i % 8).colors();
                            assertArrayEquals(others.view(i % 8).colors(), colors);
                            Arrays.fill(colors, 7);
                        });
    }

    @Test
    void aPathIsSeenFromTheCameras() {
        PosedScene row = read(SceneFixture.scene(folder.resolve("row"), 9, 8, 6));
        assertTrue(views(row, 4, 4, BLACK).isPath());
        PosedScene two = read(SceneFixture.scene(folder.resolve("two"), 2, 8, 6));
        assertFalse(views(two, 4, 4, BLACK).isPath());
    }

    /** Renders of lego are from anywhere, frames of a film are not. */
    @ParameterizedTest
    @CsvSource({"lego, false", "hololens_a, true", "sevenscenes_a, true"})
    void realScenesArePathsOrNot(String name, boolean path) {
        PosedScene scene = read(RealData.require("posed/" + name));
        assertEquals(path, views(scene, 64, 64, WHITE).isPath());
    }

    /** The corners of renders of lego are as published numbers have them: white. */
    @Test
    void legoStandsOnWhite() {
        PosedScene scene = read(RealData.require("posed/lego"));
        ViewPixels pixels = views(scene, 100, 100, WHITE).view(0);
        assertArrayEquals(new float[] {1, 1, 1}, pixel(pixels, 0), 0);
        assertNull(pixels.alpha());
    }
}
