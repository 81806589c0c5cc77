package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.views.EvaluationIndex;
import dev.resplat.train.views.EvaluationIndex.Pair;
import dev.resplat.train.views.PairSearch;
import dev.resplat.train.views.ViewSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Which views of which scenes an evaluation is of. */
public final class EvaluatedViews {
    /** Frames between the context views of pixelSplat's evaluation. */
    private static final int LEAST_GAP = 45;

    private static final int MOST_GAP = 135;
    private static final double LEAST_OVERLAP = 0.6;
    private static final int TARGETS = 3;

    /** Paths with fewer views have none between context views. */
    private static final int LEAST_VIEWS = 3;

    private final EvaluationIndex index;
    private final List<List<Integer>> contexts;
    private final long seed;

    private EvaluatedViews(EvaluationIndex index, List<List<Integer>> contexts, long seed) {
        this.index = index;
        this.contexts = contexts;
        this.seed = seed;
    }

    /** Those of an index; scenes that it does not have are left out. */
    public static EvaluatedViews of(EvaluationIndex index) {
        return new EvaluatedViews(index, List.of(), 0);
    }

    /**
     * The same context views of each scene, and as targets all strictly between the first and the
     * last of them.
     *
     * @param contexts lists of two or more numbers of views, from 0
     * @throws UserMistake if one of them has nothing between
     */
    public static EvaluatedViews between(List<List<Integer>> contexts) {
        for (List<Integer> context : contexts) {
            boolean several = context.stream().distinct().count() == context.size();
            if (context.size() < 2 || !several || Collections.min(context) < 0) {
                throw new UserMistake(
                        "--context: must be numbers of two or more different views from 0, such as 0,8; is "
                                + joined(context));
            }
            if (targets(context).isEmpty()) {
                throw new UserMistake(
                        "--context: there is no view strictly between %s, which would be the target: choose views that are farther apart"
                                .formatted(joined(context)));
            }
        }
        return new EvaluatedViews(null, contexts.stream().distinct().toList(), 0);
    }

    /**
     * Found by the cameras. On a path of n views: two that are {@code n / 4} to {@code n / 2} views
     * apart, but not more than pixelSplat's 45 to 135, and overlap by 0.6 or more (by any if there
     * are none), and up to 3 between ({@link PairSearch}). Elsewhere the target is the middle view
     * of the list, and the context are the two other views whose cameras are nearest to it.
     *
     * @param seed of the search
     */
    public static EvaluatedViews search(long seed) {
        return new EvaluatedViews(null, List.of(), seed);
    }

    static String joined(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }

    private static List<Integer> targets(List<Integer> context) {
        return IntStream.range(Collections.min(context) + 1, Collections.max(context))
                .boxed()
                .filter(i -> !context.contains(i))
                .toList();
    }

    /**
     * The scenes to look at.
     *
     * @param names of all scenes that there are
     * @throws UserMistake if the index has none of them
     */
    public List<String> scenes(List<String> names) {
        return index == null ? names : index.among(names);
    }

    /**
     * The views of a scene; none if none suit.
     *
     * @throws UserMistake if views were asked for that it has not
     */
    public List<Pair> of(ViewSet scene) {
        if (index != null) {
            return List.of(index.of(scene));
        }
        int views = scene.cameras().size();
        if (contexts.isEmpty()) {
            return views < LEAST_VIEWS ? List.of() : List.of(found(scene, views));
        }
        for (List<Integer> context : contexts) {
            if (Collections.max(context) >= views) {
                throw new UserMistake(
                        "--context %s: %s has only %d views, from 0 to %d"
                                .formatted(joined(context), scene.name(), views, views - 1));
            }
        }
        return contexts.stream().map(context -> new Pair(context, targets(context))).toList();
    }

    private Pair found(ViewSet scene, int views) {
        if (!scene.isPath()) {
            return around(scene, views / 2);
        }
        int least = Math.max(2, Math.min(LEAST_GAP, views / 4));
        int most = Math.max(least, Math.min(MOST_GAP, views / 2));
        int targets = Math.min(TARGETS, least - 1);
        return new PairSearch(least, most, LEAST_OVERLAP, 1, targets)
                .pair(scene, seed)
                .or(() -> new PairSearch(least, most, 0, 1, targets).pair(scene, seed))
                .orElseThrow();
    }

    private static Pair around(ViewSet scene, int target) {
        List<Camera> cameras = scene.cameras();
        double[] place = cameras.get(target).center();
        List<Integer> nearest =
                IntStream.range(0, cameras.size())
                        .boxed()
                        .filter(i -> i != target)
                        .sorted(
                                (a, b) ->
                                        Double.compare(
                                                squared(cameras.get(a), place),
                                                squared(cameras.get(b), place)))
                        .limit(2)
                        .sorted()
                        .toList();
        return new Pair(nearest, List.of(target));
    }

    private static double squared(Camera camera, double[] place) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double d = camera.center()[k] - place[k];
            sum += d * d;
        }
        return sum;
    }
}
