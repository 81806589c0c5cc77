package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses views of scenes for an {@link EvaluationIndex}: two of a path that are not too near and
 * not too far, and some strictly between. The choice for a scene depends on the seed, its name and
 * its cameras, not on other scenes. pixelSplat had gaps of 45 to 135 frames, overlaps of 0.6 to 1,
 * and 3 targets.
 *
 * @param leastGap frames from one to the other, 2 or more
 * @param mostGap frames from one to the other
 * @param leastOverlap the part of the pixels of one, and of the other, whose rays cross what the
 *     other sees; 0 for any
 * @param mostOverlap the same; 1 for any
 * @param targets how many are between, less than {@code leastGap}
 */
public record PairSearch(
        int leastGap, int mostGap, double leastOverlap, double mostOverlap, int targets) {
    /** Pairs that are looked at in a scene before it is given up. */
    private static final int TRIES = 200;

    /** Checks itself. */
    public PairSearch {
        Require.atLeast(1, "targets", targets);
        Require.atLeast(targets + 1, "leastGap", leastGap);
        Require.atLeast(leastGap, "mostGap", mostGap);
        Require.between(0, 1, "leastOverlap", leastOverlap);
        Require.between(leastOverlap, 1, "mostOverlap", mostOverlap);
    }

    /**
     * An index of the scenes of a source.
     *
     * @param count of scenes at most
     * @param width for which overlaps are judged
     * @param height for which overlaps are judged
     */
    public EvaluationIndex index(ViewSource source, long count, int width, int height, long seed) {
        Map<String, EvaluationIndex.Pair> pairs = new LinkedHashMap<>();
        Set<String> skipped = new LinkedHashSet<>();
        for (long number = 0; number < Math.min(count, source.count()); number++) {
            ViewSet scene = source.training(number, width, height);
            // A scene also stands for broken ones beside it.
            if (!pairs.containsKey(scene.name()) && !skipped.contains(scene.name())) {
                pair(scene, seed)
                        .ifPresentOrElse(
                                pair -> pairs.put(scene.name(), pair),
                                () -> skipped.add(scene.name()));
            }
        }
        return new EvaluationIndex(source.name(), pairs, List.copyOf(skipped));
    }

    /** Views of a scene; empty if none were found. */
    public Optional<EvaluationIndex.Pair> pair(ViewSet scene, long seed) {
        List<Camera> cameras = scene.cameras();
        int widest = Math.min(mostGap, cameras.size() - 1);
        if (!scene.isPath() || widest < leastGap) {
            return Optional.empty();
        }
        Draws random = new Draws(seed, Draws.Purpose.PAIRS, scene.name().hashCode());
        for (int i = 0; i < TRIES; i++) {
            int gap = leastGap + random.below(widest - leastGap + 1);
            int left = random.below(cameras.size() - gap);
            if (fits(cameras.get(left), cameras.get(left + gap))) {
                List<Integer> between = between(left, gap, random);
                return Optional.of(new EvaluationIndex.Pair(List.of(left, left + gap), between));
            }
        }
        return Optional.empty();
    }

    private boolean fits(Camera a, Camera b) {
        if (leastOverlap == 0 && mostOverlap == 1) {
            return true;
        }
        double overlap = Overlap.mutual(a, b);
        return overlap >= leastOverlap && overlap <= mostOverlap;
    }

    private List<Integer> between(int left, int gap, Draws random) {
        Set<Integer> chosen = new TreeSet<>();
        while (chosen.size() < targets) {
            chosen.add(left + 1 + random.below(gap - 1));
        }
        return new ArrayList<>(chosen);
    }
}
