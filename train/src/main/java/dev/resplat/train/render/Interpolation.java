package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Quaternion;
import java.util.ArrayList;
import java.util.List;

/**
 * A path through cameras, in their order and with as many frames between any two: places on a
 * Catmull-Rom spline (Catmull and Rom 1974), rotations by {@link Quaternion#slerp}, intrinsics in
 * proportion. All frames have the size of the first camera; those of the path that meet a camera
 * are that camera.
 */
public final class Interpolation {
    private Interpolation() {}

    /**
     * The path.
     *
     * @param keys two cameras or more
     * @param frames 1 or more; the first is the first camera, the last, if there are two, the last
     */
    public static List<Camera> through(List<Camera> keys, int frames) {
        if (keys.size() < 2 || frames < 1) {
            throw new IllegalArgumentException(
                    "%d frames through %d cameras: must be 1 or more, through 2 or more"
                            .formatted(frames, keys.size()));
        }
        Camera first = keys.get(0);
        List<Camera> sized =
                keys.stream().map(key -> key.resized(first.width(), first.height())).toList();
        List<Camera> path = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            // In integers, so that frames that meet a camera are found without rounding.
            long place = (long) i * (keys.size() - 1);
            int steps = Math.max(frames - 1, 1);
            int key = (int) (place / steps);
            double share = (double) (place % steps) / steps;
            path.add(share == 0 ? sized.get(key) : between(sized, key, share));
        }
        return path;
    }

    private static Camera between(List<Camera> keys, int key, double share) {
        Camera a = keys.get(key);
        Camera b = keys.get(key + 1);
        double[] from = a.center();
        double[] to = b.center();
        double[] before =
                key > 0
                        ? keys.get(key - 1).center()
                        : Vectors.plus(from, -1, Vectors.minus(to, from));
        double[] after =
                key + 2 < keys.size()
                        ? keys.get(key + 2).center()
                        : Vectors.plus(to, 1, Vectors.minus(to, from));
        double[] eye = new double[3];
        for (int i = 0; i < 3; i++) {
            eye[i] = spline(before[i], from[i], to[i], after[i], share);
        }
        Quaternion rotation =
                Quaternion.ofPose(a.worldToCamera())
                        .slerp(Quaternion.ofPose(b.worldToCamera()), share);
        return new Camera(
                a.width(),
                a.height(),
                mix(a.fx(), b.fx(), share),
                mix(a.fy(), b.fy(), share),
                mix(a.cx(), b.cx(), share),
                mix(a.cy(), b.cy(), share),
                Pose.at(rotation.matrix(), eye));
    }

    private static double mix(double a, double b, double share) {
        return a + share * (b - a);
    }

    /** Runs from b to c, with the slopes (c - a) / 2 and (d - b) / 2 there. */
    private static double spline(double a, double b, double c, double d, double t) {
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
}
