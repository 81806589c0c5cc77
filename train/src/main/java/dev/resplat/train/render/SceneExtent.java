package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the splats of a scene are. */
public final class SceneExtent {
    /** So many splats are enough to know where half of them are. */
    private static final int SAMPLES = 100_000;

    private static final double FIELD_OF_VIEW = Math.toRadians(60);
    private static final double ELEVATION = Math.toRadians(15);

    /** Of the splats this share is in view, and somewhat more, as there is a margin. */
    private static final double SHARE = 0.75;

    private static final double LARGEST_LOG_SCALE = 80;
    private static final double MARGIN = 1.25;

    private SceneExtent() {}

    /**
     * The median of the depths of splats in view of a camera; if there is none, of those before it,
     * and if there is none either, 1.
     */
    static double medianDepth(Splats3d scene, Camera camera) {
        double[] m = camera.worldToCamera();
        double[] seen = new double[SAMPLES];
        double[] before = new double[SAMPLES];
        int seenCount = 0;
        int beforeCount = 0;
        int stride = stride(scene);
        for (int i = 0; i < scene.count(); i += stride) {
            double depth = row(m, 2, scene, i);
            double x = camera.fx() * row(m, 0, scene, i) / depth + camera.cx();
            double y = camera.fy() * row(m, 1, scene, i) / depth + camera.cy();
            if (depth > 0) {
                before[beforeCount++] = depth;
                if (x >= 0 && x <= camera.width() && y >= 0 && y <= camera.height()) {
                    seen[seenCount++] = depth;
                }
            }
        }
        return seenCount > 0
                ? quantile(seen, seenCount, 0.5)
                : beforeCount > 0 ? quantile(before, beforeCount, 0.5) : 1;
    }

    private static int stride(Splats3d scene) {
        return (scene.count() + SAMPLES - 1) / SAMPLES;
    }

    private static double row(double[] m, int row, Splats3d scene, int splat) {
        float[] means = scene.means();
        return m[4 * row] * means[3 * splat]
                + m[4 * row + 1] * means[3 * splat + 1]
                + m[4 * row + 2] * means[3 * splat + 2]
                + m[4 * row + 3];
    }

    private static double quantile(double[] values, int count, double share) {
        Arrays.sort(values, 0, count);
        return values[(int) (share * (count - 1))];
    }

    /**
     * A turntable for a scene of which nothing else is known: around the median of its splats, at a
     * distance from which most are in view, and from a little above, if up is where it is in scenes
     * of COLMAP, towards negative y. The field of view is 60 degrees wide.
     *
     * @param scene of one splat or more
     * @param frames 1 or more
     */
    public static List<Camera> orbit(Splats3d scene, int width, int height, int frames) {
        int stride = stride(scene);
        int count = (scene.count() + stride - 1) / stride;
        double[] center = new double[3];
        double[] values = new double[count];
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < count; i++) {
                values[i] = scene.means()[3 * i * stride + axis];
            }
            center[axis] = quantile(values, count, 0.5);
        }
        for (int i = 0; i < count; i++) {
            double[] mean = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                mean[axis] = scene.means()[3 * i * stride + axis];
            }
            values[i] = Vectors.length(Vectors.minus(mean, center)) + size(scene, i * stride);
        }
        double focal = 0.5 * width / Math.tan(0.5 * FIELD_OF_VIEW);
        double narrow = Math.atan(0.5 * Math.min(width, height) / focal);
        double distance = MARGIN * quantile(values, count, SHARE) / Math.sin(narrow);
        double[] up = {0, -1, 0};
        List<Camera> path = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            double angle = 2 * Math.PI * i / frames;
            double level = Math.cos(ELEVATION);
            double[] back = {
                level * Math.sin(angle), -Math.sin(ELEVATION), -level * Math.cos(angle)
            };
            double[] pose =
                    Pose.looking(Vectors.plus(center, distance, back), Vectors.times(-1, back), up);
            path.add(new Camera(width, height, focal, focal, 0.5 * width, 0.5 * height, pose));
        }
        return path;
    }

    /** The largest standard deviation of a splat, if that is a number at all. */
    private static double size(Splats3d scene, int splat) {
        float[] logScales = scene.logScales();
        double most =
                Math.max(
                        logScales[3 * splat],
                        Math.max(logScales[3 * splat + 1], logScales[3 * splat + 2]));
        return Math.exp(Math.min(most, LARGEST_LOG_SCALE));
    }
}
