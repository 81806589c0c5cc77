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
    /** Pixels from the middle of a patch to its border. */
    private static final int RADIUS = 3;

    private static final int SIDE = 2 * RADIUS + 1;
    private static final int PATCH = SIDE * SIDE;

    /** Photographs that a pixel is looked for in. */
    private static final int NEIGHBORS = 4;

    /** How much less the best correlation counts where no other photograph agrees. */
    private static final double ALONE = 0.12;

    /** Depths are evenly spaced in their inverses, so many pixels apart in the neighbours. */
    private static final double SPACING = 1.5;

    private static final int LEAST_PLANES = 64;
    private static final int MOST_PLANES = 512;

    /** Of the nearest depth, in terms of the distance to what cameras look at. */
    private static final double NEAREST = 0.15;

    /** How often the spacing of planes is refined around the best, and how finely. */
    private static final int REFINEMENTS = 2;

    private static final int FINER = 5;

    /** A correlation that is a match. */
    private static final double MATCH = 0.8;

    /** By how much other planes must be worse, but for those so near. */
    private static final double MARGIN = 0.06;

    private static final int NEAR_PLANES = 3;

    /** Standard deviation of grey levels, 0 to 1, below which a patch has nothing to match. */
    private static final double LEAST_TEXTURE = 0.02;

    /** Between rays to a point: neighbours are chosen near it. */
    private static final double BEST_ANGLE = Math.toRadians(8);

    /** What a pixel without a match takes its depth from. */
    private static final int NEAREST_MATCHES = 5;

    /** How many pixels are tried for each point that is wanted. */
    private static final int TRIES = 2;

    private final List<Photo> photos;
    private final float[][] grey;
    private final double[] origin;
    private final int[][] neighbors;

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
        grey = photos.stream().map(PlaneSweep::grey).toArray(float[][]::new);
        neighbors = new int[photos.size()][];
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

    private static float[] grey(Photo photo) {
        float[] colors = photo.colors();
        float[] grey = new float[colors.length / 3];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (colors[3 * i] + colors[3 * i + 1] + colors[3 * i + 2]) / 3;
        }
        return grey;
    }

    /** The photographs whose rays to the origin are nearest to the best angle. */
    private int[] neighbors(int view) {
        return IntStream.range(0, photos.size())
                .filter(other -> other != view)
                .boxed()
                .sorted(
                        Comparator.comparingDouble(
                                other -> Math.abs(Math.log(angle(view, other) / BEST_ANGLE))))
                .limit(NEIGHBORS)
                .mapToInt(Integer::intValue)
                .toArray();
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
        boolean inside =
                Math.min(x, y) >= RADIUS
                        && x < camera.width() - RADIUS
                        && y < camera.height() - RADIUS;
        if (!inside) {
            return new Sample(view, x, y, false, Double.NaN);
        }
        Patch patch = new Patch(view, x, y);
        double inverse = patch.textured ? patch.inverseDepth(length(ray(camera))) : Double.NaN;
        return new Sample(view, x, y, !patch.textured, inverse);
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

    /** The surroundings of a pixel, and where they are in the neighbours at any depth. */
    private final class Patch {
        private final int[] others;
        private final double[] values = new double[PATCH];
        final boolean textured;

        /** {@code [neighbours, PATCH, 3]}: homogeneous places at infinity. */
        private final double[][] rays;

        /** {@code [neighbours, 3]}: what is added to them, times the inverse of the depth. */
        private final double[][] shifts;

        Patch(int view, int x, int y) {
            Camera camera = photos.get(view).camera();
            others = neighbors[view];
            rays = new double[others.length][3 * PATCH];
            shifts = new double[others.length][3];
            double sum = 0;
            double square = 0;
            for (int i = 0; i < PATCH; i++) {
                double v =
                        grey[view][
                                (y - RADIUS + i / SIDE) * camera.width() + x - RADIUS + i % SIDE];
                values[i] = v;
                sum += v;
                square += v * v;
            }
            double mean = sum / PATCH;
            double norm = Math.sqrt(Math.max(square - sum * mean, 0));
            textured = norm > LEAST_TEXTURE * SIDE;
            for (int i = 0; i < PATCH; i++) {
                values[i] = (values[i] - mean) / norm;
            }
            for (int k = 0; textured && k < others.length; k++) {
                project(camera, photos.get(others[k]).camera(), x, y, k);
            }
        }

        /**
         * With {@code X2 = R2 R1^T (z r - t1) + t2}, which is {@code z} times a ray plus a shift.
         */
        private void project(Camera from, Camera to, int x, int y, int k) {
            double[] a = from.worldToCamera();
            double[] b = to.worldToCamera();
            double[] r = new double[9];
            double[] t = {b[3], b[7], b[11]};
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    for (int l = 0; l < 3; l++) {
                        r[3 * i + j] += b[4 * i + l] * a[4 * j + l];
                    }
                    t[i] -= r[3 * i + j] * a[4 * j + 3];
                }
            }
            intoPixels(to, t, 0, shifts[k], 0);
            double[] turned = new double[3];
            for (int i = 0; i < PATCH; i++) {
                double u = (x - RADIUS + i % SIDE + 0.5 - from.cx()) / from.fx();
                double v = (y - RADIUS + i / SIDE + 0.5 - from.cy()) / from.fy();
                for (int j = 0; j < 3; j++) {
                    turned[j] = r[3 * j] * u + r[3 * j + 1] * v + r[3 * j + 2];
                }
                intoPixels(to, turned, 0, rays[k], 3 * i);
            }
        }

        private void intoPixels(Camera camera, double[] v, int at, double[] to, int into) {
            to[into] = camera.fx() * v[at] + camera.cx() * v[at + 2];
            to[into + 1] = camera.fy() * v[at + 1] + camera.cy() * v[at + 2];
            to[into + 2] = v[at + 2];
        }

        /** Where it matches best, or NaN if it does not match, or at the end of the range. */
        double inverseDepth(double distance) {
            double most = 1 / (NEAREST * distance);
            int planes = planes(most);
            double step = most / planes;
            double[] scores = new double[planes + 1];
            int found = 1;
            for (int plane = 1; plane <= planes; plane++) {
                scores[plane] = score(plane * step);
                found = scores[plane] > scores[found] ? plane : found;
            }
            double bestScore = scores[found];
            if (found == planes || bestScore < MATCH - 0.2 || !isUnique(scores, found)) {
                return Double.NaN;
            }
            double best = found * step;
            for (int i = 0; i < REFINEMENTS; i++) {
                step /= FINER;
                double middle = best;
                for (int j = 1 - FINER; j < FINER; j++) {
                    double score = score(middle + j * step);
                    if (score > bestScore) {
                        bestScore = score;
                        best = middle + j * step;
                    }
                }
            }
            return bestScore >= MATCH && best > 0 ? best : Double.NaN;
        }

        /** Whether nothing far from the best plane is almost as good: walls of bricks repeat. */
        private boolean isUnique(double[] scores, int best) {
            for (int plane = 1; plane < scores.length; plane++) {
                boolean far = Math.abs(plane - best) > NEAR_PLANES;
                if (far && scores[plane] > scores[best] - MARGIN) {
                    return false;
                }
            }
            return true;
        }

        /** As many as the pixels that the middle of the patch moves over need. */
        private int planes(double most) {
            double longest = 0;
            for (int k = 0; k < others.length; k++) {
                int at = PATCH / 2 * 3;
                double z = Math.max(rays[k][at + 2], 0.1);
                double u = rays[k][at] / z;
                double v = rays[k][at + 1] / z;
                double du = (shifts[k][0] - u * shifts[k][2]) / z;
                double dv = (shifts[k][1] - v * shifts[k][2]) / z;
                longest = Math.max(longest, most * Math.hypot(du, dv));
            }
            return (int) Math.max(LEAST_PLANES, Math.min(MOST_PLANES, longest / SPACING));
        }

        /** The mean of the two best correlations at an inverse depth, or almost the best. */
        private double score(double inverse) {
            double first = -1;
            double second = -1;
            for (int k = 0; k < others.length; k++) {
                double correlation = correlation(k, inverse);
                second = Math.max(second, Math.min(first, correlation));
                first = Math.max(first, correlation);
            }
            return Math.max((first + second) / 2, first - ALONE);
        }

        private double correlation(int k, double inverse) {
            Camera camera = photos.get(others[k]).camera();
            float[] picture = grey[others[k]];
            int width = camera.width();
            double[] r = rays[k];
            double sum = 0;
            double square = 0;
            double product = 0;
            double sx = shifts[k][0] * inverse;
            double sy = shifts[k][1] * inverse;
            double sz = shifts[k][2] * inverse;
            for (int i = 0; i < PATCH; i++) {
                double z = r[3 * i + 2] + sz;
                double u = (r[3 * i] + sx) / z - 0.5;
                double v = (r[3 * i + 1] + sy) / z - 0.5;
                if (!(z > 0 && u >= 0 && v >= 0 && u < width - 1 && v < camera.height() - 1)) {
                    return -1;
                }
                int at = (int) v * width + (int) u;
                double fu = u - (int) u;
                double fv = v - (int) v;
                double above = picture[at] + fu * (picture[at + 1] - picture[at]);
                double below =
                        picture[at + width] + fu * (picture[at + width + 1] - picture[at + width]);
                double value = above + fv * (below - above);
                sum += value;
                square += value * value;
                product += value * values[i];
            }
            double norm = Math.sqrt(Math.max(square - sum * sum / PATCH, 0));
            return norm < LEAST_TEXTURE ? -1 : product / norm;
        }
    }
}
