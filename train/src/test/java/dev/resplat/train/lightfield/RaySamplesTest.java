package dev.resplat.train.lightfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RaySamplesTest {
    private static final int SIZE = 6;
    private static final int SAMPLES = 4;
    private static final int OCTAVES = 2;

    private final Device device = new ReferenceDevice();
    private final Camera left = Small.camera(SIZE, SIZE, 0, 0, 0, 0);
    private final Camera right = Small.camera(SIZE, SIZE, 1, 0.1, 0, 0.1);
    @RegisterExtension final InScope scope = InScope.on(device);

    private RaySamples of(Camera camera, Camera... views) {
        RaySamples.Plan plan =
                new RaySamples.Plan(
                        camera, List.of(views), Small.NEAR, Small.FAR, SAMPLES, OCTAVES);
        return RaySamples.of(plan, 0, plan.rays(), device);
    }

    @Test
    void raysOfAGivenViewReadItsOwnPixelsAtAllDepths() {
        RaySamples samples = of(left, left, right);
        Tensor map = new RandomStream(2).normal(device, Shape.of(2, SIZE, SIZE, 3));
        double[] pixels = Arranging.slice(map, 0, 0, 1).toDoubles();
        Tensor read = Sampling.gridSample(map, samples.own(), Padding.BORDER, false);
        double[] seen = Arranging.slice(read, 0, 0, 1).toDoubles();
        double[] depths = samples.depths().toDoubles();
        for (int ray = 0; ray < SIZE * SIZE; ray++) {
            for (int k = 0; k < SAMPLES; k++) {
                for (int c = 0; c < 3; c++) {
                    double value = seen[(ray * SAMPLES + k) * 3 + c];
                    assertEquals(pixels[ray * 3 + c], value, 1e-5);
                }
                if (k > 0) {
                    int at = ray * 2 * SAMPLES + k;
                    assertTrue(depths[at] > depths[at - 1], "depths rise");
                }
            }
        }
    }

    @Test
    void placesAreThoseOfTheSamePointInBothViews() {
        Camera query = Small.camera(5, 4, 0.4, -0.1, 0.1, 0.05);
        RaySamples samples = of(query, left, right);
        double[] own = samples.own().toDoubles();
        double[] other = samples.others().get(0).toDoubles();
        double[] told = samples.places().toDoubles();
        double[] depths = samples.depths().toDoubles();
        double[] mask = samples.mask().toDoubles();
        int rays = 20;
        int checked = 0;
        for (int v = 0; v < 2; v++) {
            for (int ray = 0; ray < rays; ray++) {
                for (int k = 0; k < SAMPLES; k++) {
                    int flat = (ray * 2 + v) * SAMPLES + k;
                    if (mask[flat] != 0) {
                        continue;
                    }
                    int at = (v * rays + ray) * SAMPLES + k;
                    double[] point = query.point(ray % 5 + 0.5, ray / 5 + 0.5, depths[flat]);
                    double[] first = seen(v == 0 ? left : right, point);
                    double[] second = seen(v == 0 ? right : left, point);
                    for (int c = 0; c < 2; c++) {
                        assertEquals(first[c], own[2 * at + c], 1e-4);
                        assertTrue(Math.abs(own[2 * at + c]) <= 1 + 1e-6);
                        assertEquals(Math.max(-4, Math.min(4, second[c])), other[2 * at + c], 1e-4);
                    }
                    double disparity = (1 - 1 / first[2]) / (1 - 0.1);
                    double kept = Math.max(-1, Math.min(1, disparity));
                    assertEquals(kept, told[at * RaySamples.numbers(OCTAVES) + 2], 1e-5);
                    checked++;
                }
            }
        }
        assertTrue(checked > 60, "only " + checked + " are seen");
    }

    /** From -1 to 1 in the image, and the depth. */
    private static double[] seen(Camera camera, double[] point) {
        double[] m = camera.worldToCamera();
        double[] p = new double[3];
        for (int i = 0; i < 3; i++) {
            p[i] = m[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                p[i] += m[4 * i + j] * point[j];
            }
        }
        double x = (camera.fx() * p[0] / p[2] + camera.cx()) / camera.width();
        double y = (camera.fy() * p[1] / p[2] + camera.cy()) / camera.height();
        return new double[] {2 * x - 1, 2 * y - 1, p[2]};
    }

    @Test
    void depthsAreEncodedInOctaves() {
        double[] told = of(left, left, right).places().toDoubles();
        int numbers = RaySamples.numbers(OCTAVES);
        for (int at = 0; at < told.length; at += numbers) {
            double r = told[at + 3];
            for (int octave = 0; octave < OCTAVES; octave++) {
                double angle = Math.PI * r * (1 << octave);
                assertEquals(Math.sin(angle), told[at + 4 + 2 * octave], 1e-5);
                assertEquals(Math.cos(angle), told[at + 5 + 2 * octave], 1e-5);
            }
        }
    }

    @Test
    void raysAreToldInUnitsOfTheNearPlane() {
        double[] once = of(left, right, left).rays().toDoubles();
        double[] m = right.worldToCamera();
        for (int ray = 0; ray < SIZE * SIZE; ray++) {
            double length = 0;
            double across = 0;
            for (int c = 0; c < 3; c++) {
                int at = ray * RaySamples.RAY;
                length += once[at + c] * once[at + c];
                across += once[at + c] * once[at + 3 + c];
                // The left camera is at the origin of the world.
                assertEquals(m[4 * c + 3] / Small.NEAR, once[at + 6 + c], 1e-6);
            }
            assertEquals(1, length, 1e-6);
            assertEquals(0, across, 1e-6);
        }
    }
}
