package dev.resplat.train.library;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * The cameras of a scene. They stand upright, keep away from everything by {@link #NEAREST} and see
 * something that is farther than that.
 */
abstract class CameraRig {
    /** How near cameras are to anything at most, in metres. */
    static final float NEAREST = 0.3f;

    /** What is asked for where paths are tried at some of their points. */
    static final float MARGIN = 0.06f;

    final Stage s;
    final Draws draws;

    /** Of the shorter side of pictures, from side to side, radians. */
    private final float fieldOfView;

    CameraRig(Stage s, Draws draws) {
        this.s = s;
        this.draws = draws;
        // Frames of RealEstate10K, cropped to squares, are near 61 degrees.
        fieldOfView = 0.0174533f * draws.range(50, 75);
    }

    /** A rig in a scene that is built. */
    static CameraRig of(Rig rig, Stage s, Draws draws) {
        return switch (rig) {
            case WALK -> new Walk(s, draws);
            case ORBIT -> new Orbit(s, draws);
            case RANDOM -> new Anywhere(s, draws);
        };
    }

    /**
     * Poses: where, and what is looked at, {@code [6]} each.
     *
     * @param count 1 or more
     */
    abstract List<float[]> poses(int count);

    /** Cameras for pictures of a size, in the order of their path where there is one. */
    List<Camera> cameras(int count, int width, int height) {
        double focal = Math.min(width, height) / 2.0 / StrictMath.tan(fieldOfView / 2);
        List<Camera> cameras = new ArrayList<>(count);
        for (float[] pose : poses(count)) {
            cameras.add(
                    new Camera(
                            width,
                            height,
                            focal,
                            focal,
                            width / 2.0,
                            height / 2.0,
                            worldToCamera(pose)));
        }
        return cameras;
    }

    private static double[] worldToCamera(float[] pose) {
        double fx = pose[3] - pose[0];
        double fy = pose[4] - pose[1];
        double fz = pose[5] - pose[2];
        double length = Math.sqrt(fx * fx + fy * fy + fz * fz);
        fx /= length;
        fy /= length;
        fz /= length;
        // Right is forward x up; nobody looks straight up or down.
        double level = Math.sqrt(fx * fx + fy * fy);
        double rx = fy / level;
        double ry = -fx / level;
        // Down is forward x right.
        double dx = -fz * ry;
        double dy = fz * rx;
        double dz = fx * ry - fy * rx;
        double[] m = {rx, ry, 0, 0, dx, dy, dz, 0, fx, fy, fz, 0, 0, 0, 0, 1};
        for (int i = 0; i < 12; i += 4) {
            m[i + 3] = -(m[i] * pose[0] + m[i + 1] * pose[1] + m[i + 2] * pose[2]);
        }
        return m;
    }

    /** Whether a camera can be at a place. */
    final boolean isFree(float x, float y, float z, float distance) {
        return s.space.clearance(x, y, z) >= distance;
    }

    /** How far a camera sees, in the middle and half-way to its sides: the least and the mean. */
    final float[] sight(float[] pose, float most) {
        float dx = pose[3] - pose[0];
        float dy = pose[4] - pose[1];
        float dz = pose[5] - pose[2];
        float[] eye = {pose[0], pose[1], pose[2]};
        float least = most;
        float sum = 0;
        for (int i = -1; i <= 1; i++) {
            float side = 0.3f * i;
            float[] d = Solids.unit(new float[] {dx - side * dy, dy + side * dx, dz});
            float far = s.space.sight(eye, d, most);
            least = Math.min(least, far);
            sum += far / 3;
        }
        return new float[] {least, sum};
    }

    /** Which part of the picture shows things that are nearer than that, not sky or ground. */
    final float content(float[] pose, float most) {
        float dx = pose[3] - pose[0];
        float dy = pose[4] - pose[1];
        float dz = pose[5] - pose[2];
        float[] eye = {pose[0], pose[1], pose[2]};
        float half = (float) StrictMath.tan(0.4f * fieldOfView);
        int things = 0;
        for (int i = -2; i <= 2; i++) {
            for (int j = -2; j <= 2; j++) {
                float side = 0.5f * half * i;
                float up = 0.5f * half * j;
                float[] d = {dx - side * dy - up * dz * dx, dy + side * dx - up * dz * dy, dz + up};
                things += s.space.showsThing(eye, Solids.unit(d), most) ? 1 : 0;
            }
        }
        return things / 25f;
    }

    /** A height for eyes at a place. */
    final float eyeLevel(float x, float y) {
        return s.space.groundAt(x, y) + draws.range(s.lowest, s.highest);
    }

    /** Places with the most room around, where all else fails. */
    final float[] clearest() {
        float[] best = null;
        float most = -Float.MAX_VALUE;
        for (int i = 0; i < 300; i++) {
            float x = s.focus[0] + s.radius * draws.range(-1.5f, 1.5f);
            float y = s.focus[1] + s.radius * draws.range(-1.5f, 1.5f);
            float z =
                    s.space.groundAt(x, y)
                            + s.lowest
                            + (s.highest - s.lowest) * draws.range(0, 1.3f);
            float clearance = s.space.clearance(x, y, z);
            if (clearance > most) {
                most = clearance;
                best = new float[] {x, y, z};
            }
        }
        return best;
    }
}
