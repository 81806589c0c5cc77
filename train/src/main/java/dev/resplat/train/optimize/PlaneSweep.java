package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.scene.PointCloud;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Points of a scene from its photographs, where none come with them: for a pixel of one photograph,
 * depths are tried until its surroundings look the same in the photographs next to it (Collins
 * 1996, "A space-sweep approach to true multi-image matching", with normalised cross-correlation).
 * Pixels are drawn at random; those without a clear match are left out, but for bare surfaces,
 * which are as far as what is next to them.
 */
final class PlaneSweep {
    /** Photographs that a pixel is looked for in. */
    private static final int NEIGHBORS = 4;

    /** Between rays to a point: neighbours are chosen near it. */
    private static final double BEST_ANGLE = Math.toRadians(8);

    /** What a pixel without a match takes its depth from. */
    private static final int NEAREST_MATCHES = 5;

    /** How many pixels are tried for each point that is wanted. */
    private static final int TRIES = 2;

    private final List<Photo> photos;
    private final Patch.Grey[] grey;
    private final double[] origin;
    private final Patch.Grey[][] neighbors;

    /**
     * A photograph on the host.
     *
     * @param camera that took it
     * @param colors {@code [H, W, 3]}, 0 to 1
     */
    record Photo(Camera camera, float[] colors) {}

    private PlaneSweep(List<Photo> photos, double[] origin) {
        this.photos = photos;
        this.origin = origin;
        grey = photos.stream().map(PlaneSweep::grey).toArray(Patch.Grey[]::new);
        neighbors = new Patch.Grey[photos.size()][];
        Arrays.setAll(neighbors, this::neighbors);
    }

    /**
     * Points that photographs agree about.
     *
     * @param photos of any sizes; small ones are enough
     * @param origin {@code [3]}: about what cameras look at, it tells which depths are likely
     * @param most how many points are wanted
     */
    static PointCloud points(List<Photo> photos, double[] origin, int most, long seed) {
        PlaneSweep sweep = new PlaneSweep(photos, origin);
        Sample[] samples = new Sample[TRIES * most];
        IntStream.range(0, samples.length)
                .parallel()
                .forEach(
                        i ->
                                samples[i] =
                                        sweep.sample(
                                                new Draws(seed, Draws.Purpose.FIRST_SPLATS, i)));
        List<Sample> placed = sweep.placed(samples, most);
        float[] positions = new float[3 * placed.size()];
        float[] colors = new float[3 * placed.size()];
        for (int i = 0; i < placed.size(); i++) {
            sweep.write(placed.get(i), positions, colors, 3 * i);
        }
        return new PointCloud(positions, colors);
    }

    /**
     * A pixel.
     *
     * @param bare whether there is nothing around it that could match
     * @param inverse of its depth; NaN if it has no match
     */
    private record Sample(int view, int x, int y, boolean bare, double inverse) {
        boolean matched() {
            return !Double.isNaN(inverse);
        }

        long square(Sample other) {
            long dx = x - other.x;
            long dy = y - other.y;
            return dx * dx + dy * dy;
        }
    }

    /**
     * Samples with depths, {@code most} at most: those that match, and those where there is nothing
     * to match, which are as far as those next to them in the picture: bare walls and skies would
     * have no points else.
     */
    private List<Sample> placed(Sample[] samples, int most) {
        List<List<Sample>> matched = new ArrayList<>();
        for (int view = 0; view < photos.size(); view++) {
            matched.add(new ArrayList<>());
        }
        for (Sample sample : samples) {
            if (sample.matched()) {
                matched.get(sample.view()).add(sample);
            }
        }
        return Arrays.stream(samples)
                .parallel()
                .map(sample -> sample.bare() ? filled(sample, matched) : sample)
                .filter(Sample::matched)
                .limit(most)
                .toList();
    }

    /** With the median inverse depth of the nearest matches. */
    private static Sample filled(Sample sample, List<List<Sample>> matched) {
        List<Sample> all = matched.get(sample.view());
        if (all.size() < NEAREST_MATCHES) {
            return sample;
        }
        Sample[] nearest = new Sample[NEAREST_MATCHES];
        long[] squares = new long[NEAREST_MATCHES];
        Arrays.fill(squares, Long.MAX_VALUE);
        for (Sample other : all) {
            long square = sample.square(other);
            int at = NEAREST_MATCHES;
            while (at > 0 && square < squares[at - 1]) {
                at--;
                if (at + 1 < NEAREST_MATCHES) {
                    squares[at + 1] = squares[at];
                    nearest[at + 1] = nearest[at];
                }
            }
            if (at < NEAREST_MATCHES) {
                squares[at] = square;
                nearest[at] = other;
            }
        }
        double[] inverses = Arrays.stream(nearest).mapToDouble(Sample::inverse).sorted().toArray();
        return new Sample(
                sample.view(), sample.x(), sample.y(), true, inverses[NEAREST_MATCHES / 2]);
    }

    private static Patch.Grey grey(Photo photo) {
        float[] colors = photo.colors();
        float[] levels = new float[colors.length / 3];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (colors[3 * i] + colors[3 * i + 1] + colors[3 * i + 2]) / 3;
        }
        return new Patch.Grey(photo.camera(), levels);
    }

    /** The photographs whose rays to the origin are nearest to the best angle. */
    private Patch.Grey[] neighbors(int view) {
        return IntStream.range(0, photos.size())
                .filter(other -> other != view)
                .boxed()
                .sorted(
                        Comparator.comparingDouble(
                                other -> Math.abs(Math.log(angle(view, other) / BEST_ANGLE))))
                .limit(NEIGHBORS)
                .map(other -> grey[other])
                .toArray(Patch.Grey[]::new);
    }

    private double angle(int a, int b) {
        double[] u = ray(photos.get(a).camera());
        double[] v = ray(photos.get(b).camera());
        double dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
        double cos = dot / (length(u) * length(v) + 1e-12);
        return Math.max(Math.acos(Math.max(-1, Math.min(1, cos))), 1e-4);
    }

    private double[] ray(Camera camera) {
        double[] center = camera.center();
        return new double[] {origin[0] - center[0], origin[1] - center[1], origin[2] - center[2]};
    }

    private static double length(double[] v) {
        return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }

    /** A random pixel, and how far it is if it has a match. */
    private Sample sample(Draws random) {
        int view = random.below(photos.size());
        Camera camera = photos.get(view).camera();
        int x = random.below(camera.width());
        int y = random.below(camera.height());
        if (!Patch.fits(camera, x, y)) {
            return new Sample(view, x, y, false, Double.NaN);
        }
        Patch patch = new Patch(grey[view], x, y, neighbors[view]);
        boolean textured = patch.isTextured();
        double inverse = textured ? patch.inverseDepth(length(ray(camera))) : Double.NaN;
        return new Sample(view, x, y, !textured, inverse);
    }

    /** Writes where a pixel is in the world, and its colour. */
    private void write(Sample sample, float[] positions, float[] colors, int at) {
        Photo photo = photos.get(sample.view());
        Camera camera = photo.camera();
        double[] point = camera.point(sample.x() + 0.5, sample.y() + 0.5, 1 / sample.inverse());
        for (int k = 0; k < 3; k++) {
            positions[at + k] = (float) point[k];
            colors[at + k] = photo.colors()[3 * (sample.y() * camera.width() + sample.x()) + k];
        }
    }
}
