package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;
import dev.resplat.train.scene.Calibration;
import dev.resplat.train.scene.Lens;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewLoader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pixels belong to the camera, and what is made of them. */
final class BlackBorderTest {
    private static final int WIDTH = 20;
    private static final int HEIGHT = 16;
    private static final double[] POSE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    @TempDir private Path folder;

    private final List<View> views = new ArrayList<>();

    /** Grey, but black at the left (2 columns) and in a corner; another place is black, too. */
    private static BufferedImage picture(int number, int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean inside = x >= 8 && x < 11 && y >= 8 && y < 10;
                boolean own = y == 0 && x == 5 + number;
                boolean black = isBorder(x, y) || inside || own;
                image.setRGB(x, y, black ? 0xFF000000 : 0xFF808080 + 0x101010 * number);
            }
        }
        return image;
    }

    private static boolean isBorder(int x, int y) {
        return x < 2 || x - 15 + HEIGHT - y - 1 > 4 + 2 * (HEIGHT - y - 1);
    }

    private void add(BufferedImage image) throws IOException {
        Path file = folder.resolve("view%d.png".formatted(views.size()));
        ImageIO.write(image, "png", file.toFile());
        int w = image.getWidth();
        int h = image.getHeight();
        views.add(
                new View(
                        file.getFileName().toString(),
                        file,
                        false,
                        new Calibration(w, h, w, w, w / 2.0, h / 2.0, Lens.PINHOLE),
                        new Camera(w, h, w, w, w / 2.0, h / 2.0, POSE),
                        Optional.empty(),
                        Optional.empty(),
                        Split.UNKNOWN));
    }

    private BlackBorder border() {
        return BlackBorder.of(new ViewLoader(views), 1);
    }

    private void pictures(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            add(picture(i, BufferedImage.TYPE_INT_RGB));
        }
    }

    private static int expected() {
        int count = 0;
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            count += isBorder(i % WIDTH, i / WIDTH) ? 1 : 0;
        }
        return count;
    }

    @Test
    void whatIsBlackAtTheBorderOfAllIsFound() throws IOException {
        pictures(4);
        BlackBorder border = border();
        assertEquals(expected(), border.pixels());
        Image image = new Image(WIDTH, HEIGHT, new float[3 * WIDTH * HEIGHT]);
        float[] kept = border.without(null, image);
        for (int i = 0; i < kept.length; i++) {
            assertEquals(isBorder(i % WIDTH, i / WIDTH) ? 0 : 1, kept[i], "pixel " + i);
        }
    }

    @Test
    void aPixelThatOnePhotographHasIsNoBorder() throws IOException {
        pictures(3);
        BufferedImage bright = picture(3, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            bright.setRGB(0, y, 0x00FF00);
            bright.setRGB(1, y, 0x00FF00);
        }
        add(bright);
        assertEquals(expected() - 2 * HEIGHT, border().pixels());
    }

    @Test
    void photographsMustBeEnoughOpaqueAndOfOneSize() throws IOException {
        pictures(2);
        assertSame(BlackBorder.NONE, border(), "two could be black by chance");
        pictures(1);
        assertEquals(expected(), border().pixels());
        add(new BufferedImage(WIDTH + 1, HEIGHT, BufferedImage.TYPE_INT_RGB));
        assertSame(BlackBorder.NONE, border(), "sizes differ");
        views.remove(3);
        BufferedImage transparent = picture(3, BufferedImage.TYPE_INT_ARGB);
        transparent.setRGB(7, 7, 0x40FFFFFF);
        add(transparent);
        assertSame(BlackBorder.NONE, border(), "what is transparent is not black");
    }

    @Test
    void whatIsLargerThanAFifthIsADarkBackground() throws IOException {
        for (int i = 0; i < 3; i++) {
            BufferedImage image = picture(i, BufferedImage.TYPE_INT_RGB);
            for (int k = 0; k < WIDTH * HEIGHT / 4; k++) {
                image.setRGB(k % WIDTH, k / WIDTH, 0x020202);
            }
            add(image);
        }
        assertSame(BlackBorder.NONE, border());
        assertEquals(0, BlackBorder.NONE.pixels());
    }

    @Test
    void photographsThatAreFullHaveNone() throws IOException {
        for (int i = 0; i < 4; i++) {
            BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
            for (int k = 0; k < WIDTH * HEIGHT; k++) {
                image.setRGB(k % WIDTH, k / WIDTH, 0x606060);
            }
            image.setRGB(9, 9, 0);
            add(image);
        }
        assertSame(BlackBorder.NONE, border());
    }

    @Test
    void masksIgnoreWhatIsBesideTheBorderToo() throws IOException {
        pictures(3);
        BlackBorder border = border();
        float[] mask = new float[WIDTH * HEIGHT];
        Arrays.fill(mask, 1);
        mask[5 * WIDTH + 9] = 0;
        float[] before = mask.clone();
        float[] kept = border.mask(mask, WIDTH, HEIGHT);
        assertArrayEquals(before, mask, "the given one stays");
        for (int i = 0; i < kept.length; i++) {
            boolean beside = false;
            for (int d = 0; d < 9; d++) {
                int x = i % WIDTH + d % 3 - 1;
                int y = i / WIDTH + d / 3 - 1;
                boolean inside = x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;
                beside |= inside && isBorder(x, y);
            }
            assertEquals(beside ? 0 : before[i], kept[i], "pixel " + i);
        }
        assertSame(mask, border.mask(mask, WIDTH / 2, HEIGHT), "of another size");
        assertNull(BlackBorder.NONE.mask(null, WIDTH, HEIGHT));
        assertSame(mask, BlackBorder.NONE.mask(mask, WIDTH, HEIGHT));
    }

    @Test
    void rendersHaveTheBorder() throws IOException {
        pictures(3);
        float[] white = new float[3 * WIDTH * HEIGHT];
        Arrays.fill(white, 1);
        Image render = new Image(WIDTH, HEIGHT, white);
        Image bordered = border().onto(render);
        for (int i = 0; i < white.length; i++) {
            int pixel = i / 3;
            assertEquals(isBorder(pixel % WIDTH, pixel / WIDTH) ? 0 : 1, bordered.colors()[i]);
            assertEquals(1, render.colors()[i], "the given one stays");
        }
        Image other = new Image(4, 3, new float[36]);
        assertSame(other, border().onto(other), "of another camera");
    }
}
