package dev.resplat.train.synthesis;

import dev.resplat.splat.Rasterizer;

/**
 * Scenes that are splats, which can be kept, rendered elsewhere and edited.
 *
 * <p>A model that makes splats must not depend on the axes and the origin of the world: the same
 * cameras in a world that is turned and moved give the same splats, turned and moved, and with them
 * what their harmonics mean. {@link ViewReconstruction} relies on it.
 */
public interface SplatScenes extends SynthesisModel.Scenes {
    /**
     * The splats of a scene, in the world of its context cameras; differentiable.
     *
     * @param scene its number in the batch
     */
    Rasterizer.Gaussians gaussians(int scene);

    /**
     * How they are rendered: unless the model says otherwise as 3DGS does, on black.
     *
     * @param scene its number in the batch; the least depth is in units of its cameras
     */
    default Rasterizer.Options options(int scene) {
        return Rasterizer.Options.of(degree(gaussians(scene)));
    }

    /** The degree of the harmonics that splats have: {@code K = (degree + 1)^2}. */
    static int degree(Rasterizer.Gaussians splats) {
        return (int) Math.round(Math.sqrt(1 + splats.shRest().shape().dim(1))) - 1;
    }
}
