package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.views.SamplerConfig.Gap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ViewSamplerTest {
    private static final ViewSet PATH = new Walls(40, true).training(0, 16, 16);
    private static final ViewSet AROUND = new Walls(36, false).training(0, 16, 16);

    private static Draws draws(long number) {
        return new Draws(3, Draws.Purpose.EXAMPLES, number);
    }

    private static ViewSampler.Choice choose(
            SamplerConfig config, ViewSet set, int step, long number) {
        return ViewSampler.of(config).choose(set, step, draws(number)).orElseThrow();
    }

    private static Set<Integer> gaps(SamplerConfig config, int step) {
        Set<Integer> gaps = new TreeSet<>();
        for (int number = 0; number < 300; number++) {
            int[] context = choose(config, PATH, step, number).context();
            gaps.add(context[context.length - 1] - context[0]);
        }
        return gaps;
    }

    @Test
    void theGapWidensAlongALine() {
        SamplerConfig config = Settings.sampler(2, 3);
        assertEquals(new Gap(4, 6), config.gap(0));
        assertEquals(new Gap(6, 9), config.gap(50));
        assertEquals(new Gap(7, 11), config.gap(99));
        assertEquals(new Gap(8, 12), config.gap(100));
        assertEquals(new Gap(8, 12), config.gap(1_000_000));
        assertEquals(new Gap(8, 12), config.warmedUp().gap(0));
        assertEquals(Set.of(4, 5, 6), gaps(config, 0));
        assertEquals(Set.of(6, 7, 8, 9), gaps(config, 50));
        assertEquals(Set.of(8, 9, 10, 11, 12), gaps(config, 100));
        assertEquals(0.4, config.spread(50), 1e-12);
    }

    @Test
    void targetsAreStrictlyBetweenAndNoContext() {
        SamplerConfig config = Settings.sampler(4, 3);
        int[] seen = new int[40];
        for (int number = 0; number < 2000; number++) {
            ViewSampler.Choice choice = choose(config, PATH, 100, number);
            int[] context = choice.context();
            assertEquals(4, Arrays.stream(context).distinct().count());
            assertEquals(3, Arrays.stream(choice.targets()).distinct().count());
            for (int i = 1; i < context.length; i++) {
                assertTrue(context[i - 1] < context[i]);
            }
            for (int target : choice.targets()) {
                assertTrue(target > context[0] && target < context[3]);
                assertTrue(Arrays.stream(context).noneMatch(c -> c == target));
                seen[target]++;
            }
        }
        // Ends of the path are rarely between; all of its middle is about as often a target.
        for (int i = 12; i < 28; i++) {
            assertTrue(seen[i] > 130 && seen[i] < 280, i + ": " + seen[i]);
        }
    }

    @Test
    void inclusiveTargetsMayBeContext() {
        SamplerConfig config =
                new SamplerConfig(2, 2, true, new Gap(1, 2), new Gap(1, 2), 1, 1, 90, 0);
        boolean any = false;
        Set<Integer> places = new HashSet<>();
        for (int number = 0; number < 100; number++) {
            ViewSampler.Choice choice = choose(config, PATH, 0, number);
            for (int target : choice.targets()) {
                places.add(target - choice.context()[0]);
                any |= target == choice.context()[1];
            }
        }
        assertTrue(any);
        assertEquals(Set.of(0, 1, 2), places);
    }

    @Test
    void shortPathsHaveNoExampleAndNarrowOnesRepeatTargets() {
        ViewSet four = new Walls(4, true).training(0, 16, 16);
        assertEquals(
                Optional.empty(), ViewSampler.of(Settings.sampler(2, 1)).choose(four, 0, draws(0)));
        SamplerConfig two =
                new SamplerConfig(2, 3, false, new Gap(2, 2), new Gap(2, 2), 1, 1, 90, 0);
        ViewSampler.Choice choice = choose(two, four, 0, 1);
        int middle = choice.context()[0] + 1;
        assertArrayEquals(new int[] {middle, middle, middle}, choice.targets());
    }

    @Test
    void withoutAPathNeighboursAreNearAndSpreadLater() {
        SamplerConfig config = Settings.sampler(3, 2);
        double early = 0;
        double late = 0;
        for (int number = 0; number < 300; number++) {
            early += widest(choose(config, AROUND, 0, number));
            late += widest(choose(config, AROUND, 100, number));
        }
        assertTrue(early / 300 < 45, "degrees: " + early / 300);
        assertTrue(late > 1.5 * early, early + " and " + late);
    }

    /** The largest angle to the first context view; nothing is beyond the bound, twice. */
    private static double widest(ViewSampler.Choice choice) {
        double most = 0;
        double context = 0;
        int[] all = new int[choice.context().length + choice.targets().length];
        System.arraycopy(choice.context(), 0, all, 0, choice.context().length);
        System.arraycopy(
                choice.targets(), 0, all, choice.context().length, choice.targets().length);
        assertEquals(all.length, Arrays.stream(all).distinct().count());
        for (int i = 0; i < all.length; i++) {
            double angle = angle(all[0], all[i]);
            assertTrue(angle <= 100);
            most = Math.max(most, angle);
            context = i < choice.context().length ? Math.max(context, angle) : context;
        }
        return most;
    }

    private static double angle(int a, int b) {
        Camera one = AROUND.cameras().get(a);
        Camera two = AROUND.cameras().get(b);
        double dot = Poses.dot(one.forward(), two.forward());
        return Math.toDegrees(Math.acos(Math.min(1, dot)));
    }

    @Test
    void theSameDrawsTheSameViews() {
        for (ViewSet set : new ViewSet[] {PATH, AROUND}) {
            ViewSampler.Choice one = choose(Settings.sampler(3, 4), set, 7, 11);
            ViewSampler.Choice two = choose(Settings.sampler(3, 4), set, 7, 11);
            assertArrayEquals(one.context(), two.context());
            assertArrayEquals(one.targets(), two.targets());
        }
    }

    @Test
    void mistakesOfConfigurationsAreNamed() {
        assertEquals(
                "contextViews must be from 2 to 64, is 1",
                assertThrows(IllegalArgumentException.class, () -> Settings.sampler(1, 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Gap(5, 4));
    }
}
