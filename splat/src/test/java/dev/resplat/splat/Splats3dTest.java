package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Splats in space in host memory: what is refused, moved and joined. */
class Splats3dTest {
    private static final Device DEVICE = new CpuDevice(2);
    private static final int[] ELEMENTS = {3, 4, 3, 1, 12};
    private static final String[] NAMES = {"means", "quats", "log_scales", "opacity_logits", "sh"};

    private static float[][] arrays(int n) {
        float[][] arrays = new float[ELEMENTS.length][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new float[n * ELEMENTS[i]];
        }
        return arrays;
    }

    private static String refused(int degree, float[][] a) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> new Splats3d(degree, a[0], a[1], a[2], a[3], a[4]))
                .getMessage();
    }

    @Test
    void anArrayOfAnotherLengthIsNamed() {
        for (int i = 0; i < NAMES.length; i++) {
            if (i == 3) {
                continue;
            }
            float[][] a = arrays(5);
            a[i] = new float[5 * ELEMENTS[i] - 1];
            assertEquals(
                    "%s must have %d elements for each of the 5 splats (as many as opacities), has %d"
                            .formatted(NAMES[i], ELEMENTS[i], 5 * ELEMENTS[i] - 1),
                    refused(1, a));
        }
        float[][] a = arrays(5);
        a[3] = new float[4];
        assertTrue(refused(1, a).startsWith("means must have 3 elements for each of the 4 splats"));
    }

    @Test
    void aNumberThatIsNotFiniteIsNamed() {
        for (int i = 0; i < NAMES.length; i++) {
            float[][] a = arrays(5);
            a[i][3 * ELEMENTS[i]] = i % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
            String message = refused(1, a);
            assertTrue(message.startsWith(NAMES[i] + " of splat 3: "), message);
            assertTrue(message.endsWith(" is not a finite number"), message);
        }
    }

    @Test
    void degreesAreZeroToFour() {
        String expected = "degree of spherical harmonics: 0 to 4, is ";
        assertEquals(expected + 5, refused(5, arrays(1)));
        assertEquals(expected + -1, refused(-1, arrays(1)));
        assertEquals(25, Splats3d.terms(Splats3d.MAX_DEGREE));
    }

    /** A world of another size and place is seen the same by a camera that goes with it. */
    @Test
    void anotherWorldLooksTheSame() {
        Camera camera = RandomScene.camera(60, 44);
        RandomScene scene = new RandomScene(200, 2, 0.15);
        Splats3d splats = splats(scene);
        double[] origin = {0.7, -1.5, 2.25};
        for (double scale : new double[] {0.25, 1, 6.5}) {
            Options options = Options.of(2);
            // what is very near to the camera is left out at the same places
            Options near = near(options, 0.3);
            Options other = near(options, 0.3 * scale);
            float[] expected = splats.render(DEVICE, camera, near);
            float[] actual =
                    splats.inWorld(origin, scale)
                            .render(DEVICE, camera.inWorld(origin, scale), other);
            assertArrayEquals(expected, actual, 2e-3f, "scale " + scale);
        }
    }

    private static Options near(Options o, double near) {
        return new Options(
                o.mode(), o.degree(), o.antialiased(), o.blur(), near, o.background(), false);
    }

    private static Splats3d splats(RandomScene s) {
        int terms = Splats3d.terms(s.degree);
        float[] sh = new float[3 * s.n * terms];
        for (int i = 0; i < s.n; i++) {
            for (int k = 0; k < 3 * terms; k++) {
                sh[3 * terms * i + k] =
                        (float) (k < 3 ? s.sh0[3 * i + k] : s.shRest[3 * (terms - 1) * i + k - 3]);
            }
        }
        return new Splats3d(
                s.degree,
                floats(s.means),
                floats(s.quats),
                floats(s.logScales),
                floats(s.opacityLogits),
                sh);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Test
    void aMovedWorldKeepsItsOrigin() {
        Splats3d one = InFront.one(4, 0.5, 1, 0.2f, 0.4f, 0.6f);
        Splats3d moved = one.inWorld(new double[] {1, 2, 3}, 2);
        assertArrayEquals(new float[] {-2, -4, 2}, moved.means());
        // a deviation of 0.5 becomes one of 1
        assertArrayEquals(new float[3], moved.logScales(), 1e-6f);
        assertArrayEquals(one.sh(), moved.sh());
        assertArrayEquals(one.quats(), moved.quats());
    }

    @Test
    void othersComeBehind() {
        Splats3d a = InFront.splats(5, 1, 0.1);
        Splats3d b = InFront.splats(3, 1, 0.2);
        Splats3d both = a.and(b);
        assertEquals(8, both.count());
        assertArrayEquals(a.means(), Arrays.copyOf(both.means(), 15));
        assertArrayEquals(b.means(), Arrays.copyOfRange(both.means(), 15, 24));
        assertArrayEquals(b.quats(), Arrays.copyOfRange(both.quats(), 20, 32));
        assertArrayEquals(b.logScales(), Arrays.copyOfRange(both.logScales(), 15, 24));
        assertArrayEquals(b.opacityLogits(), Arrays.copyOfRange(both.opacityLogits(), 5, 8));
        assertArrayEquals(a.sh(), Arrays.copyOf(both.sh(), 60));
        assertArrayEquals(b.sh(), Arrays.copyOfRange(both.sh(), 60, 96));
        Exception e =
                assertThrows(
                        IllegalArgumentException.class, () -> a.and(InFront.splats(3, 2, 0.2)));
        assertEquals("harmonics of degree 1 and 2", e.getMessage());
        assertEquals("8 splats with harmonics of degree 1", both.toString());
    }
}
