package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.optimize.PlaneSweep.Photo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is far behind a scene has the colours of the photographs there. */
final class BackdropTest {
    private static final int SIDE = 40;
    private static final float[] RED = {0.8f, 0.1f, 0.2f};
    private static final float[] BLUE = {0.1f, 0.3f, 0.9f};

    /** At the origin, with a field of view of 90 degrees: left one colour, right another. */
    private static Photo photo(double yaw, float[] left, float[] right) {
        double cos = Math.cos(yaw);
        double sin = Math.sin(yaw);
        double[] m = {cos, 0, -sin, 0, 0, 1, 0, 0, sin, 0, cos, 0, 0, 0, 0, 1};
        float[] colors = new float[3 * SIDE * SIDE];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = (i / 3 % SIDE < SIDE / 2 ? left : right)[i % 3];
        }
        return new Photo(
                new Camera(SIDE, SIDE, SIDE / 2.0, SIDE / 2.0, SIDE / 2.0, SIDE / 2.0, m), colors);
    }

    private static void assertColor(float[] expected, Splats3d splats, int i) {
        for (int c = 0; c < 3; c++) {
            assertEquals(expected[c], 0.5 + Harmonics.DC * splats.sh()[3 * i + c], 1e-5);
        }
    }

    @Test
    void colorsAreThoseOfThePhotographAlsoALittleBeyondIt() {
        double[] origin = {0.1, -0.2, 0.1};
        Splats3d splats = Backdrop.of(List.of(photo(0, RED, BLUE)), origin, 5);
        int beyond = 0;
        int[] sides = new int[2];
        for (int i = 0; i < splats.count(); i++) {
            float[] p = splats.means();
            double x = p[3 * i];
            double y = p[3 * i + 1];
            double z = p[3 * i + 2];
            double fromOrigin = Math.hypot(Math.hypot(x - origin[0], y - origin[1]), z - origin[2]);
            assertEquals(15, fromOrigin, 1e-4, "three times as far as the scene");
            assertTrue(z > 0, "nothing is behind the camera");
            double border = Math.max(Math.abs(x / z), Math.abs(y / z));
            assertTrue(border <= 1.8 + 1e-5, "nothing is far beside the photograph");
            beyond += border > 1.2 ? 1 : 0;
            // colours are means over a few pixels, so those near the middle are mixed
            if (Math.abs(x / z) > 0.15) {
                sides[x < 0 ? 0 : 1]++;
                assertColor(x < 0 ? RED : BLUE, splats, i);
            }
        }
        assertTrue(sides[0] > 200 && sides[1] > 200, sides[0] + " and " + sides[1]);
        assertTrue(beyond > 100, beyond + " are beyond the border");
    }

    @Test
    void theyFillWhatTheySurround() {
        // the mean area of each on the sphere, in terms of what lies within a deviation
        Splats3d splats = Backdrop.of(List.of(photo(0, RED, RED)), new double[3], 2);
        double deviation = Math.exp(splats.logScales()[0]);
        double part = solidAngleWithin(1.8) / (4 * Math.PI);
        double area = 4 * Math.PI * 36 * part / splats.count();
        double ratio = deviation / Math.sqrt(area);
        assertTrue(ratio > 0.5 && ratio < 0.8, "deviation in terms of the spacing: " + ratio);
        for (int i = 0; i < splats.count(); i++) {
            assertEquals(splats.logScales()[0], splats.logScales()[3 * i + 2]);
            assertTrue(splats.opacityLogits()[i] > 0, "more than half opaque");
        }
    }

    /** Of the pyramid of a square of twice the half side at distance 1. */
    private static double solidAngleWithin(double half) {
        return 4 * Math.asin(half * half / (1 + half * half));
    }

    @Test
    void aPhotographThatShowsThePlaceIsTakenBeforeOneThatAlmostDoes() {
        Photo ahead = photo(0, RED, RED);
        Photo right = photo(Math.PI / 2, BLUE, BLUE);
        for (List<Photo> photos : List.of(List.of(ahead, right), List.of(right, ahead))) {
            Splats3d splats = Backdrop.of(photos, new double[3], 2);
            int[] found = new int[2];
            for (int i = 0; i < splats.count(); i++) {
                float[] p = splats.means();
                boolean inside = Math.abs(p[3 * i + 1]) < 4;
                if (inside && p[3 * i + 2] > 1.1 * Math.abs(p[3 * i])) {
                    found[0]++;
                    assertColor(RED, splats, i);
                } else if (inside && p[3 * i] > 1.1 * Math.abs(p[3 * i + 2])) {
                    found[1]++;
                    assertColor(BLUE, splats, i);
                }
            }
            assertTrue(found[0] > 100 && found[1] > 100, found[0] + " and " + found[1]);
        }
    }

    @Test
    void withoutPhotographsThereIsNone() {
        assertEquals(0, Backdrop.of(List.of(), new double[3], 1).count());
    }
}
