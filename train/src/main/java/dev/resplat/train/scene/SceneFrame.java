package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A frame in which scenes have about the same place and size, so that one set of learning rates
 * fits all: {@code X -> scale (X - origin)}. Nothing is turned, so that directions of harmonics and
 * the user's idea of up remain.
 *
 * <p>The origin is where cameras look: the point with the least sum of distances to optical axes,
 * found by reweighted least squares, so that a few lost cameras do not matter. Where axes are
 * almost parallel, as of photographs of a wall, it is held back by the middle of the cameras. The
 * scale makes the distance from there 1 that nine of ten cameras are within.
 *
 * <ul>
 *   <li>Around an object: the origin is in it, and cameras are at a distance of about 1.
 *   <li>In front of something: the origin is between the cameras and it, or in it.
 *   <li>Through rooms: the origin is near the middle of the way, which is about 2 long.
 *   <li>Outwards, as from the middle of a room: axes meet behind the cameras, which means nothing,
 *       and the origin is the middle of the cameras.
 * </ul>
 *
 * @param origin {@code [3]}
 * @param scale more than 0
 */
public record SceneFrame(double[] origin, double scale) {
    private static final int ITERATIONS = 50;

    /** Of the middle of the cameras, relative to that of all axes together. */
    private static final double PULL = 0.02;

    private static final double CAMERAS_WITHIN = 0.9;

    /**
     * The frame of some cameras.
     *
     * @param cameras at least one
     */
    public static SceneFrame of(List<Camera> cameras) {
        double[] middle = new double[3];
        for (int i = 0; i < 3; i++) {
            int axis = i;
            middle[i] = quantile(cameras, 0.5, camera -> camera.center()[axis]);
        }
        double extent =
                quantile(cameras, CAMERAS_WITHIN, camera -> distance(middle, camera.center()));
        double[] origin = middle;
        for (int step = 0; step < ITERATIONS; step++) {
            origin = closer(cameras, origin, middle, 0.01 * extent);
        }
        double[] result = isAhead(origin, cameras) ? origin : middle;
        double radius =
                quantile(cameras, CAMERAS_WITHIN, camera -> distance(result, camera.center()));
        return new SceneFrame(result, radius > 0 ? 1 / radius : 1);
    }

    /** One step of reweighting: lines count by the inverse of their distance. */
    private static double[] closer(
            List<Camera> cameras, double[] origin, double[] middle, double blur) {
        Rays rays = new Rays();
        double sum = 0;
        for (Camera camera : cameras) {
            double distance = Rays.distance(origin, camera.center(), camera.forward());
            double weight = 1 / Math.max(distance + blur, Double.MIN_NORMAL);
            rays.add(camera.center(), unit(camera.forward()), weight);
            sum += weight;
        }
        return rays.addPoint(middle, PULL * sum).closestPoint().orElse(middle);
    }

    /** Whether a point is in front of half of the cameras or more. */
    private static boolean isAhead(double[] point, List<Camera> cameras) {
        long ahead =
                cameras.stream()
                        .filter(camera -> dot(camera.forward(), point, camera.center()) > 0)
                        .count();
        return 2 * ahead >= cameras.size();
    }

    private static double dot(double[] direction, double[] to, double[] from) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += direction[i] * (to[i] - from[i]);
        }
        return sum;
    }

    private static double[] unit(double[] v) {
        double length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        return new double[] {v[0] / length, v[1] / length, v[2] / length};
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    private static double quantile(
            List<Camera> cameras, double part, ToDoubleFunction<Camera> value) {
        double[] sorted = cameras.stream().mapToDouble(value).sorted().toArray();
        return sorted[(int) Math.round(part * (sorted.length - 1))];
    }

    /** The camera of the same view in this frame. */
    public Camera apply(Camera camera) {
        return camera.inWorld(origin, scale);
    }

    /** Points {@code [count, 3]} in this frame. */
    public float[] apply(float[] positions) {
        float[] result = new float[positions.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (scale * (positions[i] - origin[i % 3]));
        }
        return result;
    }

    /** Points {@code [count, 3]} of this frame in the world of the files. */
    public float[] invert(float[] positions) {
        float[] result = new float[positions.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (positions[i] / scale + origin[i % 3]);
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SceneFrame frame
                && scale == frame.scale
                && Arrays.equals(origin, frame.origin);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(origin) + Double.hashCode(scale);
    }
}
