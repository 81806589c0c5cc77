package dev.resplat.train.synthesis;

import dev.resplat.train.metrics.Quality;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * How well a model shows the targets of some context views of a scene.
 *
 * @param scene its name
 * @param context indices of views; not copied
 * @param targets one or more
 * @param encodeSeconds how long the model looked at the context
 * @param splats how many it made, if that is what it makes
 * @param deviceBytes the most that was in use on the device meanwhile, weights included
 * @param heapBytes the most of Java's heap meanwhile, garbage included
 * @param descent how far optimisation comes instead of refinement; empty if nobody asked
 * @param planeDepth that {@link TrivialBaselines} chose, in units of the example
 */
public record PairScore(
        String scene,
        int[] context,
        List<Target> targets,
        double encodeSeconds,
        OptionalLong splats,
        long deviceBytes,
        long heapBytes,
        Optional<DescentComparison.Result> descent,
        double planeDepth) {
    /** Views that names of files list. */
    private static final int MOST_NAMED = 16;

    /**
     * A target.
     *
     * @param index of the view
     * @param quality of the render, in 256 levels
     * @param before of renders before each refinement; none at depth 0
     * @param baselines what is had without a model
     * @param seconds of the render
     */
    public record Target(
            int index,
            Quality quality,
            List<Quality> before,
            EnumMap<TrivialBaselines.Kind, Quality> baselines,
            double seconds) {}

    /** The context as {@code 0-8}: in names of files, so of many the first, the last and a hash. */
    String contextName() {
        if (context.length > MOST_NAMED) {
            int first = context[0];
            int last = context[context.length - 1];
            return "%d-%d-%08x".formatted(first, last, Arrays.hashCode(context));
        }
        return joined("-");
    }

    /** The context as {@code 0, 8}: for people. */
    String contextText() {
        return context.length > MOST_NAMED
                ? "%d from %d to %d"
                        .formatted(context.length, context[0], context[context.length - 1])
                : joined(", ");
    }

    private String joined(String between) {
        return String.join(between, Arrays.stream(context).mapToObj(String::valueOf).toList());
    }

    /** Whether another is of the same scene. */
    boolean isOfTheSameScene(PairScore other) {
        return scene.equals(other.scene);
    }

    /** The means over targets. */
    Quality quality() {
        return Quality.mean(targets.stream().map(Target::quality).toList());
    }

    /** The same before a refinement, the first is number 0. */
    Quality before(int depth) {
        return Quality.mean(targets.stream().map(t -> t.before().get(depth)).toList());
    }

    /** How often the scene was refined. */
    int depth() {
        return targets.get(0).before().size();
    }

    /** The same of what is had without a model. */
    Quality baseline(TrivialBaselines.Kind kind) {
        return Quality.mean(targets.stream().map(t -> t.baselines().get(kind)).toList());
    }

    /** As {@code metrics.json} has it. */
    Map<String, Object> listed() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("context", context);
        entry.putAll(quality().metrics());
        if (depth() > 0) {
            entry.put(
                    "before",
                    IntStream.range(0, depth()).mapToObj(d -> before(d).metrics()).toList());
        }
        entry.put("encodeSeconds", encodeSeconds);
        entry.put("renderSeconds", Figures.median(targets.stream().map(Target::seconds).toList()));
        entry.put("splats", splats.isPresent() ? splats.getAsLong() : null);
        entry.put("planeDepth", planeDepth);
        descent.ifPresent(result -> entry.put("fit", result.listed()));
        entry.put("targets", targets.stream().map(PairScore::listed).toList());
        return entry;
    }

    private static Map<String, Object> listed(Target target) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("view", target.index());
        entry.putAll(target.quality().metrics());
        target.baselines().forEach((kind, quality) -> entry.put(kind.key(), quality.metrics()));
        return entry;
    }
}
