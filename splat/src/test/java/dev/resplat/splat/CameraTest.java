package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;
import org.junit.jupiter.api.Test;

/** What is a camera, and what becomes of an image when its camera is changed. */
class CameraTest {
    private static final Device DEVICE = new CpuDevice(2);
    private static final Camera CAMERA = RandomScene.camera(60, 44);

    private static void refused(double[] pose) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> CAMERA.at(pose));
        assertTrue(e.getMessage().startsWith("worldToCamera must "), e.getMessage());
    }

    private static double[] changed(int index, double value) {
        double[] pose = CAMERA.worldToCamera().clone();
        pose[index] = value;
        return pose;
    }

    @Test
    void whatIsNoRotationAndTranslationIsRefused() {
        refused(new double[12]);
        refused(new double[16]);
        refused(changed(0, CAMERA.worldToCamera()[0] + 0.1));
        refused(changed(3, Double.NaN));
        refused(changed(5, Double.POSITIVE_INFINITY));
        refused(changed(12, 0.5));
        refused(changed(15, 2));
        double[] mirrored = CAMERA.worldToCamera().clone();
        double[] scaled = CAMERA.worldToCamera().clone();
        for (int i = 0; i < 3; i++) {
            mirrored[i] = -mirrored[i];
            for (int j = 0; j < 3; j++) {
                scaled[4 * i + j] *= 1.1;
            }
        }
        refused(mirrored);
        refused(scaled);
    }

    @Test
    void rotationsWithTheFewDigitsOfFilesAreTaken() {
        double[] rounded = CAMERA.worldToCamera().clone();
        for (int i = 0; i < 12; i++) {
            rounded[i] = Math.round(1e3 * rounded[i]) / 1e3;
        }
        assertArrayEquals(rounded, CAMERA.at(rounded).worldToCamera());
    }

    @Test
    void sizesAndFocalLengthsAreChecked() {
        double[] pose = CAMERA.worldToCamera();
        Exception size =
                assertThrows(
                        IllegalArgumentException.class, () -> new Camera(0, 5, 1, 1, 0, 0, pose));
        assertEquals("a camera of 0 x 5 pixels: both must be 1 or more", size.getMessage());
        assertThrows(IllegalArgumentException.class, () -> CAMERA.cropped(0, 0, 4, -1));
        double[][] wrong = {
            {0, 1, 2, 2},
            {1, -1, 2, 2},
            {Double.NaN, 1, 2, 2},
            {1, Double.POSITIVE_INFINITY, 2, 2},
            {1, 1, Double.NaN, 2},
            {1, 1, 2, Double.NEGATIVE_INFINITY}
        };
        for (double[] k : wrong) {
            Exception e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new Camera(4, 4, k[0], k[1], k[2], k[3], pose));
            assertTrue(e.getMessage().startsWith("focal lengths " + k[0]), e.getMessage());
        }
    }

    private static double[] transformed(double[] m, double[] x) {
        double[] y = new double[3];
        for (int i = 0; i < 3; i++) {
            y[i] = m[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                y[i] += m[4 * i + j] * x[j];
            }
        }
        return y;
    }

    @Test
    void theCenterIsTheOriginOfTheCameraAndForwardIsItsZ() {
        double[] m = CAMERA.worldToCamera();
        double[] center = CAMERA.center();
        assertArrayEquals(new double[3], transformed(m, center), 1e-6);
        double[] ahead = CAMERA.forward();
        for (int i = 0; i < 3; i++) {
            ahead[i] = center[i] + 2 * ahead[i];
        }
        assertArrayEquals(new double[] {0, 0, 2}, transformed(m, ahead), 1e-6);
    }

    @Test
    void aCropSeesAPartOfTheImage() {
        Camera camera = InFront.camera(60, 44);
        Splats3d splats = InFront.splats(300, 1, 0.04);
        float[] whole = splats.render(DEVICE, camera, Options.of(1));
        float[] part = splats.render(DEVICE, camera.cropped(11, 7, 40, 30), Options.of(1));
        for (int y = 0; y < 30; y++) {
            for (int k = 0; k < 120; k++) {
                float expected = whole[3 * ((y + 7) * 60 + 11) + k];
                assertEquals(expected, part[120 * y + k], 1e-4, "row " + y + ", element " + k);
            }
        }
    }

    /** Every point is at the same place in terms of the size of the image. */
    @Test
    void aResizedImageShowsTheSame() {
        Camera other = CAMERA.resized(90, 22);
        double[] x = {0.4, -0.3, 0.6};
        double[] p = transformed(CAMERA.worldToCamera(), x);
        double[] q = transformed(other.worldToCamera(), x);
        double u = CAMERA.fx() * p[0] / p[2] + CAMERA.cx();
        double v = CAMERA.fy() * p[1] / p[2] + CAMERA.cy();
        assertEquals(1.5 * u, other.fx() * q[0] / q[2] + other.cx(), 1e-9);
        assertEquals(0.5 * v, other.fy() * q[1] / q[2] + other.cy(), 1e-9);
        assertEquals(90, other.width());
        assertEquals(22, other.height());
    }

    @Test
    void aMeanOfSquaresOfPixelsIsAlmostAnImageOfHalfTheSize() {
        Splats3d splats = InFront.splats(60, 0, 0.3);
        Camera camera = InFront.camera(60, 44);
        float[] large = splats.render(DEVICE, camera, Options.of(0));
        float[] small = splats.render(DEVICE, camera.resized(30, 22), Options.of(0));
        double worst = 0;
        for (int i = 0; i < small.length; i++) {
            int at = 3 * (2 * (i / 90) * 60 + 2 * (i % 90 / 3)) + i % 3;
            double mean = (large[at] + large[at + 3] + large[at + 180] + large[at + 183]) / 4;
            worst = Math.max(worst, Math.abs(mean - small[i]));
        }
        assertTrue(worst < 0.06, "worst difference " + worst);
    }

    @Test
    void aCameraSaysWhereItIs() {
        assertEquals(
                "camera of 6 x 4 pixels, focal lengths 6.0 and 6.0, at (0.000, 0.000, 0.000)",
                InFront.camera(6, 4).toString().replace("-0.000", "0.000"));
    }
}
