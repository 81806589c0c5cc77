package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.mesh.Mesh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the splats of a scene, or the vertices of a mesh, are. */
public final class SceneExtent {
    /** So many points are enough to know where half of them are. */
    private static final int SAMPLES = 100_000;

    private static final double FIELD_OF_VIEW = Math.toRadians(60);
    private static final double ELEVATION = Math.toRadians(15);

    /** Of the splats this share is in view: all but floaters. */
    private static final double SHARE = 0.97;

    private static final double MARGIN = 1.05;

    private static final double LARGEST_LOG_SCALE = 80;

    /** {@code [N, 3]}. */
    private final float[] points;

    /** Null for a mesh. */
    private final Splats3d splats;

    private SceneExtent(float[] points, Splats3d splats) {
        this.points = points;
        this.splats = splats;
    }

    /** Of splats, one or more. */
    public static SceneExtent of(Splats3d splats) {
        return new SceneExtent(splats.means(), splats);
    }

    /** Of a mesh, with a triangle or more. */
    public static SceneExtent of(Mesh mesh) {
        return new SceneExtent(mesh.positions(), null);
    }

    /**
     * The median of the depths of points in view of a camera; if there is none, of those before it,
     * and if there is none either, 1.
     */
    double medianDepth(Camera camera) {
        double[] m = camera.worldToCamera();
        double[] seen = new double[SAMPLES];
        double[] before = new double[SAMPLES];
        int seenCount = 0;
        int beforeCount = 0;
        int stride = stride();
        for (int i = 0; i < count(); i += stride) {
            double depth = row(m, 2, i);
            double x = camera.fx() * row(m, 0, i) / depth + camera.cx();
            double y = camera.fy() * row(m, 1, i) / depth + camera.cy();
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

    private int count() {
        return points.length / 3;
    }

    private int stride() {
        return (count() + SAMPLES - 1) / SAMPLES;
    }

    private double row(double[] m, int row, int point) {
        return m[4 * row] * points[3 * point]
                + m[4 * row + 1] * points[3 * point + 1]
                + m[4 * row + 2] * points[3 * point + 2]
                + m[4 * row + 3];
    }

    private static double quantile(double[] values, int count, double share) {
        Arrays.sort(values, 0, count);
        return values[(int) (share * (count - 1))];
    }

    /**
     * A turntable for a scene of which nothing else is known, from a little above. The field of
     * view is 60 degrees wide.
     *
     * <p>For splats it goes around their median, at a distance from which all are in view but few
     * that are far from the others, and above is where it is in scenes of COLMAP, towards negative
     * y. For a mesh it goes around the middle of its box, at a distance from which all of it is in
     * view; above is where it is in files of meshes, towards positive y, and the first camera is on
     * the side of positive z, where their front is.
     *
     * @param frames 1 or more
     */
    public List<Camera> orbit(int width, int height, int frames) {
        double[] center = splats == null ? middle() : median();
        double radius = splats == null ? farthest(center) : MARGIN * mostOf(center, SHARE);
        double focal = 0.5 * width / Math.tan(0.5 * FIELD_OF_VIEW);
        double narrow = Math.atan(0.5 * Math.min(width, height) / focal);
        double distance = (radius > 0 ? radius : 1) / Math.sin(narrow);
        double upwards = splats == null ? 1 : -1;
        double[] up = {0, upwards, 0};
        List<Camera> path = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            double angle = 2 * Math.PI * i / frames;
            double level = Math.cos(ELEVATION);
            double[] back = {
                level * Math.sin(angle),
                upwards * Math.sin(ELEVATION),
                upwards * level * Math.cos(angle)
            };
            double[] pose =
                    Pose.looking(Vectors.plus(center, distance, back), Vectors.times(-1, back), up);
            path.add(new Camera(width, height, focal, focal, 0.5 * width, 0.5 * height, pose));
        }
        return path;
    }

    private double[] point(int i) {
        return new double[] {points[3 * i], points[3 * i + 1], points[3 * i + 2]};
    }

    private double[] median() {
        int stride = stride();
        int samples = (count() + stride - 1) / stride;
        double[] center = new double[3];
        double[] values = new double[samples];
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < samples; i++) {
                values[i] = points[3 * i * stride + axis];
            }
            center[axis] = quantile(values, samples, 0.5);
        }
        return center;
    }

    /** How far from there a share of the splats is, with what they cover. */
    private double mostOf(double[] center, double share) {
        int stride = stride();
        int samples = (count() + stride - 1) / stride;
        double[] values = new double[samples];
        for (int i = 0; i < samples; i++) {
            double apart = Vectors.length(Vectors.minus(point(i * stride), center));
            values[i] = apart + size(splats, i * stride);
        }
        return quantile(values, samples, share);
    }

    /** The middle of the box around all points. */
    private double[] middle() {
        double[] middle = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = axis; i < points.length; i += 3) {
                least = Math.min(least, points[i]);
                most = Math.max(most, points[i]);
            }
            middle[axis] = (least + most) / 2;
        }
        return middle;
    }

    /** How far from there the farthest point is. */
    private double farthest(double[] center) {
        double most = 0;
        for (int i = 0; i < count(); i++) {
            most = Math.max(most, Vectors.length(Vectors.minus(point(i), center)));
        }
        return most;
    }

    /** Half of the size of the scene: how far from its middle the farthest point is. */
    public double radius() {
        return farthest(middle());
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
