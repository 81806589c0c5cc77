package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LensTest {
    static Stream<Lens> lenses() {
        return Stream.of(
                Lens.PINHOLE,
                Lens.radial(0.02, 0),
                Lens.radial(-0.25, 0.08),
                new Lens(false, 0.0578421, -0.0805099, 0, 0, -0.000980296, 0.00015575),
                new Lens(false, -0.3, 0.12, -0.03, 0.004, 0.003, -0.002),
                Lens.fisheye(0, 0, 0, 0),
                Lens.fisheye(0.05, -0.01, 0.003, -0.0006));
    }

    @ParameterizedTest
    @MethodSource("lenses")
    void theInverseIsExact(Lens lens) {
        double most = lens.fisheye() ? 4 : 0.8;
        for (double x = -most; x <= most; x += most / 10) {
            for (double y = -most; y <= most; y += most / 10) {
                double[] shown = lens.distort(x, y);
                assertArrayEquals(
                        new double[] {x, y},
                        lens.undistort(shown[0], shown[1]),
                        1e-9,
                        lens::toString);
            }
        }
    }

    /** The formulas of OpenCV's calib3d, written out for one place. */
    @Test
    void oneRayByHand() {
        double x = 0.3;
        double y = -0.4;
        // r^2 = 1/4.
        double a = 1 + 0.1 / 4 - 0.2 / 16 + 0.3 / 64 + 0.4 / 256;
        double tangentialX = 2 * 0.01 * x * y + 0.02 * (0.25 + 2 * 0.09);
        double tangentialY = 0.01 * (0.25 + 2 * 0.16) + 2 * 0.02 * x * y;
        assertArrayEquals(
                new double[] {a * x + tangentialX, a * y + tangentialY},
                new Lens(false, 0.1, -0.2, 0.3, 0.4, 0.01, 0.02).distort(x, y),
                1e-15);
        double t = Math.atan(0.5);
        double scale = (t + 0.1 * Math.pow(t, 3) + 0.2 * Math.pow(t, 5)) / 0.5;
        assertArrayEquals(
                new double[] {scale * x, scale * y},
                Lens.fisheye(0.1, 0.2, 0, 0).distort(x, y),
                1e-15);
    }

    @Test
    void whatNoRayReachesIsNowhere() {
        // Largest at r = 1, where it shows 2/3.
        Lens folding = Lens.radial(-1.0 / 3, 0);
        assertTrue(Double.isNaN(folding.undistort(0.7, 0)[0]));
        assertEquals(0.9, folding.undistort(folding.distort(0.9, 0)[0], 0)[0], 1e-9);
        assertTrue(folding.keepsOrder(0.6, 0.6));
        assertFalse(folding.keepsOrder(0.8, 0.8));
        assertTrue(Double.isNaN(Lens.fisheye(0, 0, 0, 0).undistort(1.6, 0)[0]));
    }

    @ParameterizedTest
    @MethodSource("lenses")
    void thePinholeShowsNothingOutsideAndReachesTheEdge(Lens lens) {
        Calibration photo = new Calibration(400, 300, 320, 310, 210, 140, lens);
        Calibration pinhole = Undistortion.pinhole(photo, "test");
        if (lens.isPinhole()) {
            assertEquals(photo, pinhole);
            return;
        }
        assertTrue(pinhole.lens().isPinhole());
        double closest = 1e9;
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                double[] at =
                        photo.pixel(
                                (x + 0.5 - pinhole.cx()) / pinhole.fx(),
                                (y + 0.5 - pinhole.cy()) / pinhole.fy());
                double edge =
                        Math.min(
                                Math.min(at[0], 400 - at[0]) - 0.5,
                                Math.min(at[1], 300 - at[1]) - 0.5);
                closest = Math.min(closest, edge);
            }
        }
        assertTrue(closest > -0.01, "outside by " + -closest);
        boolean limited = Math.abs(pinhole.fx() / photo.fx() - 0.7) < 1e-9;
        assertTrue(closest < 0.05 || limited, "could show " + closest + " pixels more");
    }

    @Test
    void aLensThatCannotBeUndoneIsAMistake() {
        Calibration photo = new Calibration(400, 300, 320, 310, 200, 150, Lens.radial(-900, 0));
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> Undistortion.pinhole(photo, "cameras.txt"));
        assertTrue(mistake.getMessage().startsWith("cameras.txt: the distortion"));
    }
}
