package dev.resplat.train.augment;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import dev.resplat.train.scene.ViewPixels;

/**
 * Another unit of length, as cameras that were found from photographs have one of their own in each
 * scene: centres of all cameras and depths are multiplied by a number whose logarithm is uniform.
 * Near and far of an example stay, so how large a scene is can be told from what its images have in
 * common only, and not from what is in one of them (pixelSplat, section 4.1).
 *
 * @param probability how many examples
 * @param most the largest factor, 1 or more; the least is one over it
 */
public record WorldScale(double probability, double most) implements Augmentation {
    private static final double[] ORIGIN = {0, 0, 0};

    public WorldScale {
        Require.between(0, 1, "probability", probability);
        Require.between(1, 100, "most", most);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        float factor = draws.logRange((float) (1 / most), (float) most);
        for (int i = 0; i < shots.count(); i++) {
            ViewPixels view = shots.view(i);
            Camera camera = view.camera().inWorld(ORIGIN, factor);
            if (view.depth() != null) {
                for (int p = 0; p < view.depth().length; p++) {
                    view.depth()[p] *= factor;
                }
            }
            shots.replace(
                    i,
                    new ViewPixels(camera, view.colors(), view.alpha(), view.mask(), view.depth()));
        }
    }
}
