package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Philox;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Splats that are moved and added leave what is seen as it was. */
final class McmcTest {
    private static final Device DEVICE = new CpuDevice(2);
    private static final int ENOUGH = 1_000_000;

    /** The first number that is drawn at this step with seed 1 is zero. */
    private static final int STEP_OF_ZERO = 12_541_351;

    private static Mcmc mcmc(double growth, int most, long seed) {
        return new Mcmc(new Mcmc.Config(0.005, growth, 5e5, 1), most, seed);
    }

    private static double draw(int number) {
        int[] block = new int[4];
        Philox.block(block, 5, number, 0);
        return Philox.uniform(block[0]);
    }

    /** In front of the first camera of the scene, opaque to some degree; some have faded. */
    private static Cloud cloud(int n, double opacity, int everyFaded) {
        Splats3d few = SyntheticScene.splats();
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[3 * n];
        for (int i = 0; i < n; i++) {
            boolean faded = everyFaded > 0 && i % everyFaded == 0;
            double o = faded ? 0.004 * draw(i) : opacity * (0.5 + draw(i));
            logits[i] = (float) Math.log(o / (1 - o));
            for (int k = 0; k < 4; k++) {
                quats[4 * i + k] = (float) (draw(1000 + 4 * i + k) - 0.5);
            }
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                means[k] = (float) (few.means()[k % few.means().length] + draw(9000 + k));
                logScales[k] = (float) Math.log(0.2 + 0.3 * draw(5000 + k));
                sh[k] = (float) (2 * (draw(20_000 + k) - 0.4));
            }
        }
        return Cloud.of(new Splats3d(0, means, quats, logScales, logits, sh));
    }

    private static double opacity(Cloud cloud, int i) {
        return 1 / (1 + Math.exp(-cloud.part(Part.OPACITY_LOGITS)[i]));
    }

    private static float[] render(Cloud cloud) {
        return cloud.splats()
                .render(DEVICE, SyntheticScene.camera(0).resized(80, 64), Options.of(0));
    }

    private static double difference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    private static Edited edit(Mcmc mcmc, Cloud cloud, int step) {
        return Edited.of(mcmc.adapt(cloud, step, 0).orElseThrow(), cloud);
    }

    /** Equation 9 of the paper for two copies: 0.5 each and a shrinking of 0.75 / 0.8232. */
    @Test
    void twoOfOneAreSmallerAndFainter() {
        Cloud one = cloud(1, 0.5, 0);
        float logit = (float) Math.log(0.75 / 0.25);
        one.part(Part.OPACITY_LOGITS)[0] = logit;
        Edited edit = edit(mcmc(1, ENOUGH, 1), one, 100);
        assertEquals(2, edit.cloud().count());
        double shrink = Math.log(0.75 / (0.5 + 0.5 - 0.25 / Math.sqrt(2)));
        for (int i = 0; i < 2; i++) {
            assertEquals(0, edit.cloud().part(Part.OPACITY_LOGITS)[i], 1e-6);
            for (int k = 0; k < 3; k++) {
                double expected = one.part(Part.LOG_SCALES)[k] + shrink;
                assertEquals(expected, edit.cloud().part(Part.LOG_SCALES)[3 * i + k], 1e-6);
                assertEquals(one.part(Part.MEANS)[k], edit.cloud().part(Part.MEANS)[3 * i + k]);
            }
        }
        assertArrayEquals(new int[] {-1, -1}, edit.memories(), "both begin anew");
    }

    @Test
    void manyOfOneAreAsOpaqueAsItWas() {
        Cloud one = cloud(1, 0.6, 0);
        Cloud grown = edit(mcmc(9, ENOUGH, 1), one, 100).cloud();
        assertEquals(10, grown.count());
        double through = 1;
        for (int i = 0; i < 10; i++) {
            through *= 1 - opacity(grown, i);
        }
        assertEquals(1 - opacity(one, 0), through, 1e-6);
        double most = Arrays.stream(toDoubles(render(one))).max().orElseThrow();
        double difference = difference(render(one), render(grown));
        assertTrue(difference < 0.005 * most, "mean difference " + difference);
    }

    private static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    @Test
    void aRenderStaysAsItWasWhenSplatsAreAdded() {
        for (double opacity : new double[] {0.1, 0.3, 0.6}) {
            Cloud before = cloud(200, opacity, 0);
            Edited edit = edit(mcmc(0.3, ENOUGH, 1), before, 100);
            assertEquals(260, edit.cloud().count());
            float[] image = render(before);
            double change = difference(image, render(edit.cloud()));
            // the same copies, but as opaque and as large as they were
            Edit copies = new Edit(rows(before, edit.cloud()), edit.memories(), Map.of());
            Cloud plain = Edited.of(copies, before).cloud();
            double without = difference(image, render(plain));
            assertTrue(change < 0.003, "changes by " + change);
            assertTrue(change < 0.25 * without, change + " is not much less than " + without);
        }
    }

    /** Which splat each was. */
    private static int[] rows(Cloud before, Cloud after) {
        int[] rows = new int[after.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = -1;
            for (int j = 0; j < before.count(); j++) {
                float[] a = after.part(Part.MEANS);
                float[] b = before.part(Part.MEANS);
                if (Arrays.equals(a, 3 * i, 3 * i + 3, b, 3 * j, 3 * j + 3)) {
                    rows[i] = j;
                }
            }
            assertNotEquals(-1, rows[i], "splat " + i + " is a copy of none");
        }
        return rows;
    }

    @Test
    void thoseThatHaveFadedAreMovedToOthers() {
        Cloud before = cloud(200, 0.4, 5);
        Edited edit = edit(mcmc(0, ENOUGH, 1), before, 100);
        Cloud after = edit.cloud();
        assertEquals(200, after.count(), "none is added");
        int[] rows = rows(before, after);
        int[] copies = new int[200];
        for (int i = 0; i < 200; i++) {
            copies[rows[i]]++;
            assertTrue(opacity(before, rows[i]) > 0.005, "a place of one that is seen");
            assertTrue(i % 5 == 0 || rows[i] == i, "one that is seen stays");
        }
        for (int i = 0; i < 200; i++) {
            boolean shared = copies[rows[i]] > 1;
            assertEquals(shared ? -1 : i, edit.memories()[i]);
            double before1 = opacity(before, rows[i]);
            double expected = 1 - Math.pow(1 - before1, 1.0 / copies[rows[i]]);
            assertEquals(expected, opacity(after, i), 1e-6);
        }
        double change = difference(render(before), render(after));
        assertTrue(change < 0.003, "changes by " + change);
    }

    @Test
    void moreAreAddedWhereSplatsAreMoreOpaque() {
        Cloud two = cloud(2, 0.5, 0);
        two.part(Part.OPACITY_LOGITS)[0] = (float) Math.log(0.2 / 0.8);
        two.part(Part.OPACITY_LOGITS)[1] = (float) Math.log(0.8 / 0.2);
        int[] rows = rows(two, edit(mcmc(10, ENOUGH, 1), two, 3).cloud());
        for (int step = 4; step < 50; step++) {
            int[] more = rows(two, edit(mcmc(10, ENOUGH, 1), two, step).cloud());
            int length = rows.length;
            rows = Arrays.copyOf(rows, length + 20);
            System.arraycopy(more, 2, rows, length, 20);
        }
        // of 940, with a deviation of 0.013
        double second = Arrays.stream(rows).average().orElseThrow();
        assertEquals(0.8, second, 0.05);
    }

    @Test
    void theCapIsRespected() {
        Cloud cloud = cloud(100, 0.4, 0);
        assertEquals(107, edit(mcmc(0.1, 107, 1), cloud, 1).cloud().count());
        assertEquals(110, edit(mcmc(0.1, 111, 1), cloud, 1).cloud().count());
        assertTrue(mcmc(0.1, 100, 1).adapt(cloud, 1, 0).isEmpty(), "there is nothing to do");
        Cloud faded = cloud(100, 0.4, 10);
        assertEquals(100, edit(mcmc(0.1, 100, 1), faded, 1).cloud().count());
    }

    @Test
    void ifAllHaveFadedThereIsNoPlaceToMoveTo() {
        assertTrue(mcmc(0.1, ENOUGH, 1).adapt(cloud(20, 0.4, 1), 1, 0).isEmpty());
        assertTrue(mcmc(0.1, ENOUGH, 1).adapt(cloud(0, 0.4, 1), 1, 0).isEmpty());
    }

    /** Sums of opacities up to there are zero, as the number that is drawn. */
    @Test
    void aFadedSplatIsNotDrawnEvenByZero() {
        Cloud before = cloud(6, 0.4, 0);
        before.part(Part.OPACITY_LOGITS)[0] = -9;
        before.part(Part.OPACITY_LOGITS)[1] = -9;
        int[] rows = rows(before, edit(mcmc(0, ENOUGH, 1), before, STEP_OF_ZERO).cloud());
        assertEquals(2, rows[0], "the first that is seen");
        assertTrue(rows[1] >= 2);
    }

    @Test
    void theSameSeedAndStepGiveTheSame() {
        Cloud cloud = cloud(200, 0.4, 5);
        Edited first = edit(mcmc(0.2, ENOUGH, 1), cloud, 300);
        Edited second = edit(mcmc(0.2, ENOUGH, 1), cloud, 300);
        assertArrayEquals(first.memories(), second.memories());
        for (Part part : Part.values()) {
            assertArrayEquals(first.cloud().part(part), second.cloud().part(part));
        }
        float[] means = first.cloud().part(Part.MEANS);
        Edited other = edit(mcmc(0.2, ENOUGH, 2), cloud, 300);
        Edited later = edit(mcmc(0.2, ENOUGH, 1), cloud, 400);
        assertFalse(Arrays.equals(means, other.cloud().part(Part.MEANS)));
        assertFalse(Arrays.equals(means, later.cloud().part(Part.MEANS)));
    }

    private static float[] disturbed(Cloud cloud, Mcmc mcmc, int step) {
        try (Parameters parameters = new Parameters(DEVICE, cloud, Adam.Config.adam())) {
            mcmc.disturb(parameters, 1e-6, step);
            return parameters.cloud().part(Part.MEANS);
        }
    }

    @Test
    void onlyWhatIsHardlySeenMovesAtRandom() {
        Cloud cloud = cloud(200, 0.4, 2);
        float[] before = cloud.part(Part.MEANS);
        float[] after = disturbed(cloud, mcmc(0, ENOUGH, 1), 7);
        double moved = 0;
        for (int i = 0; i < after.length; i++) {
            double move = Math.abs(after[i] - before[i]);
            if (i / 3 % 2 == 1) {
                assertEquals(0, move, 1e-5, "splat " + i / 3);
            }
            moved += i / 3 % 2 == 0 ? move : 0;
        }
        // 0.5 times about half, times a variance of about 0.12
        double mean = moved / (after.length / 2);
        assertTrue(mean > 0.01 && mean < 0.1, "mean move " + mean);
        assertArrayEquals(after, disturbed(cloud, mcmc(0, ENOUGH, 1), 7));
        assertFalse(Arrays.equals(after, disturbed(cloud, mcmc(0, ENOUGH, 1), 8)));
        assertFalse(Arrays.equals(after, disturbed(cloud, mcmc(0, ENOUGH, 2), 7)));
    }

    @Test
    void movesMayBeRarerAndLarger() {
        Cloud cloud = cloud(50, 0.4, 1);
        float[] before = cloud.part(Part.MEANS);
        float[] each = disturbed(cloud, mcmc(0, ENOUGH, 1), 8);
        Mcmc rare = new Mcmc(new Mcmc.Config(0.005, 0, 5e5, 4), ENOUGH, 1);
        float[] fourth = disturbed(cloud, rare, 8);
        for (int i = 0; i < before.length; i++) {
            assertEquals(2 * (each[i] - before[i]), fourth[i] - before[i], 1e-4);
        }
        assertArrayEquals(before, disturbed(cloud, rare, 9));
        Mcmc still = new Mcmc(new Mcmc.Config(0.005, 0, 0, 1), ENOUGH, 1);
        assertArrayEquals(before, disturbed(cloud, still, 8));
    }
}
