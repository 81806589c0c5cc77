package dev.resplat.train.render;

import dev.resplat.splat.Camera;
import java.util.List;

/**
 * A closed path for what two cameras have seen: from one to the other a little above both, and back
 * a little below. Halfway it looks at the point that is as far ahead as the median of what is in
 * view.
 */
public final class Wobble {
    /** How far above and below, in terms of the distance between both. */
    private static final double LIFT = 0.3;

    private Wobble() {}

    /**
     * The path.
     *
     * @param scene for how far away it is
     * @param frames 1 or more, of the size of the first camera; the one after the last would be the
     *     first again. If they are a multiple of 4, one is the second camera
     */
    public static List<Camera> of(Camera a, Camera b, SceneExtent scene, int frames) {
        Camera middle = Interpolation.through(List.of(a, b), 3).get(1);
        double[] m = middle.worldToCamera();
        double[] up = {-m[4], -m[5], -m[6]};
        double lift = LIFT * Vectors.length(Vectors.minus(b.center(), a.center()));
        double[] target =
                Vectors.plus(middle.center(), scene.medianDepth(middle), middle.forward());
        Camera above = lifted(middle, lift, up, target);
        Camera below = lifted(middle, -lift, up, target);
        return Interpolation.through(List.of(a, above, b, below, a), frames + 1).subList(0, frames);
    }

    private static Camera lifted(Camera middle, double lift, double[] up, double[] target) {
        double[] eye = Vectors.plus(middle.center(), lift, up);
        return middle.at(Pose.looking(eye, Vectors.minus(target, eye), up));
    }
}
