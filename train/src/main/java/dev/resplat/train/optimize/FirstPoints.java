package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Draws;
import dev.resplat.train.scene.PointCloud;
import dev.resplat.train.scene.ViewPixels;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Points of a scene: those that it comes with, or random ones in what its cameras see, with the
 * colours of photographs.
 */
final class FirstPoints {
    /** Random depths are between these, times the distance to what the cameras look at. */
    private static final float NEAREST = 0.3f;

    private static final float FARTHEST = 3;

    /** That distance is no less, in units of the frame: cameras may look away from each other. */
    private static final double LEAST_DISTANCE = 0.2;

    /** How often another pixel is looked for when there is nothing in one. */
    private static final int TRIES = 50;

    /** Fewer points than these tell too little of a scene. */
    private static final int LEAST = 100;

    private FirstPoints() {}

    /** Whether the scene has points enough to begin at them. */
    static boolean hasEnough(SceneData data) {
        return data.scene().points().map(PointCloud::count).orElse(0) >= LEAST;
    }

    /**
     * The points of the scene, in the frame in which splats are learned; some of them if they are
     * too many.
     */
    static PointCloud known(SceneData data, OptimizeConfig config, Consumer<String> notes) {
        PointCloud known = data.scene().points().orElse(new PointCloud(new float[0], new float[0]));
        PointCloud points = new PointCloud(data.frame().apply(known.positions()), known.colors());
        int n = config.maxSplats();
        if (points.count() <= n) {
            return points;
        }
        notes.accept(
                "splats begin at %d of the %d points of the scene: --max-splats allows no more"
                        .formatted(n, points.count()));
        return some(points, n, config.seed());
    }

    /**
     * Ensures that there is something to begin with.
     *
     * @throws UserMistake if the scene has points, and no camera sees any of them
     */
    static void require(SceneData data) {
        float[] known = data.scene().points().map(PointCloud::positions).orElse(new float[0]);
        if (known.length == 0) {
            return;
        }
        float[] positions = data.frame().apply(known);
        List<Camera> cameras = data.training().stream().map(data::camera).toList();
        for (int i = 0; i < positions.length / 3; i++) {
            for (Camera camera : cameras) {
                if (isSeen(positions, i, camera)) {
                    return;
                }
            }
        }
        throw new UserMistake(
                ("%s: no camera sees any of the %d points: the axes of the cameras may be others"
                                + " than the format says (in transforms.json z is backwards and y"
                                + " up, elsewhere z forwards and y down), or the points of another"
                                + " scene")
                        .formatted(data.scene().source(), known.length / 3));
    }

    private static boolean isSeen(float[] positions, int i, Camera camera) {
        return pixel(positions, i, camera) >= 0;
    }

    /** The index of the pixel that shows a point, or -1. */
    static int pixel(float[] positions, int i, Camera camera) {
        double[] m = camera.worldToCamera();
        double[] x = new double[3];
        for (int k = 0; k < 3; k++) {
            x[k] = m[4 * k + 3];
            for (int j = 0; j < 3; j++) {
                x[k] += m[4 * k + j] * positions[3 * i + j];
            }
        }
        double u = camera.fx() * x[0] / x[2] + camera.cx();
        double v = camera.fy() * x[1] / x[2] + camera.cy();
        boolean seen = x[2] > 0 && u >= 0 && u < camera.width() && v >= 0 && v < camera.height();
        return seen ? (int) v * camera.width() + (int) u : -1;
    }

    /** So many of the points, at random. */
    private static PointCloud some(PointCloud points, int n, long seed) {
        Draws random = new Draws(seed, Draws.Purpose.FIRST_SPLATS, 0);
        int[] rows = new int[points.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        for (int i = 0; i < n; i++) {
            int j = i + random.below(rows.length - i);
            int chosen = rows[j];
            rows[j] = rows[i];
            rows[i] = chosen;
        }
        int[] first = Arrays.copyOf(rows, n);
        return rows(points, first);
    }

    /** The points of these rows. */
    static PointCloud rows(PointCloud points, int[] rows) {
        return new PointCloud(
                Cloud.rows(points.positions(), 3, rows), Cloud.rows(points.colors(), 3, rows));
    }

    /**
     * Random points: each camera has about as many, at random pixels that are not transparent or
     * masked, and at random depths.
     */
    static PointCloud random(SceneData data, int n, long seed) {
        return random(
                data.training().size(),
                view -> {
                    ViewPixels pixels = data.trainingLoader().load(view, data.factor());
                    Camera camera = data.camera(data.training().get(view));
                    return new ViewPixels(
                            camera, pixels.colors(), pixels.alpha(), pixels.mask(), null);
                },
                n,
                seed);
    }

    /**
     * The same of any views.
     *
     * @param count of them
     * @param views those of a number, with cameras in the frame in which splats are learned; asked
     *     for once
     */
    static PointCloud random(int count, IntFunction<ViewPixels> views, int n, long seed) {
        float[] positions = new float[3 * n];
        float[] colors = new float[3 * n];
        for (int view = 0; view < Math.min(count, n); view++) {
            ViewPixels pixels = views.apply(view);
            Camera camera = pixels.camera();
            double distance = Math.max(LEAST_DISTANCE, length(camera.center()));
            for (int i = view; i < n; i += count) {
                Draws random = new Draws(seed, Draws.Purpose.FIRST_SPLATS, i);
                double u = 0;
                double v = 0;
                int pixel = 0;
                for (int tries = 0; tries < TRIES; tries++) {
                    u = camera.width() * (double) random.uniform();
                    v = camera.height() * (double) random.uniform();
                    pixel = (int) v * camera.width() + (int) u;
                    if (isThere(pixels, pixel)) {
                        break;
                    }
                }
                double z = distance * random.logRange(NEAREST, FARTHEST);
                double[] point = camera.point(u, v, z);
                for (int k = 0; k < 3; k++) {
                    positions[3 * i + k] = (float) point[k];
                }
                System.arraycopy(pixels.colors(), 3 * pixel, colors, 3 * i, 3);
            }
        }
        return new PointCloud(positions, colors);
    }

    private static boolean isThere(ViewPixels pixels, int i) {
        return (pixels.alpha() == null || pixels.alpha()[i] > 0.5f)
                && (pixels.mask() == null || pixels.mask()[i] > 0);
    }

    /** Of a point from the origin of the frame, which is what the cameras look at. */
    private static double length(double[] p) {
        return Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    }
}
