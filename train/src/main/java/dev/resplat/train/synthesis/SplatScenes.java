package dev.resplat.train.synthesis;

import dev.resplat.splat.Rasterizer;

/** Scenes that are splats, which can be kept, rendered elsewhere and edited. */
public interface SplatScenes extends SynthesisModel.Scenes {
    /**
     * The splats of a scene, in the world of its context cameras; differentiable.
     *
     * @param scene its number in the batch
     */
    Rasterizer.Gaussians gaussians(int scene);
}
