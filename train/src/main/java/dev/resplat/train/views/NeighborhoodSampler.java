package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Views of sets without order: one at random, and others from the views that are nearest to it.
 *
 * <p>How far views are apart is {@code angle / 90 degrees + distance / extent}: the angle between
 * their axes, and the distance between their places in terms of the root mean square distance of
 * all from the middle. Targets are between the context views: no farther from any of them than the
 * farthest two are from each other; if there are fewer than needed, those nearest to all of them.
 */
final class NeighborhoodSampler implements ViewSampler {
    private final SamplerConfig config;

    NeighborhoodSampler(SamplerConfig config) {
        this.config = config;
    }

    @Override
    public Optional<Choice> choose(ViewSet set, int step, Draws draws) {
        Cameras cameras = new Cameras(set.cameras());
        int first = draws.below(cameras.count());
        int others = config.contextViews() - 1;
        int[] near =
                IntStream.range(0, cameras.count())
                        .filter(i -> i != first)
                        .filter(i -> cameras.angle(first, i) <= config.mostAngle())
                        .toArray();
        if (near.length < others + (config.inclusive() ? 0 : 1)) {
            return Optional.empty();
        }
        int[] nearest = sorted(near, i -> cameras.apart(first, i));
        int from = (int) Math.ceil(config.spread(step) * (cameras.count() - 1));
        from = Math.min(Math.max(from, others), nearest.length);
        int[] context = new int[others + 1];
        context[0] = first;
        int[] drawn = Lottery.draw(Arrays.copyOf(nearest, from), others, draws);
        Arrays.sort(drawn);
        System.arraycopy(drawn, 0, context, 1, others);
        int[] candidates = between(cameras, context, near);
        return Optional.of(
                new Choice(context, Lottery.draw(candidates, config.targetViews(), draws)));
    }

    private int[] between(Cameras cameras, int[] context, int[] near) {
        double widest = 0;
        for (int a : context) {
            widest = Math.max(widest, cameras.farthest(a, context));
        }
        double most = widest;
        int[] own = config.inclusive() ? context : new int[0];
        int[] free = Arrays.stream(near).filter(i -> !Lottery.contains(context, i)).toArray();
        int[] inside =
                Arrays.stream(free).filter(i -> cameras.farthest(i, context) <= most).toArray();
        int missing = config.targetViews() - own.length;
        if (inside.length < missing) {
            inside = sorted(free, i -> cameras.farthest(i, context));
            inside = Arrays.copyOf(inside, Math.min(inside.length, missing));
        }
        return IntStream.concat(Arrays.stream(own), Arrays.stream(inside)).toArray();
    }

    /** What views are sorted by. */
    private interface Key {
        double of(int view);
    }

    /** By a key, those of equal keys by their index. */
    private static int[] sorted(int[] views, Key key) {
        return Arrays.stream(views)
                .boxed()
                .sorted(
                        (a, b) -> {
                            int order = Double.compare(key.of(a), key.of(b));
                            return order != 0 ? order : Integer.compare(a, b);
                        })
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Where cameras are and look. */
    private static final class Cameras {
        private final double[][] centers;
        private final double[][] axes;
        private final double extent;

        Cameras(List<Camera> cameras) {
            centers = cameras.stream().map(Camera::center).toArray(double[][]::new);
            axes = cameras.stream().map(Camera::forward).toArray(double[][]::new);
            double[] middle = new double[3];
            for (double[] center : centers) {
                for (int k = 0; k < 3; k++) {
                    middle[k] += center[k] / centers.length;
                }
            }
            double sum = 0;
            for (double[] center : centers) {
                sum += Poses.squaredDistance(center, middle);
            }
            extent = Math.max(Math.sqrt(sum / centers.length), Double.MIN_NORMAL);
        }

        int count() {
            return centers.length;
        }

        /** Between two axes in degrees. */
        double angle(int a, int b) {
            double dot = Poses.dot(axes[a], axes[b]);
            double lengths = Math.sqrt(Poses.dot(axes[a], axes[a]) * Poses.dot(axes[b], axes[b]));
            double cosine = Math.min(Math.max(dot / lengths, -1), 1);
            return StrictMath.acos(cosine) * (180 / Math.PI);
        }

        double apart(int a, int b) {
            double distance = Math.sqrt(Poses.squaredDistance(centers[a], centers[b]));
            return angle(a, b) / 90 + distance / extent;
        }

        /** From one to the farthest of some others. */
        double farthest(int a, int[] others) {
            double most = 0;
            for (int b : others) {
                most = Math.max(most, apart(a, b));
            }
            return most;
        }
    }
}
