package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Require;
import dev.resplat.train.views.EvaluationIndex.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses views of a scene by its cameras alone, and evenly over all of it: what a model is given,
 * and what it is to predict.
 *
 * <p>On a path they are of stretches. Context views of a stretch have the same number of views
 * between them: as many as leave, in the mean over the path, {@value #OVERLAP} of what is far away
 * in one in sight of the next, but one at least, not more than pixelSplat's evaluation has, nor so
 * many that a stretch is longer than a quarter of the path. Up to {@value #BETWEEN} targets are
 * between two of them. Elsewhere some views are targets, each for those whose cameras are nearest
 * to it, but not at the same place.
 */
public final class SpreadViews {
    /** Of what is far away. pixelSplat's pairs overlap by as much, but at any depth. */
    private static final double OVERLAP = 0.6;

    /** Nor are its pairs farther apart. */
    private static final int MOST_SPACING = 135;

    /** One view is between. */
    private static final int LEAST_SPACING = 2;

    /** Targets between two context views. */
    private static final int BETWEEN = 3;

    /** No stretch is longer than a quarter of the path, but where that leaves no view between. */
    private static final int QUARTERS = 4;

    /** Stretches of a path, or targets elsewhere. */
    private static final int MOST = 8;

    /** Places of a path where overlaps are judged. */
    private static final int JUDGED = 32;

    /** As a part of the largest distance: rounding moves cameras that turn where they are. */
    private static final double SAME_PLACE = 1e-6;

    private SpreadViews() {}

    /**
     * Views to look at: none if the scene has fewer than three.
     *
     * @param path whether neighbours in the list are neighbours in space
     * @param context views that a model is given, 2 or more: fewer where the scene has not so many
     *     with others between
     * @throws IllegalArgumentException if they are fewer than 2
     */
    public static List<Pair> of(List<Camera> cameras, boolean path, int context) {
        Require.atLeast(2, "context", context);
        if (cameras.size() <= LEAST_SPACING) {
            return List.of();
        }
        return path ? stretches(cameras, context) : around(cameras, context);
    }

    private static List<Pair> stretches(List<Camera> cameras, int context) {
        int last = cameras.size() - 1;
        int spaces = Math.min(context - 1, last / LEAST_SPACING);
        int spacing = spacing(cameras, Math.min(MOST_SPACING, last / QUARTERS / spaces));
        int count = Math.min(MOST, last / (spaces * spacing));
        return IntStream.range(0, count)
                .mapToObj(i -> stretch(evenly(i, count, last - spaces * spacing), spaces, spacing))
                .toList();
    }

    /** Before the first that leaves too little overlap. */
    private static int spacing(List<Camera> cameras, int most) {
        int spacing = LEAST_SPACING;
        while (spacing < most && overlap(cameras, spacing + 1) >= OVERLAP) {
            spacing++;
        }
        return spacing;
    }

    /** The mean over the path. */
    private static double overlap(List<Camera> cameras, int spacing) {
        int last = cameras.size() - 1 - spacing;
        int count = Math.min(JUDGED, last + 1);
        return IntStream.range(0, count)
                .map(i -> evenly(i, count, last))
                .mapToDouble(i -> Overlap.far(cameras.get(i), cameras.get(i + spacing)))
                .average()
                .orElseThrow();
    }

    /** One of some numbers from 0 to the last: the middle if it is the only one. */
    private static int evenly(int i, int count, int last) {
        return count == 1 ? last / 2 : (int) ((long) i * last / (count - 1));
    }

    private static Pair stretch(int first, int spaces, int spacing) {
        List<Integer> context = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        int between = Math.min(BETWEEN, spacing - 1);
        for (int i = 0; i < spaces; i++) {
            int left = first + i * spacing;
            context.add(left);
            for (int k = 1; k <= between; k++) {
                targets.add(left + k * spacing / (between + 1));
            }
        }
        context.add(first + spaces * spacing);
        return new Pair(context, targets);
    }

    private static List<Pair> around(List<Camera> cameras, int context) {
        int count = Math.min(MOST, cameras.size());
        Map<List<Integer>, List<Integer>> targets = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int target = evenly(i, count, cameras.size() - 1);
            List<Integer> nearest = nearest(cameras, target, context);
            if (nearest.size() > 1) {
                targets.computeIfAbsent(nearest, key -> new ArrayList<>()).add(target);
            }
        }
        return targets.entrySet().stream()
                .map(entry -> new Pair(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<Integer> nearest(List<Camera> cameras, int target, int context) {
        double[] place = cameras.get(target).center();
        double[] away =
                cameras.stream()
                        .mapToDouble(camera -> Poses.squaredDistance(camera.center(), place))
                        .toArray();
        double same = SAME_PLACE * SAME_PLACE * Arrays.stream(away).max().orElseThrow();
        return IntStream.range(0, away.length)
                .filter(i -> away[i] > same)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> away[i]))
                .limit(context)
                .sorted()
                .toList();
    }
}
