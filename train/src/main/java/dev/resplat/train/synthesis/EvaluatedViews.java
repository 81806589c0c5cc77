package dev.resplat.train.synthesis;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.views.EvaluationIndex;
import dev.resplat.train.views.EvaluationIndex.Pair;
import dev.resplat.train.views.SpreadViews;
import dev.resplat.train.views.ViewSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Which views of which scenes an evaluation is of. */
public final class EvaluatedViews {
    private final EvaluationIndex index;
    private final List<List<Integer>> contexts;
    private final int spread;

    private EvaluatedViews(EvaluationIndex index, List<List<Integer>> contexts, int spread) {
        this.index = index;
        this.contexts = contexts;
        this.spread = spread;
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
     * Found by the cameras, evenly over each scene ({@link SpreadViews}).
     *
     * @param context views that a model is given
     */
    public static EvaluatedViews spread(int context) {
        return new EvaluatedViews(null, List.of(), context);
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
        if (contexts.isEmpty()) {
            return SpreadViews.of(scene.cameras(), scene.isPath(), spread);
        }
        int views = scene.cameras().size();
        for (List<Integer> context : contexts) {
            if (Collections.max(context) >= views) {
                throw new UserMistake(
                        "--context %s: %s has only %d views, from 0 to %d"
                                .formatted(joined(context), scene.name(), views, views - 1));
            }
        }
        return contexts.stream().map(context -> new Pair(context, targets(context))).toList();
    }
}
