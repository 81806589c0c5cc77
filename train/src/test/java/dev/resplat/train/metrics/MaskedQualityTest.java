package dev.resplat.train.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Metrics of a part of a picture. */
final class MaskedQualityTest {
    private static final int SIZE = 40;

    private final Image photo = BuiltInPicture.paint(SIZE, SIZE);

    /** The photograph, off by some in the left half and by much more in the right. */
    private Image render(float right) {
        float[] colors = photo.colors().clone();
        for (int i = 0; i < SIZE * SIZE; i++) {
            float error = i % SIZE < SIZE / 2 ? 0.05f : right;
            for (int c = 3 * i; c < 3 * i + 3; c++) {
                colors[c] += (i % 2 == 0 ? 1 : -1) * error * (colors[c] > 0.5 ? -1 : 1);
            }
        }
        return new Image(SIZE, SIZE, colors);
    }

    private static float[] left() {
        float[] mask = new float[SIZE * SIZE];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % SIZE < SIZE / 2 ? 1 : 0;
        }
        return mask;
    }

    private static Image leftOf(Image image) {
        float[] colors = new float[3 * SIZE * SIZE / 2];
        for (int y = 0; y < SIZE; y++) {
            System.arraycopy(image.colors(), 3 * SIZE * y, colors, 3 * SIZE / 2 * y, 3 * SIZE / 2);
        }
        return new Image(SIZE / 2, SIZE, colors);
    }

    @Test
    void psnrIsThatOfThePartAlone() {
        Quality masked = Quality.masked(render(0.4f), photo, left());
        assertEquals(Psnr.of(leftOf(render(0)), leftOf(photo)), masked.psnr(), 1e-9);
        assertTrue(masked.psnr() > Quality.of(render(0.4f), photo).psnr() + 6);
    }

    @Test
    void whatIsMaskedDoesNotMatter() {
        Quality masked = Quality.masked(render(0.4f), photo, left());
        assertEquals(Quality.masked(render(0.1f), photo, left()), masked);
        double left = Ssim.of(leftOf(render(0)), leftOf(photo));
        assertEquals(left, masked.ssim().getAsDouble(), 0.02);
        assertTrue(
                masked.ssim().getAsDouble() > Quality.of(render(0.4f), photo).ssim().getAsDouble());
    }

    @Test
    void aMaskThatKeepsAllChangesNothing() {
        float[] all = new float[SIZE * SIZE];
        Arrays.fill(all, 1);
        assertEquals(Quality.of(render(0.2f), photo), Quality.masked(render(0.2f), photo, all));
        assertEquals(Quality.of(render(0.2f), photo), Quality.masked(render(0.2f), photo, null));
    }

    @Test
    void aBorderHasNoSsimAndNothingHasNoQuality() {
        float[] border = new float[SIZE * SIZE];
        border[0] = 1;
        assertTrue(Quality.masked(render(0.2f), photo, border).ssim().isEmpty());
        assertThrows(
                IllegalArgumentException.class,
                () -> Quality.masked(render(0.2f), photo, new float[SIZE * SIZE]));
    }
}
