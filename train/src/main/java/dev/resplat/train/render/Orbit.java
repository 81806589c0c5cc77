package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import java.util.ArrayList;
import java.util.List;

/**
 * A closed path about a scene: a turntable where the scene has been seen from around, and a small
 * circle where it has not.
 *
 * <p>What is up is the mean of what is up for the cameras. The horizontal parts of their viewing
 * directions tell how far around they have seen: the length of the sum of these, divided by the sum
 * of their lengths, is 0 for cameras all around and 1 for cameras that look one way.
 *
 * <ul>
 *   <li>Above {@value #ONE_WAY} (an arc of 180 degrees has 0.64), or where cameras look almost
 *       straight up or down, what is behind has never been seen. The path is then a circle about
 *       the mean of the cameras, at right angles to their mean direction, as wide as they are on
 *       average apart from that mean; all frames look at the point that is as far ahead as the
 *       median of the points in view.
 *   <li>Otherwise the path goes all around the point that is nearest to the optical axes of all
 *       cameras, in the sense of least squares, at their mean distance and height, and looks at
 *       that point; or, where cameras look away from it, as in a room, outwards and level.
 * </ul>
 *
 * <p>Size and intrinsics are those of the first camera.
 */
public final class Orbit {
    private static final double ONE_WAY = 0.6;

    /** Below this mean length of the horizontal parts, cameras look up or down. */
    private static final double LEVEL = 0.2;

    /** How much of the distance to the centre must be along the axes for cameras to look there. */
    private static final double INWARDS = 0.5;

    /** Of the distance to what is looked at, where there is one camera only. */
    private static final double LEAST_CIRCLE = 0.05;

    private final List<Camera> cameras;
    private final double[] up;
    private final double[] middle;

    private Orbit(List<Camera> cameras) {
        this.cameras = cameras;
        double[] upwards = new double[3];
        double[] sum = new double[3];
        for (Camera camera : cameras) {
            upwards = Vectors.minus(upwards, down(camera));
            sum = Vectors.plus(sum, camera.center());
        }
        up = Vectors.unit(upwards, Vectors.times(-1, down(cameras.get(0))));
        middle = Vectors.times(1.0 / cameras.size(), sum);
    }

    private static double[] down(Camera camera) {
        double[] m = camera.worldToCamera();
        return new double[] {m[4], m[5], m[6]};
    }

    /**
     * The path.
     *
     * @param cameras that have seen the scene, one or more
     * @param scene for how far away it is
     * @param frames 1 or more; the one after the last would be the first again
     */
    public static List<Camera> of(List<Camera> cameras, SceneExtent scene, int frames) {
        if (cameras.isEmpty() || frames < 1) {
            throw new IllegalArgumentException(
                    "%d frames around what %d cameras see: both must be 1 or more"
                            .formatted(frames, cameras.size()));
        }
        Orbit orbit = new Orbit(cameras);
        return orbit.looksOneWay() ? orbit.circle(scene, frames) : orbit.turntable(frames);
    }

    private boolean looksOneWay() {
        double[] sum = new double[3];
        double lengths = 0;
        for (Camera camera : cameras) {
            double[] level = Vectors.across(camera.forward(), up);
            sum = Vectors.plus(sum, level);
            lengths += Vectors.length(level);
        }
        return lengths < LEVEL * cameras.size() || Vectors.length(sum) > ONE_WAY * lengths;
    }

    // ---- A circle --------------------------------------------------------------------------

    private List<Camera> circle(SceneExtent scene, int frames) {
        double[] sum = new double[3];
        for (Camera camera : cameras) {
            sum = Vectors.plus(sum, camera.forward());
        }
        Camera first = cameras.get(0);
        double[] forward = Vectors.unit(sum, first.forward());
        Camera mean = first.at(Pose.looking(middle, forward, up));
        double ahead = scene.medianDepth(mean);
        double[] target = Vectors.plus(middle, ahead, forward);
        double apart = 0;
        for (Camera camera : cameras) {
            double[] offset = Vectors.minus(camera.center(), middle);
            apart += Vectors.length(Vectors.across(offset, forward)) / cameras.size();
        }
        double radius = apart > 0 ? apart : LEAST_CIRCLE * ahead;
        double[] m = mean.worldToCamera();
        double[] right = {m[0], m[1], m[2]};
        List<Camera> path = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            double[] eye = Vectors.plus(middle, radius, around(right, down(mean), i, frames));
            path.add(first.at(Pose.looking(eye, Vectors.minus(target, eye), up)));
        }
        return path;
    }

    /** The point of the unit circle from x towards y. */
    private static double[] around(double[] x, double[] y, int frame, int frames) {
        double angle = 2 * Math.PI * frame / frames;
        return Vectors.plus(Vectors.times(Math.cos(angle), x), Math.sin(angle), y);
    }

    // ---- A turntable -----------------------------------------------------------------------

    private List<Camera> turntable(int frames) {
        double[] center = nearestToAxes();
        double radius = 0;
        double height = 0;
        double distances = 0;
        double along = 0;
        for (Camera camera : cameras) {
            double[] offset = Vectors.minus(camera.center(), center);
            radius += Vectors.length(Vectors.across(offset, up)) / cameras.size();
            height += Vectors.dot(offset, up) / cameras.size();
            distances += Vectors.length(offset);
            along -= Vectors.dot(offset, camera.forward());
        }
        boolean inwards = along > INWARDS * distances;
        Camera first = cameras.get(0);
        double[] start = inwards ? Vectors.minus(first.center(), center) : first.forward();
        double[] x = Vectors.unit(Vectors.across(start, up), Vectors.anyAcross(up));
        double[] y = Vectors.cross(up, x);
        double[] hub = Vectors.plus(center, height, up);
        List<Camera> path = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            double[] outwards = around(x, y, i, frames);
            double[] eye = Vectors.plus(hub, radius, outwards);
            double[] direction = inwards ? Vectors.minus(center, eye) : outwards;
            path.add(first.at(Pose.looking(eye, direction, up)));
        }
        return path;
    }

    /**
     * The point p with the least sum of squared distances to the optical axes {@code c + s d}: the
     * solution of {@code sum (I - d d^T) p = sum (I - d d^T) c}. A billionth of the squared
     * distance to the middle of the cameras is added, for axes that are all parallel.
     */
    private double[] nearestToAxes() {
        double[] a = new double[9];
        double[] b = new double[3];
        double ridge = 1e-9 * cameras.size();
        for (int i = 0; i < 3; i++) {
            a[4 * i] = ridge;
        }
        for (Camera camera : cameras) {
            double[] d = camera.forward();
            double[] offset = Vectors.minus(camera.center(), middle);
            double along = Vectors.dot(offset, d) / Vectors.dot(d, d);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    a[3 * i + j] += (i == j ? 1 : 0) - d[i] * d[j] / Vectors.dot(d, d);
                }
                b[i] += offset[i] - along * d[i];
            }
        }
        return Vectors.plus(middle, solve(a, b));
    }

    /** Solves {@code a p = b} by Cramer's rule; a is positive definite. */
    private static double[] solve(double[] a, double[] b) {
        double[] x = {a[0], a[3], a[6]};
        double[] y = {a[1], a[4], a[7]};
        double[] z = {a[2], a[5], a[8]};
        double determinant = Vectors.dot(x, Vectors.cross(y, z));
        return new double[] {
            Vectors.dot(b, Vectors.cross(y, z)) / determinant,
            Vectors.dot(x, Vectors.cross(b, z)) / determinant,
            Vectors.dot(x, Vectors.cross(y, b)) / determinant
        };
    }
}
