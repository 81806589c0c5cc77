package dev.resplat.train.synthesis;

import dev.resplat.splat.Rasterizer;

/**
 * Scenes that are splats: they can be stored as files, and other programs render them.
 *
 * <p>A model that makes splats must not depend on the axes and the origin of the world: the same
 * cameras in a world that is turned and moved give the same splats, turned and moved, and with them
 */
public interface SplatScenes extends SynthesisModel.Scenes {
    /**
     * The splats of a scene, in the world of its context cameras.
     *
     * @param scene its number in the batch
     */
    Rasterizer.Gaussians gaussians(int scene);

    /** How they are rendered: unless the model says otherwise as 3DGS does, on black. */
    default Rasterizer.Options options() {
        return Rasterizer.Options.of(degree(gaussians(0)));
    }

    /** The degree of the harmonics that splats have: {@code K = (degree + 1)^2}. */
    static int degree(Rasterizer.Gaussians splats) {
        return (int) Math.round(Math.sqrt(1 + splats.shRest().shape().dim(1))) - 1;
    }
}
