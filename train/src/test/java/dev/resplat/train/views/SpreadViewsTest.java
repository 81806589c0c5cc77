package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.views.EvaluationIndex.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpreadViewsTest {
    private static final double[] HERE = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    /** 90 degrees wide. */
    private static final Camera CAMERA = new Camera(64, 64, 32, 32, 32, 32, HERE);

    /** Each a step to the right of the one before, and turned against it. */
    private static List<Camera> path(int views, double degrees) {
        return IntStream.range(0, views)
                .mapToObj(i -> DepthWarp.turned(DepthWarp.moved(CAMERA, i, 0, 0), i * degrees))
                .toList();
    }

    /** Where nothing turns, a quarter of the path is the limit; then that of pixelSplat. */
    @ParameterizedTest
    @CsvSource({
        // views, degrees, context, stretches, spacing
        "33, 0, 2, 4, 8",
        "32, 0, 2, 4, 7",
        "33, 0, 3, 4, 4",
        "33, 0, 8, 2, 2",
        "33, 0, 64, 1, 2",
        "3, 0, 2, 1, 2",
        "4, 0, 8, 1, 2",
        "1000, 0, 2, 7, 135",
        "1000, 0, 8, 4, 35",
        // 28 degrees leave more than 0.6 of what is far away, 32 do not; one view is between still.
        "33, 4, 2, 4, 7",
        "33, 16, 2, 8, 2",
        "33, 40, 2, 8, 2",
    })
    void stretchesAreSpreadOverAPath(
            int views, double degrees, int context, int stretches, int spacing) {
        List<Pair> pairs = SpreadViews.of(path(views, degrees), true, context);
        assertEquals(stretches, pairs.size());
        int given = Math.min(context, (views + 1) / 2);
        int last = 0;
        int targets = Math.min(3, spacing - 1);
        for (Pair pair : pairs) {
            List<Integer> at = pair.context();
            assertEquals(given, at.size());
            for (int i = 1; i < given; i++) {
                int left = at.get(i - 1);
                int right = at.get(i);
                assertEquals(spacing, right - left);
                assertEquals(
                        targets,
                        pair.target().stream()
                                .filter(t -> t > left && t < right)
                                .distinct()
                                .count());
            }
            assertEquals(targets * (given - 1), pair.target().size());
            assertTrue(at.get(0) >= last, "stretches do not overlap");
            last = at.get(given - 1);
        }
        int free = views - 1 - (given - 1) * spacing;
        assertEquals(stretches == 1 ? free / 2 : 0, pairs.get(0).context().get(0));
        assertEquals(stretches == 1 ? views - 1 - (free + 1) / 2 : views - 1, last);
    }

    @Test
    void elsewhereTheNearestAreGiven() {
        List<Camera> mixed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            mixed.add(DepthWarp.moved(CAMERA, 7 * i % 20, 0, 0));
        }
        List<Pair> pairs = SpreadViews.of(mixed, false, 4);
        assertEquals(8, pairs.size());
        for (Pair pair : pairs) {
            int target = pair.target().get(0);
            assertEquals(1, pair.target().size());
            assertEquals(4, pair.context().size());
            int place = 7 * target % 20;
            for (int view : pair.context()) {
                int away = Math.abs(7 * view % 20 - place);
                assertTrue(away > 0 && away <= most(place), pair.toString());
            }
        }
        // Two at an end have the same neighbours, and so are the targets of one pair.
        List<Camera> four = Stream.of(0, 3, 1, 2).map(x -> path(4, 0).get(x)).toList();
        assertEquals(
                List.of(
                        new Pair(List.of(2, 3), List.of(0, 1)),
                        new Pair(List.of(0, 3), List.of(2)),
                        new Pair(List.of(1, 2), List.of(3))),
                SpreadViews.of(four, false, 2));
        List<Integer> targets = pairs.stream().map(pair -> pair.target().get(0)).toList();
        assertEquals(0, Collections.min(targets));
        assertEquals(19, Collections.max(targets));
        assertEquals(2, SpreadViews.of(mixed.subList(0, 3), false, 8).get(0).context().size());
    }

    /** At an end all four are on one side. */
    private static int most(int place) {
        int toEnd = Math.min(place, 19 - place);
        return toEnd > 1 ? 2 : 4 - toEnd;
    }

    /** The second half turns so fast that there is no overlap; so in the mean there is half. */
    @Test
    void overlapsAreThoseOfTheWholePath() {
        List<Camera> cameras = new ArrayList<>(path(65, 0));
        for (int i = 32; i < 65; i++) {
            cameras.set(i, DepthWarp.turned(cameras.get(i), 50 * i));
        }
        Pair pair = SpreadViews.of(cameras, true, 2).get(0);
        assertEquals(List.of(0, 2), pair.context());
    }

    @Test
    void fromItsOwnPlaceATargetIsNotGiven() {
        List<Camera> rig = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            rig.add(DepthWarp.turned(DepthWarp.moved(CAMERA, i / 3, 0.3, 0), 37 * i));
        }
        for (Pair pair : SpreadViews.of(rig, false, 2)) {
            int place = pair.target().get(0) / 3;
            assertTrue(pair.context().stream().allMatch(i -> i / 3 != place), pair.toString());
        }
        assertEquals(List.of(), SpreadViews.of(rig.subList(0, 3), false, 2));
    }

    @Test
    void oneViewIsTooFew() {
        assertThrows(IllegalArgumentException.class, () -> SpreadViews.of(path(9, 0), true, 1));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void fewerThanThreeViewsHaveNoneBetween(int views) {
        assertEquals(List.of(), SpreadViews.of(path(views, 0), true, 2));
        assertEquals(List.of(), SpreadViews.of(path(views, 0), false, 2));
    }
}
