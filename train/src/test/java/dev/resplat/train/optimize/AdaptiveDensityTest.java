package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where splats become two, and which are removed. */
final class AdaptiveDensityTest {
    private static final Device DEVICE = new CpuDevice(1);
    private static final int ENOUGH = 1000;
    private static final double SMALL = 0.004;
    private static final double LARGE = 0.05;

    @RegisterExtension final InScope scope = InScope.on(DEVICE);

    private static AdaptiveDensity density(int most, int resetEvery) {
        AdaptiveDensity.Config config =
                new AdaptiveDensity.Config(0.0002, 0.01, 0.005, 0.1, resetEvery);
        return new AdaptiveDensity(config, most, 1);
    }

    /** Splats of these sizes along an axis, half opaque. */
    private static Cloud cloud(double... sizes) {
        int n = sizes.length;
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        for (int i = 0; i < n; i++) {
            means[3 * i] = i;
            quats[4 * i] = 1;
            Arrays.fill(logScales, 3 * i, 3 * i + 3, (float) Math.log(0.5 * sizes[i]));
            logScales[3 * i + i % 3] = (float) Math.log(sizes[i]);
        }
        return Cloud.of(new Splats3d(0, means, quats, logScales, new float[n], new float[3 * n]));
    }

    /** A step in an image of 200 x 100 pixels whose gradients along x have these norms. */
    private static void observe(AdaptiveDensity density, double... norms) {
        observeAt(1, density, norms);
    }

    /** The same, with all splats at this depth. */
    private static void observeAt(double depth, AdaptiveDensity density, double... norms) {
        density.prepare(DEVICE, norms.length);
        try (Scope scope = Scope.open()) {
            int n = norms.length;
            float[] footprints = new float[7 * n];
            float[] gradients = new float[7 * n];
            for (int i = 0; i < n; i++) {
                footprints[7 * i + 2] = norms[i] < 0 ? 0 : 1;
                footprints[7 * i + 5] = (float) depth;
                gradients[7 * i] = (float) (0.6 * Math.abs(norms[i]) / 100);
                gradients[7 * i + 1] = (float) (-0.8 * Math.abs(norms[i]) / 50);
                gradients[7 * i + 5] = 9;
            }
            Var x = Var.parameter(Tensor.of(DEVICE, Shape.of(n, 7), footprints));
            Var y = density.observe(x, 200, 100);
            assertArrayEquals(footprints, y.value().toFloats());
            Tensor g = Tensor.of(DEVICE, Shape.of(n, 7), gradients);
            assertArrayEquals(gradients, y.backward(g).of(x).toFloats());
        }
    }

    private static Edited edit(AdaptiveDensity density, Cloud cloud) {
        return Edited.of(density.adapt(cloud, 100, 0).orElseThrow(), cloud);
    }

    /** Where the splats were along the axis, before the split moved them a little. */
    private static int[] places(Edited edit) {
        int[] places = new int[edit.cloud().count()];
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.round(edit.cloud().part(Part.MEANS)[3 * i]);
        }
        return places;
    }

    @Test
    void smallOnesAreCopiedAndLargeOnesSplit() {
        AdaptiveDensity density = density(ENOUGH, 0);
        Cloud before = cloud(SMALL, SMALL, LARGE, LARGE);
        observe(density, 0.0003, 0.0001, 0.0003, 0.0001);
        Edited edit = edit(density, before);
        Cloud after = edit.cloud();
        assertArrayEquals(new int[] {0, 1, 2, 3, 0, 2}, places(edit));
        assertArrayEquals(new int[] {0, 1, -1, 3, -1, -1}, edit.memories());
        int[] from = {0, 1, 2, 3, 0, 2};
        for (int i = 0; i < 6; i++) {
            boolean half = from[i] == 2;
            double shift = 0;
            for (int k = 0; k < 3; k++) {
                float s = before.part(Part.LOG_SCALES)[3 * from[i] + k];
                double expected = half ? s - Math.log(1.6) : s;
                assertEquals(expected, after.part(Part.LOG_SCALES)[3 * i + k], 1e-6);
                float m = before.part(Part.MEANS)[3 * from[i] + k];
                shift = Math.max(shift, Math.abs(after.part(Part.MEANS)[3 * i + k] - m));
            }
            assertEquals(half, shift > 0, "only halves move");
            assertTrue(shift < 5 * LARGE, "and not far: " + shift);
        }
        assertNotEquals(after.part(Part.MEANS)[6], after.part(Part.MEANS)[15]);
    }

    /** Halves are spread as the splat is: along its own axes. */
    @Test
    void halvesAreWhereTheSplatIs() {
        Cloud before = cloud(LARGE);
        float half = (float) Math.sqrt(0.5);
        // a quarter turn about z: the longest axis is now along y
        System.arraycopy(new float[] {half, 0, 0, half}, 0, before.part(Part.QUATS), 0, 4);
        System.arraycopy(
                new float[] {(float) Math.log(LARGE), -12, -12},
                0,
                before.part(Part.LOG_SCALES),
                0,
                3);
        double square = 0;
        int rounds = 200;
        for (int round = 0; round < rounds; round++) {
            AdaptiveDensity density = density(ENOUGH, 0);
            observe(density, 1);
            Cloud after = Edited.of(density.adapt(before, round, 0).orElseThrow(), before).cloud();
            for (int i = 0; i < 2; i++) {
                float[] m = after.part(Part.MEANS);
                assertEquals(0, m[3 * i], 1e-4);
                assertEquals(0, m[3 * i + 2], 1e-4);
                square += m[3 * i + 1] * m[3 * i + 1] / (2 * rounds);
            }
        }
        assertEquals(1, Math.sqrt(square) / LARGE, 0.12);
    }

    @Test
    void gradientsAreMeansOfTheStepsThatSawTheSplat() {
        AdaptiveDensity density = density(ENOUGH, 0);
        // the second is not seen at the second step: by a gradient of zero, or without a footprint
        observe(density, 0.0003, 0.0003, 0.0003, 0.0003);
        observe(density, 0.00005, 0, -0.00005, 0.00012);
        Edited edit = edit(density, cloud(SMALL, SMALL, SMALL, SMALL));
        assertArrayEquals(new int[] {0, 1, 2, 3, 1, 2, 3}, places(edit));
        Edited next = edit(density, edit.cloud());
        assertEquals(7, next.cloud().count(), "what was seen before is forgotten");
    }

    @Test
    void faintOnesAreRemoved() {
        AdaptiveDensity density = density(ENOUGH, 0);
        Cloud before = cloud(SMALL, SMALL, 0.2, LARGE, SMALL);
        before.part(Part.OPACITY_LOGITS)[1] = (float) Math.log(0.004 / 0.996);
        before.part(Part.OPACITY_LOGITS)[4] = (float) Math.log(0.006 / 0.994);
        Edited edit = edit(density, before);
        assertArrayEquals(new int[] {0, 2, 3, 4}, places(edit));
        assertArrayEquals(new int[] {0, 2, 3, 4}, edit.memories());
    }

    /** A scene begins with large splats where it has no points, and they are all there is. */
    @Test
    void hugeOnesAreRemovedOnlyAfterOpacitiesWereMadeSmall() {
        Cloud before = cloud(SMALL, 0.2, 0.09);
        for (int resetEvery : new int[] {0, 2}) {
            AdaptiveDensity density = density(ENOUGH, resetEvery);
            for (int round = 1; round <= 4; round++) {
                observe(density, 0.0001, 0.0001, 0.0001);
                boolean removed = resetEvery > 0 && round > 2;
                assertArrayEquals(
                        removed ? new int[] {0, 2} : new int[] {0, 1, 2},
                        places(edit(density, before)),
                        "round " + round);
            }
        }
    }

    @Test
    void noneIsRemovedForItsSizeAfterTheTimeOfResets() {
        AdaptiveDensity density = density(ENOUGH, 1);
        Cloud before = cloud(0.2, 0.2);
        for (int round = 1; round <= 3; round++) {
            observe(density, 0.0001, 0.0001);
            Edit edit = density.adapt(before, 100, 0.6).orElseThrow();
            assertEquals(2, edit.rows().length, "no opacity was made small");
        }
    }

    /** What is far away may be as much larger; and what nobody has seen may be far away. */
    @Test
    void theBackgroundIsNotHuge() {
        AdaptiveDensity density = density(ENOUGH, 1);
        Cloud before = cloud(0.2, 0.2, 0.4, 0.2);
        edit(density, before);
        observeAt(5, density, 0.0001, 0.0001, 0.0001, 0);
        observeAt(3, density, 0.0001, 0, 0.0001, 0);
        assertArrayEquals(new int[] {0, 1, 3}, places(edit(density, before)));
        observeAt(1.5, density, 0.0001, 0, 0.0001, 0);
        assertArrayEquals(new int[] {1, 3}, places(edit(density, before)));
    }

    @Test
    void underTheCapTheLargestGradientsAreTaken() {
        double[] norms = {0.0003, 0.0009, 0.0005, 0.0001, 0.0007};
        Cloud before = cloud(SMALL, SMALL, SMALL, SMALL, SMALL);
        int[][] expected = {{}, {1}, {1, 4}, {1, 2, 4}, {0, 1, 2, 4}, {0, 1, 2, 4}};
        for (int room = 0; room < expected.length; room++) {
            AdaptiveDensity density = density(5 + room, 0);
            observe(density, norms);
            int[] places = places(edit(density, before));
            assertArrayEquals(expected[room], Arrays.copyOfRange(places, 5, places.length));
        }
        AdaptiveDensity less = density(3, 0);
        observe(less, norms);
        assertEquals(5, edit(less, before).cloud().count(), "none is removed for the cap");
    }

    @Test
    void amongEqualGradientsTheFirstAreTakenAfterLargerOnes() {
        AdaptiveDensity density = density(6, 0);
        observe(density, 0.0003, 0.0003, 0.0003, 0.0009);
        int[] places = places(edit(density, cloud(SMALL, SMALL, SMALL, SMALL)));
        assertArrayEquals(new int[] {0, 1, 2, 3, 0, 3}, places);
    }

    /** Its gradient is the largest, but it is removed: it takes no room from others. */
    @Test
    void aRemovedSplatTakesNoRoom() {
        AdaptiveDensity density = density(4, 0);
        Cloud before = cloud(SMALL, SMALL, SMALL, SMALL);
        before.part(Part.OPACITY_LOGITS)[0] = -9;
        observe(density, 0.0009, 0.0005, 0.0007, 0.0006);
        assertArrayEquals(new int[] {1, 2, 3, 2}, places(edit(density, before)));
    }

    @Test
    void opacitiesAreMadeSmallAgainAndAgain() {
        AdaptiveDensity density = density(ENOUGH, 3);
        Cloud cloud = cloud(SMALL, SMALL);
        cloud.part(Part.OPACITY_LOGITS)[1] = (float) Math.log(0.007 / 0.993);
        for (int round = 1; round <= 6; round++) {
            float[] logits = edit(density, cloud).cloud().part(Part.OPACITY_LOGITS);
            double opacity = 1 / (1 + Math.exp(-logits[0]));
            assertEquals(round % 3 == 0 ? 0.01 : 0.5, opacity, 1e-6, "round " + round);
            assertEquals(cloud.part(Part.OPACITY_LOGITS)[1], logits[1], "it is fainter anyway");
        }
    }

    @Test
    void aCheckpointGoesOnTheSame() {
        AdaptiveDensity first = density(ENOUGH, 2);
        Cloud cloud = cloud(LARGE, SMALL, LARGE);
        edit(first, cloud);
        observe(first, 0.0003, 0.0003, 0.0001);
        assertTheSame(first, cloud);
        cloud = cloud(LARGE, 0.2, LARGE);
        observeAt(3, first, 0.0003, 0.0003, 0.0001);
        assertTheSame(first, cloud);
        observe(first, 0.0003, 0.0003, 0.0001);
        assertEquals(3, assertTheSame(first, cloud).cloud().count(), "one was huge, and removed");
    }

    /** Returns the edit of this one and of another with its state. */
    private static Edited assertTheSame(AdaptiveDensity first, Cloud cloud) {
        AdaptiveDensity second = density(ENOUGH, 2);
        second.restore(first.state());
        // from farther away, with what was seen before
        observeAt(9, first, 0.00015, 0.0003, 0.0001);
        observeAt(9, second, 0.00015, 0.0003, 0.0001);
        Edited expected = edit(first, cloud);
        Edited actual = edit(second, cloud);
        assertArrayEquals(expected.memories(), actual.memories());
        for (Part part : Part.values()) {
            assertArrayEquals(expected.cloud().part(part), actual.cloud().part(part));
        }
        return expected;
    }
}
