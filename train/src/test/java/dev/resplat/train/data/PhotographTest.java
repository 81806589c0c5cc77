package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.train.image.Image;
import org.junit.jupiter.api.Test;

final class PhotographTest {
    private static final float EXACT = 1e-6f;

    /** Red is 10 x, green 10 y, blue the same everywhere, of 255. */
    private static Photograph ramp(int width, int height) {
        byte[] colors = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                colors[3 * (y * width + x)] = (byte) (10 * x);
                colors[3 * (y * width + x) + 1] = (byte) (10 * y);
                colors[3 * (y * width + x) + 2] = (byte) 200;
            }
        }
        return new Photograph(width, height, colors);
    }

    @Test
    void aWindowOfWholePixelsIsACrop() {
        Image crop = ramp(9, 7).window(2, 3, 4, 4);
        assertEquals(20 / 255f, crop.at(0, 0, 0), EXACT);
        assertEquals(30 / 255f, crop.at(0, 0, 1), EXACT);
        assertEquals(50 / 255f, crop.at(3, 3, 0), EXACT);
        assertEquals(60 / 255f, crop.at(3, 3, 1), EXACT);
    }

    @Test
    void pixelsAreMeansOfWhatTheyCover() {
        Image half = ramp(12, 12).window(2, 4, 8, 4);
        assertEquals(25 / 255f, half.at(0, 0, 0), EXACT);
        assertEquals(45 / 255f, half.at(0, 0, 1), EXACT);
        Image parts = ramp(12, 12).window(1, 1, 7.5, 5);
        // From 1 to 2.5: one pixel of 10 and half of one of 20.
        assertEquals((10 + 0.5f * 20) / 1.5f / 255, parts.at(0, 0, 0), EXACT);
        assertEquals(200 / 255f, parts.at(4, 4, 2), EXACT);
    }

    @Test
    void aWindowMayReachToTheBorder() {
        Image whole = ramp(10, 10).window(0, 0, 10, 3);
        assertEquals(
                45 / 255f, (whole.at(0, 0, 0) + whole.at(1, 0, 0) + whole.at(2, 0, 0)) / 3, EXACT);
        assertEquals(200 / 255f, whole.at(2, 2, 2), EXACT);
    }

    @Test
    void picturesOf8BitsAreKeptExactly() {
        Image image = ramp(20, 3).image();
        assertArrayEquals(image.colors(), Photograph.of(image).image().colors(), 0);
    }
}
