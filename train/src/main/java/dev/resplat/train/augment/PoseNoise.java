package dev.resplat.train.augment;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import dev.resplat.train.scene.ViewPixels;

/**
 * Makes what a model is told of the context cameras a little wrong, as calibrations are. Pixels and
 * targets stay as they are: a model that trusts cameras too much renders them in the wrong place.
 * The first context camera stays, as only relative poses mean anything.
 *
 * <p>A camera turns about its centre by the quaternion {@code (1, a/2)}, normalised, with a normal
 * of {@code degrees} for each axis, and its centre moves by a normal of {@code distance} for each
 * axis.
 *
 * @param probability how many examples
 * @param degrees standard deviation of the rotation about each axis
 * @param distance standard deviation of the movement along each axis, in units of the example,
 *     whose baseline mostly is 1
 */
public record PoseNoise(double probability, double degrees, double distance)
        implements Augmentation {
    public PoseNoise {
        Require.between(0, 1, "probability", probability);
        Require.between(0, 10, "degrees", degrees);
        Require.between(0, 1, "distance", distance);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        for (int i = 1; i < shots.context(); i++) {
            ViewPixels view = shots.view(i);
            shots.replace(
                    i,
                    new ViewPixels(
                            disturbed(view.camera(), draws),
                            view.colors(),
                            view.alpha(),
                            view.mask(),
                            view.depth()));
        }
    }

    private Camera disturbed(Camera camera, Draws draws) {
        float half = (float) (degrees * (Math.PI / 360));
        double x = draws.normal(0, half);
        double y = draws.normal(0, half);
        double z = draws.normal(0, half);
        double s = 2 / (1 + x * x + y * y + z * z);
        double[] turn = {
            1 - s * (y * y + z * z),
            s * (x * y - z),
            s * (x * z + y),
            s * (x * y + z),
            1 - s * (x * x + z * z),
            s * (y * z - x),
            s * (x * z - y),
            s * (y * z + x),
            1 - s * (x * x + y * y)
        };
        double[] center = camera.center();
        for (int k = 0; k < 3; k++) {
            center[k] += draws.normal(0, (float) distance);
        }
        double[] m = camera.worldToCamera();
        double[] result = new double[16];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    result[4 * i + j] += turn[3 * i + k] * m[4 * k + j];
                }
                result[4 * i + 3] -= result[4 * i + j] * center[j];
            }
        }
        result[15] = 1;
        return camera.at(result);
    }
}
