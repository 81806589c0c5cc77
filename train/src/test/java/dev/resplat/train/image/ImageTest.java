package dev.resplat.train.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class ImageTest {
    private static Image uniform(float value) {
        float[] colors = new float[2 * 3 * 3];
        Arrays.fill(colors, value);
        return new Image(2, 3, colors);
    }

    @Test
    void pngKeepsPlacesAndClampsColors() throws Exception {
        float[] colors = new float[2 * 3 * 3];
        colors[0] = 2;
        colors[1] = -1;
        colors[2] = 0.5f;
        colors[3 * 5 + 2] = 1;
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(new Image(2, 3, colors).png()));
        assertEquals(0xffff0080, read.getRGB(0, 0));
        assertEquals(0xff0000ff, read.getRGB(1, 2));
    }

    @Test
    void picturesOfOtherSizesAreNotCompared() {
        Image other = new Image(3, 2, new float[18]);
        assertThrows(IllegalArgumentException.class, () -> uniform(0).difference(other, 1));
        assertThrows(IllegalArgumentException.class, () -> new Image(3, 3, new float[18]));
        assertThrows(IllegalArgumentException.class, () -> new Image(-2, -3, new float[18]));
        assertThrows(
                IllegalArgumentException.class, () -> new Image(1 << 16, 1 << 16, new float[0]));
    }

    @Test
    void whatIsStoredIsWhatThePngHolds() throws Exception {
        float[] colors = {-1, 0.5f, 2, 0.3f, 0.001f, 0.999f};
        Image image = new Image(2, 1, colors);
        BufferedImage png = ImageIO.read(new ByteArrayInputStream(image.png()));
        for (int x = 0; x < 2; x++) {
            assertEquals(png.getRGB(x, 0), 0xff000000 | image.stored().rgb(x, 0));
        }
        assertEquals(128 / 255f, image.stored().at(0, 0, 1));
    }

    @Test
    void aSmallerPictureIsMadeOfMeans() {
        float[] colors = new float[3 * 5 * 3];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = i % 3 == 0 ? i / 3 % 5 : i / 3 / 5;
        }
        Image image = new Image(5, 3, colors);
        assertSame(image, image.within(5));
        Image smaller = image.within(4);
        assertEquals(3, smaller.width());
        assertEquals(2, smaller.height());
        assertEquals(0.5f, smaller.at(0, 0, 0));
        assertEquals(0.5f, smaller.at(0, 0, 1));
        // At the sides there are fewer pixels.
        assertEquals(4, smaller.at(2, 1, 0));
        assertEquals(2, smaller.at(2, 1, 1));
    }

    @Test
    void aPreviewOfATallPictureFitsOnAScreen() {
        Image tall = new Image(2, 4000, new float[3 * 2 * 4000]);
        assertEquals(48, TerminalPreview.of(79, tall, tall).lines().count());
    }

    @Test
    void aPreviewFillsItsColumns() {
        String preview = TerminalPreview.of(11, uniform(1), uniform(0));
        String[] rows = preview.split("\n");
        // Pixels are square, characters twice as high as wide.
        assertEquals(4, rows.length);
        for (String row : rows) {
            assertEquals(11, row.replaceAll("\033\\[[0-9;]*m", "").length());
        }
    }
}
