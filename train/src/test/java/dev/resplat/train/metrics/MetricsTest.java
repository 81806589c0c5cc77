package dev.resplat.train.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private static Plane uniform(int width, int height, double value) {
        double[] values = new double[width * height];
        Arrays.fill(values, value);
        return new Plane(width, height, values);
    }

    /** Waves with something to see in every window. */
    private static Plane waves(int width, int height, double phase) {
        double[] values = new double[width * height];
        for (int i = 0; i < values.length; i++) {
            int x = i % width;
            int y = i / width;
            values[i] = 0.5 + 0.3 * Math.sin(0.7 * x + phase) * Math.cos(0.31 * y * y + 2 * phase);
        }
        return new Plane(width, height, values);
    }

    private static Image image(int width, int height, float value) {
        float[] colors = new float[3 * width * height];
        Arrays.fill(colors, value);
        return new Image(width, height, colors);
    }

    @Test
    void psnrNeedsPixels() {
        Image none = image(0, 3, 0);
        Exception empty = assertThrows(IllegalArgumentException.class, () -> Psnr.of(none, none));
        assertEquals("PSNR: pictures of 0 x 3 pixels have none to compare", empty.getMessage());
    }

    @Test
    void psnrOfATenthIs20Decibels() {
        assertEquals(20, Psnr.of(image(2, 3, 0.5f), image(2, 3, 0.6f)), 1e-5);
        assertEquals(20, Psnr.of(List.of(uniform(3, 2, 0.5)), List.of(uniform(3, 2, 0.6))), 1e-12);
        assertEquals(Double.POSITIVE_INFINITY, Psnr.of(image(2, 3, 0.5f), image(2, 3, 0.5f)));
    }

    @Test
    void colorsAreClippedBeforeTheyAreCompared() {
        assertEquals(Double.POSITIVE_INFINITY, Psnr.of(image(2, 2, 1.5f), image(2, 2, 1)));
        assertEquals(0, Psnr.of(image(2, 2, 7), image(2, 2, -3)), 1e-12);
        assertEquals(1, Ssim.of(image(11, 11, 1.5f), image(11, 11, 1)), 1e-12);
    }

    /** What is learned with is what is measured with. */
    @Test
    void theLossIsTheSameSsim() {
        Image a = BuiltInPicture.paint(33, 21);
        float[] faded = a.colors().clone();
        for (int i = 0; i < faded.length; i++) {
            faded[i] *= 0.5f + 0.4f * (i % 7) / 7;
        }
        Image b = new Image(33, 21, faded);
        try (Scope scope = Scope.open()) {
            Device device = Devices.find("reference");
            Var x = Var.constant(Tensor.of(device, Shape.of(1, 21, 33, 3), a.colors()));
            Var y = Var.constant(Tensor.of(device, Shape.of(1, 21, 33, 3), b.colors()));
            double loss = Losses.structuralSimilarity(x, y).value().item();
            assertEquals(Ssim.of(a, b), loss, 1e-12);
            assertTrue(loss < 0.95, "too much alike to tell: " + loss);
        }
    }

    @Test
    void aPictureIsLikeItself() {
        Plane waves = waves(161, 170, 0.3);
        assertEquals(1, Ssim.of(waves, waves), 1e-12);
        assertEquals(1, MultiScaleSsim.of(waves, waves), 1e-12);
        Image picture = BuiltInPicture.paint(200, 161);
        assertEquals(1, Ssim.of(picture, picture), 1e-12);
        assertEquals(1, MultiScaleSsim.of(picture, picture), 1e-12);
    }

    /** Without variance only the luminance term is left. */
    @Test
    void ssimOfConstantsIsTheLuminanceTerm() {
        double expected = (2 * 0.25 * 0.75 + 1e-4) / (0.25 * 0.25 + 0.75 * 0.75 + 1e-4);
        assertEquals(expected, Ssim.of(uniform(20, 30, 0.25), uniform(20, 30, 0.75)), 1e-12);
        assertEquals(
                Math.pow(expected, 0.1333),
                MultiScaleSsim.of(uniform(161, 161, 0.25), uniform(161, 161, 0.75)),
                1e-12);
    }

    @Test
    void ssimIsThatOfAWindowAtEachPixel() {
        for (int[] size : new int[][] {{11, 11}, {11, 12}, {23, 17}, {40, 31}}) {
            Plane a = waves(size[0], size[1], 0);
            Plane b = waves(size[0], size[1], 0.4);
            double expected = windows(a, b);
            assertTrue(expected > 0.1 && expected < 0.95, "says little: " + expected);
            assertEquals(expected, Ssim.of(a, b), 1e-12);
            assertEquals(expected, Ssim.of(b, a), 1e-12);
        }
    }

    /** SSIM with two-dimensional windows, and variances of differences from the mean. */
    private static double windows(Plane a, Plane b) {
        double sum = 0;
        int count = 0;
        for (int y = 5; y < a.height() - 5; y++) {
            for (int x = 5; x < a.width() - 5; x++) {
                sum += window(a, b, x, y);
                count++;
            }
        }
        return sum / count;
    }

    private static double window(Plane a, Plane b, int cx, int cy) {
        double total = 0;
        double[] means = new double[2];
        for (int i = 0; i < 121; i++) {
            double w = weight(i);
            total += w;
            means[0] += w * at(a, cx, cy, i);
            means[1] += w * at(b, cx, cy, i);
        }
        double ma = means[0] / total;
        double mb = means[1] / total;
        double va = 0;
        double vb = 0;
        double cov = 0;
        for (int i = 0; i < 121; i++) {
            double w = weight(i) / total;
            double da = at(a, cx, cy, i) - ma;
            double db = at(b, cx, cy, i) - mb;
            va += w * da * da;
            vb += w * db * db;
            cov += w * da * db;
        }
        return (2 * ma * mb + 1e-4)
                * (2 * cov + 9e-4)
                / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4));
    }

    private static double weight(int i) {
        int dx = i % 11 - 5;
        int dy = i / 11 - 5;
        return Math.exp(-(dx * dx + dy * dy) / 4.5);
    }

    private static double at(Plane plane, int cx, int cy, int i) {
        return plane.values()[(cy + i / 11 - 5) * plane.width() + cx + i % 11 - 5];
    }

    @Test
    void moreNoiseIsLessAlike() {
        Image picture = BuiltInPicture.paint(192, 176);
        double[] previous = {Double.POSITIVE_INFINITY, 1, 1};
        for (double strength : new double[] {0.02, 0.05, 0.1, 0.2}) {
            float[] colors = picture.colors().clone();
            for (int i = 0; i < colors.length; i++) {
                colors[i] += (float) (strength * Math.sin(12.9898 * i * i + 78.233 * i));
            }
            Image noisy = new Image(picture.width(), picture.height(), colors);
            double[] now = {
                Psnr.of(picture, noisy), Ssim.of(picture, noisy), MultiScaleSsim.of(picture, noisy)
            };
            for (int i = 0; i < now.length; i++) {
                assertTrue(now[i] < previous[i], Arrays.toString(now) + Arrays.toString(previous));
            }
            previous = now;
        }
    }

    /** Its means of contrast-structure are negative. */
    @Test
    void multiScaleSsimOfANegativeIsZero() {
        Plane waves = waves(161, 161, 0);
        double[] negative = Arrays.stream(waves.values()).map(v -> 1 - v).toArray();
        Plane other = new Plane(161, 161, negative);
        assertTrue(Ssim.of(waves, other) < -0.5);
        assertEquals(0, MultiScaleSsim.of(waves, other));
    }

    @Test
    void halvingAveragesAndRepeatsTheLastOfAnOddNumber() {
        Plane odd = new Plane(3, 3, new double[] {0, 4, 8, 4, 8, 12, 20, 24, 28});
        assertArrayEquals(new double[] {4, 10, 22, 28}, odd.halved().values());
    }

    @Test
    void grayIsRoundedTo8Bits() {
        float[] colors = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1};
        double[] gray = Plane.gray(new Image(4, 1, colors)).values();
        assertArrayEquals(new double[] {76 / 255.0, 150 / 255.0, 29 / 255.0, 1}, gray, 1e-15);
    }

    @Test
    void picturesThatCannotBeComparedAreNamed() {
        rejected("10 x 40 is smaller than the window of 11 x 11", () -> ssim(10, 40));
        rejected("40 x 10 is smaller than the window of 11 x 11", () -> ssim(40, 10));
        rejected("0 x 0 is smaller", () -> ssim(0, 0));
        rejected(
                "160 x 200 is smaller than 161 x 161",
                () -> MultiScaleSsim.of(uniform(160, 200, 0), uniform(160, 200, 0)));
        rejected(
                "differ in size: 20 x 20 and 20 x 21",
                () -> Ssim.of(uniform(20, 20, 0), uniform(20, 21, 0)));
        rejected("differ in size: 2 x 3 and 3 x 2", () -> Psnr.of(image(2, 3, 0), image(3, 2, 0)));
        rejected("1 channels and 2", () -> Psnr.of(two().subList(0, 1), two()));
        rejected("must be [2, 3], has 5", () -> new Plane(3, 2, new double[5]));
    }

    private static List<Plane> two() {
        return List.of(uniform(3, 3, 0), uniform(3, 3, 0));
    }

    private static void ssim(int width, int height) {
        Ssim.of(uniform(width, height, 0), uniform(width, height, 0));
    }

    private static void rejected(String message, Runnable call) {
        Exception e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
