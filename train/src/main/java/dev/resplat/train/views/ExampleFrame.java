package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;
import java.util.List;

/**
 * The world of an example: {@code X' = scale (R X + t)} for a point X of the scene's world.
 *
 * @param pose {@code [4, 4]}: {@code [R t; 0 0 0 1]}
 * @param scale more than 0
 */
record ExampleFrame(double[] pose, double scale) {
    private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    /** Shorter sums of unit vectors have no direction. */
    private static final double LEAST = 1e-3;

    static ExampleFrame of(ExamplesConfig.Frame frame, List<Camera> context, double scale) {
        return new ExampleFrame(
                switch (frame) {
                    case WORLD -> IDENTITY;
                    case FIRST -> context.get(0).worldToCamera();
                    case MIDDLE -> middle(context);
                },
                scale);
    }

    /** Mean place, mean axes; those of the first camera where these have no mean. */
    private static double[] middle(List<Camera> cameras) {
        double[] center = new double[3];
        double[] forward = new double[3];
        double[] down = new double[3];
        for (Camera camera : cameras) {
            double[] own = camera.center();
            for (int k = 0; k < 3; k++) {
                center[k] += own[k] / cameras.size();
                down[k] += camera.worldToCamera()[4 + k] / cameras.size();
                forward[k] += camera.worldToCamera()[8 + k] / cameras.size();
            }
        }
        double[] right = Poses.cross(down, forward);
        if (Poses.dot(forward, forward) < LEAST || Poses.dot(right, right) < LEAST) {
            return cameras.get(0).worldToCamera();
        }
        normalize(forward);
        normalize(right);
        double[] below = Poses.cross(forward, right);
        double[] pose = IDENTITY.clone();
        double[][] rows = {right, below, forward};
        for (int i = 0; i < 3; i++) {
            System.arraycopy(rows[i], 0, pose, 4 * i, 3);
            pose[4 * i + 3] = -Poses.dot(rows[i], center);
        }
        return pose;
    }

    private static void normalize(double[] v) {
        double length = Math.sqrt(Poses.dot(v, v));
        for (int k = 0; k < 3; k++) {
            v[k] /= length;
        }
    }

    /** The same view from this world. */
    Camera apply(Camera camera) {
        double[] m = camera.worldToCamera();
        double[] result = IDENTITY.clone();
        for (int i = 0; i < 3; i++) {
            double moved = m[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += m[4 * i + k] * pose[4 * j + k];
                }
                result[4 * i + j] = sum;
                moved -= sum * pose[4 * j + 3];
            }
            result[4 * i + 3] = scale * moved;
        }
        return camera.at(result);
    }

    /** The same pixels from this world; depths are scaled in place. */
    ViewPixels apply(ViewPixels view) {
        float[] depth = view.depth();
        if (depth != null) {
            for (int i = 0; i < depth.length; i++) {
                depth[i] *= (float) scale;
            }
        }
        return new ViewPixels(
                apply(view.camera()), view.colors(), view.alpha(), view.mask(), depth);
    }
}
