package dev.resplat.train.compare;

import dev.resplat.train.config.Require;
import dev.resplat.train.resplat2d.Weights;
import java.util.List;

/**
 * What is compared; {@code configs/compare.yaml} explains the values.
 *
 * @param data {@code synthetic:SEED}, or a folder of scenes
 * @param scenes that all rows look at
 * @param scenesPerMinute scenes that a budget is enough for
 * @param size of views in pixels
 * @param views numbers of views that rows are given, of scenes that the program makes; of folders
 *     it is 2
 * @param depth steps of refinement, at most; of what has not learned to refine, 0 or so many
 * @param pixelsPerSplat of the reconstruction of pictures
 * @param warmUpSeconds that each row looks at its first scene for nothing, again and again, and at
 *     least once
 * @param optimization scene by scene
 * @param trainings rows of weights that may be missing
 * @param common what all of these change, as {@code key=value}; where a configuration has no such
 *     key, it is left out there
 * @param seed of what models draw
 */
public record CompareConfig(
        String data,
        int scenes,
        double scenesPerMinute,
        int size,
        List<Integer> views,
        int depth,
        int pixelsPerSplat,
        double warmUpSeconds,
        Optimization optimization,
        List<Plan> trainings,
        List<String> common,
        long seed) {
    /** What ReSplat's rows are of: as many examples as all others have, and as large. */
    static final String RESPLAT = "resplat-64";

    private static final int MOST_SCENES = 100_000;
    private static final int MOST_VIEWS = 64;
    private static final int MOST_DEPTH = 8;
    private static final int LEAST_SIZE = 16;
    private static final int MOST_SIZE = 1024;

    /**
     * Scene by scene.
     *
     * @param steps each is a row
     * @param changes {@code key=value} of the configuration {@code optimize}, but not of how long
     *     it takes, which steps say, nor of its seed, which is that of the comparison
     */
    public record Optimization(List<Integer> steps, List<String> changes) {
        private static final String OURS = "(steps|seconds|seed)=.*";

        public Optimization {
            steps = List.copyOf(steps);
            changes = List.copyOf(changes);
            Require.that(
                    steps.stream().allMatch(s -> s > 0) && areDifferent(steps),
                    "steps",
                    "more than 0, each once",
                    steps);
            Require.that(
                    changes.stream().noneMatch(change -> change.matches(OURS)),
                    "changes",
                    "of other keys than steps, seconds and seed",
                    changes);
        }
    }

    /**
     * Rows of weights that may be missing, and how these are made.
     *
     * @param name of the weights
     * @param title of the rows
     * @param family that they are drawn as; a word or two
     * @param views numbers of views that they are given, of those that scenes have
     * @param base the configuration of the training
     * @param changes {@code key=value} of it
     */
    public record Plan(
            String name,
            String title,
            String family,
            List<Integer> views,
            String base,
            List<String> changes) {
        private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

        /** Weights that have rows anyway. */
        private static final List<String> OTHERS = List.of(RESPLAT, Weights.SHIPPED);

        public Plan {
            Require.that(
                    name.matches(NAME) && !OTHERS.contains(name),
                    "name",
                    "of small letters, digits and hyphens, and none of " + OTHERS,
                    name);
            views = List.copyOf(views);
            changes = List.copyOf(changes);
        }
    }

    public CompareConfig {
        views = List.copyOf(views);
        trainings = List.copyOf(trainings);
        common = List.copyOf(common);
        Require.between(1, MOST_SCENES, "scenes", scenes);
        Require.positive("scenesPerMinute", scenesPerMinute);
        Require.between(LEAST_SIZE, MOST_SIZE, "size", size);
        Require.that(
                views.contains(2)
                        && views.stream().allMatch(v -> v >= 2 && v <= MOST_VIEWS)
                        && areDifferent(views),
                "views",
                "2, and others up to %d, each once".formatted(MOST_VIEWS),
                views);
        List<String> names = trainings.stream().map(Plan::name).toList();
        Require.that(areDifferent(names), "trainings", "of different names", names);
        Require.between(0, MOST_DEPTH, "depth", depth);
        Require.between(1, 1 << 16, "pixelsPerSplat", pixelsPerSplat);
        Require.between(0, 60, "warmUpSeconds", warmUpSeconds);
    }

    private static boolean areDifferent(List<?> values) {
        return values.stream().distinct().count() == values.size();
    }

    /** The same of so many scenes. */
    public CompareConfig with(int newScenes) {
        return new CompareConfig(
                data,
                newScenes,
                scenesPerMinute,
                size,
                views,
                depth,
                pixelsPerSplat,
                warmUpSeconds,
                optimization,
                trainings,
                common,
                seed);
    }

    /** As many scenes as a number of minutes is meant for: no clock is looked at. */
    public int scenesIn(double minutes) {
        return (int) Math.max(1, Math.min(MOST_SCENES, Math.floor(minutes * scenesPerMinute)));
    }
}
