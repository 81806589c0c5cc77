package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import org.junit.jupiter.api.Test;

public class Splats2dTest {
    /** Two splats for tests. */
    public static Splats2d splats(BlendMode mode) {
        return new Splats2d(
                9,
                7,
                mode,
                new float[] {3, 4, 6.5f, 2},
                new float[] {0.5f, 0, 1, 0.2f},
                new float[] {0.4f, -1},
                new float[] {0.8f, 0.5f},
                new float[] {1, 0.5f, 0.25f, -0.2f, 0.7f, 0});
    }

    /** Additive, by the formula. */
    @Test
    void renderIsTheSumOfGaussians() {
        Splats2d s = splats(BlendMode.ADDITIVE);
        double expected = 0;
        for (int i = 0; i < 2; i++) {
            double dx = 4.5 - s.means()[2 * i];
            double dy = 2.5 - s.means()[2 * i + 1];
            double cos = Math.cos(s.angles()[i]);
            double sin = Math.sin(s.angles()[i]);
            double along = (cos * dx + sin * dy) / Math.exp(s.logScales()[2 * i]);
            double across = (cos * dy - sin * dx) / Math.exp(s.logScales()[2 * i + 1]);
            double g = Math.exp(-0.5 * (along * along + across * across));
            expected += s.weights()[i] * s.colors()[3 * i + 1] * g;
        }
        assertEquals(expected, s.render(Devices.cpu())[3 * (2 * 9 + 4) + 1], 1e-5);
    }

    @Test
    void scaledByThreeIsTheSamePictureAtThreeTimesTheSize() {
        Splats2d small = splats(BlendMode.ADDITIVE);
        Splats2d large = small.scaledBy(3);
        assertEquals("2 splats (additive) of 27 x 21 pixels", large.toString());
        float[] a = small.render(Devices.cpu());
        float[] b = large.render(Devices.cpu());
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 9; x++) {
                int middle = (3 * y + 1) * 27 + 3 * x + 1;
                assertEquals(a[3 * (y * 9 + x)], b[3 * middle], 1e-5);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> small.scaledBy(0));
        assertThrows(IllegalArgumentException.class, () -> small.scaledBy(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> small.scaledBy(1e9));
        assertEquals("2 splats (additive) of 1 x 1 pixels", small.scaledBy(1e-3).toString());
    }

    @Test
    void arraysThatDoNotFitAreNamed() {
        Splats2d s = splats(BlendMode.ALPHA);
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        new Splats2d(
                                                9,
                                                7,
                                                s.mode(),
                                                s.means(),
                                                s.logScales(),
                                                s.angles(),
                                                s.weights(),
                                                s.weights()))
                        .getMessage();
        assertTrue(message.startsWith("colors must have 3 elements"), message);
        s.means()[3] = Float.NaN;
        message = assertThrows(IllegalArgumentException.class, () -> s.scaledBy(2)).getMessage();
        assertEquals("means of splat 1: NaN is not a finite number", message);
    }
}
