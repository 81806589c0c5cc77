package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Prefetch;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViewLoaderTest {
    private static final int W = 50;
    private static final int H = 34;
    private static final double[] POSE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    @TempDir private Path folder;

    private View view(Path image, Lens lens, Optional<Path> mask, Optional<DepthFile> depth) {
        Calibration photo = new Calibration(W, H, 40, 41, 25.5, 16, lens);
        Camera camera = Undistortion.pinhole(photo, "test").camera(POSE);
        return new View("v", image, false, photo, camera, mask, depth, Split.UNKNOWN);
    }

    private List<View> views(int count) {
        List<View> views = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Path file = folder.resolve(n + ".png");
            SceneFiles.picture(file, n, W, H);
            views.add(view(file, Lens.PINHOLE, Optional.empty(), Optional.empty()));
        }
        return views;
    }

    @Test
    void pixelsAreAsStored() {
        ViewLoader loader = new ViewLoader(views(3));
        for (int n = 0; n < 3; n++) {
            ViewPixels pixels = loader.load(n, 1);
            assertNull(pixels.alpha());
            assertNull(pixels.mask());
            assertNull(pixels.depth());
            for (int i = 0; i < W * H; i++) {
                int rgb = SceneFiles.rgb(n, i % W, i / W);
                assertEquals((rgb >> 16) / 255f, pixels.colors()[3 * i]);
                assertEquals((rgb >> 8 & 255) / 255f, pixels.colors()[3 * i + 1]);
                assertEquals((rgb & 255) / 255f, pixels.colors()[3 * i + 2]);
            }
        }
    }

    /** 50 x 34 by 4 is 13 x 9 pixels (12.5 and 8.5 rounded), each the mean of a rectangle. */
    @Test
    void smallerPixelsAreMeansOfWhatTheyCover() {
        ViewPixels pixels = new ViewLoader(views(1)).load(0, 4);
        Camera camera = pixels.camera();
        assertEquals(13, camera.width());
        assertEquals(9, camera.height());
        assertEquals(40.0 * 13 / 50, camera.fx(), 1e-12);
        assertEquals(16.0 * 9 / 34, camera.cy(), 1e-12);
        double[] expected = new double[3 * 13 * 9];
        int fine = 13 * 9;
        // Every pixel in 13 x 9 parts, each of which belongs to one small pixel.
        for (int y = 0; y < H * 9; y++) {
            for (int x = 0; x < W * 13; x++) {
                int rgb = SceneFiles.rgb(0, x / 13, y / 9);
                int at = 3 * (y / H * 13 + x / W);
                expected[at] += (rgb >> 16) / 255.0 * fine / (W * 13.0 * H * 9);
                expected[at + 1] += (rgb >> 8 & 255) / 255.0 * fine / (W * 13.0 * H * 9);
            }
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], pixels.colors()[i], 0.5 / 255 + 1e-5);
        }
    }

    @Test
    void memoryIsBoundedAndForgottenViewsComeBackTheSame() {
        List<View> views = views(6);
        long one = 3L * W * H;
        ViewLoader loader = new ViewLoader(views, 2 * one);
        float[][] first = new float[6][];
        for (int n = 0; n < 6; n++) {
            first[n] = loader.load(n, 1).colors();
            assertEquals(Math.min(n + 1, 2) * one, loader.bytesKept());
        }
        for (int n = 0; n < 6; n++) {
            assertArrayEquals(first[n], loader.load(n, 1).colors());
        }
        ViewLoader none = new ViewLoader(views, 0);
        assertArrayEquals(first[5], none.load(5, 1).colors());
        assertEquals(0, none.bytesKept());
        // Of what is in memory the file may be gone.
        assertTrue(views.get(5).image().toFile().delete());
        assertArrayEquals(first[5], loader.load(5, 1).colors());
    }

    @Test
    void prefetchedPixelsAreTheSame() {
        List<View> views = views(5);
        ViewLoader direct = new ViewLoader(views);
        ViewLoader ahead = new ViewLoader(views, 4L * W * H);
        try (Prefetch<ViewPixels> prefetch =
                ahead.prefetch(step -> (int) (step * 3 % 5), 2, 10, 3)) {
            for (int step = 10; step < 30; step++) {
                ViewPixels expected = direct.load(step * 3 % 5, 2);
                ViewPixels actual = prefetch.next();
                assertArrayEquals(expected.colors(), actual.colors());
                assertEquals(expected.camera().fx(), actual.camera().fx());
            }
        }
    }

    @Test
    void callersMayWriteIntoWhatTheyGet() {
        ViewLoader loader = new ViewLoader(views(1));
        float[] colors = loader.load(0, 1).colors();
        float before = colors[30];
        colors[30] = 7;
        assertEquals(before, loader.load(0, 1).colors()[30]);
    }

    /** Colours under alpha 0 are not mixed with those that show. */
    @Test
    void alphaIsStraightAndWeighsColors() {
        BufferedImage picture = new BufferedImage(W, H, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                picture.setRGB(x, y, x % 2 == 0 ? 0x80FF0000 : 0x0000FF00);
            }
        }
        Path file = folder.resolve("alpha.png");
        SceneFiles.write(picture, file);
        ViewLoader loader =
                new ViewLoader(
                        List.of(view(file, Lens.PINHOLE, Optional.empty(), Optional.empty())));
        ViewPixels full = loader.load(0, 1);
        assertArrayEquals(
                new float[] {1, 0, 0, 0, 1, 0}, java.util.Arrays.copyOf(full.colors(), 6));
        assertEquals(128 / 255f, full.alpha()[0]);
        assertEquals(0, full.alpha()[1]);
        ViewPixels half = loader.load(0, 2);
        assertEquals(64 / 255f, half.alpha()[0]);
        assertArrayEquals(new float[] {1, 0, 0}, java.util.Arrays.copyOf(half.colors(), 3));
    }

    private Path mask() {
        BufferedImage mask = new BufferedImage(W, H, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                mask.getRaster().setSample(x, y, 0, x < 11 ? 0 : 255);
            }
        }
        Path file = folder.resolve("mask.png");
        SceneFiles.write(mask, file);
        return file;
    }

    /** Of half the size of the photograph. */
    private DepthFile depth() {
        BufferedImage depth = new BufferedImage(W / 2, H / 2, BufferedImage.TYPE_USHORT_GRAY);
        for (int y = 0; y < H / 2; y++) {
            for (int x = 0; x < W / 2; x++) {
                depth.getRaster().setSample(x, y, 0, x == 0 ? 0 : 1000 * x + 17 * y);
            }
        }
        Path file = folder.resolve("depth.png");
        SceneFiles.write(depth, file);
        return new DepthFile(file, 0.001);
    }

    @Test
    void masksAndDepthsFollow() {
        Path file = folder.resolve("0.png");
        SceneFiles.picture(file, 0, W, H);
        View view = view(file, Lens.PINHOLE, Optional.of(mask()), Optional.of(depth()));
        ViewLoader loader = new ViewLoader(List.of(view));
        ViewPixels full = loader.load(0, 1);
        for (int i = 0; i < W * H; i++) {
            int x = i % W;
            int y = i / W;
            assertEquals(x < 11 ? 0 : 1, full.mask()[i]);
            float expected = x < 2 ? 0 : (float) (0.001 * (1000 * (x / 2) + 17 * (y / 2)));
            assertEquals(expected, full.depth()[i], 1e-6f);
        }
        // Pixel 5 covers columns 10 and 11, of which one is ignored.
        ViewPixels half = loader.load(0, 2);
        assertEquals(0, half.mask()[5]);
        assertEquals(1, half.mask()[6]);
        assertEquals(0.001f * (1000 * 7 + 17 * 3), half.depth()[3 * 25 + 7], 1e-5f);
    }

    /** The red of a pixel tells x, so a resampled pixel tells where it is from. */
    @Test
    void theLensIsUndone() {
        for (Lens lens :
                List.of(
                        Lens.radial(-0.2, 0.03),
                        new Lens(false, 0.1, 0, 0, 0, 0.01, -0.02),
                        Lens.fisheye(0.02, 0, 0, 0))) {
            Path file = folder.resolve("0.png");
            SceneFiles.picture(file, 0, W, H);
            View view = view(file, lens, Optional.of(mask()), Optional.empty());
            ViewPixels pixels = new ViewLoader(List.of(view)).load(0, 1);
            Camera camera = pixels.camera();
            assertEquals(W, camera.width());
            for (int i = 0; i < W * H; i++) {
                double x = (i % W + 0.5 - camera.cx()) / camera.fx();
                double y = (i / W + 0.5 - camera.cy()) / camera.fy();
                double[] at = view.photo().pixel(x, y);
                assertEquals(5 * (at[0] - 0.5), 255 * pixels.colors()[3 * i], 0.51);
                assertEquals(5 * (at[1] - 0.5), 255 * pixels.colors()[3 * i + 1], 0.51);
                if (Math.abs(at[0] - 11) > 1e-3) {
                    assertEquals(at[0] < 11 ? 0 : 1, pixels.mask()[i]);
                }
            }
        }
    }
}
