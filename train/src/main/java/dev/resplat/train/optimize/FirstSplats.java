package dev.resplat.train.optimize;

import dev.resplat.splat.Splats3d;
import dev.resplat.train.scene.PointCloud;
import dev.resplat.train.scene.ViewPixels;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The splats that learning begins with: at the points of the scene; if it has none, or very few, at
 * points that photographs agree about, and before a backdrop unless photographs are transparent.
 */
final class FirstSplats {
    /** Fewer points than this part of those that are wanted are joined by random ones. */
    private static final double TOO_FEW = 0.25;

    /** So many more random points are made where most of them will be carved away. */
    private static final int SPARE = 8;

    /** Of the distances of points, that which the backdrop is behind. */
    private static final double WITHIN = 0.98;

    private FirstSplats() {}

    /** The splats, in the frame in which they are learned. */
    static Splats3d of(SceneData data, OptimizeConfig config, Consumer<String> notes) {
        if (FirstPoints.hasEnough(data)) {
            return at(FirstPoints.known(data, config, notes), config);
        }
        int n = Math.min(config.start().random(), config.maxSplats());
        int few = data.scene().points().map(PointCloud::count).orElse(0);
        notes.accept(
                "the scene has %s: splats begin where photographs agree"
                        .formatted(few == 0 ? "no points" : "too few points (" + few + ")"));
        return agreed(
                SmallViews.of(data),
                n,
                config,
                count -> FirstPoints.random(data, count, config.seed()));
    }

    /**
     * Those of views that are in memory, of which no points are known.
     *
     * @param views with cameras in the frame in which splats are learned
     */
    static Splats3d of(List<ViewPixels> views, OptimizeConfig config) {
        return agreed(
                views,
                Math.min(config.start().random(), config.maxSplats()),
                config,
                count -> FirstPoints.random(views.size(), views::get, count, config.seed()));
    }

    /** Where views agree, n at most, and before a backdrop if there is room for one. */
    private static Splats3d agreed(
            List<ViewPixels> views, int n, OptimizeConfig config, IntFunction<PointCloud> random) {
        PointCloud points = points(views, n, config.seed(), random);
        if (views.stream().anyMatch(view -> view.alpha() != null)) {
            return at(points, config);
        }
        double distance = distance(points.positions());
        Splats3d behind = Backdrop.of(photos(views), new double[3], distance);
        int room = config.maxSplats() - behind.count();
        if (room < behind.count()) {
            return at(points, config);
        }
        return at(first(points, room), config).and(behind);
    }

    private static Splats3d at(PointCloud points, OptimizeConfig config) {
        return Start.at(points.positions(), points.colors(), config.start());
    }

    private static List<PlaneSweep.Photo> photos(List<ViewPixels> views) {
        return views.stream().map(v -> new PlaneSweep.Photo(v.camera(), v.colors())).toList();
    }

    private static PointCloud points(
            List<ViewPixels> views, int n, long seed, IntFunction<PointCloud> random) {
        PointCloud swept = PlaneSweep.points(photos(views), new double[3], n, seed);
        PointCloud points = carved(swept, views);
        if (points.count() < TOO_FEW * n) {
            points = joined(points, carved(random.apply(SPARE * n), views), n);
        }
        return points.count() > 0 ? points : random.apply(n);
    }

    /** Without points that are where a photograph is transparent. */
    private static PointCloud carved(PointCloud points, List<ViewPixels> views) {
        int[] rows = new int[points.count()];
        int kept = 0;
        for (int i = 0; i < rows.length; i++) {
            boolean free = false;
            for (ViewPixels view : views) {
                if (view.alpha() != null) {
                    int pixel = FirstPoints.pixel(points.positions(), i, view.camera());
                    free |= pixel >= 0 && view.alpha()[pixel] < 0.5f;
                }
            }
            if (!free) {
                rows[kept++] = i;
            }
        }
        return FirstPoints.rows(points, Arrays.copyOf(rows, kept));
    }

    /** So many of the points at most. */
    private static PointCloud first(PointCloud points, int n) {
        int[] rows = new int[Math.min(n, points.count())];
        Arrays.setAll(rows, i -> i);
        return FirstPoints.rows(points, rows);
    }

    /** Both, n at most. */
    private static PointCloud joined(PointCloud a, PointCloud b, int n) {
        int more = Math.min(b.count(), n - a.count());
        return new PointCloud(
                joined(a.positions(), b.positions(), 3 * more),
                joined(a.colors(), b.colors(), 3 * more));
    }

    private static float[] joined(float[] a, float[] b, int more) {
        float[] both = Arrays.copyOf(a, a.length + more);
        System.arraycopy(b, 0, both, a.length, more);
        return both;
    }

    /** From the origin, that almost all points are within; at least that of the cameras. */
    private static double distance(float[] means) {
        double[] distances = new double[means.length / 3];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.hypot(Math.hypot(means[3 * i], means[3 * i + 1]), means[3 * i + 2]);
        }
        Arrays.sort(distances);
        return Math.max(1, distances[(int) (WITHIN * (distances.length - 1))]);
    }
}
