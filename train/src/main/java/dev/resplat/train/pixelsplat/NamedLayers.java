package dev.resplat.train.pixelsplat;

import dev.resplat.nn.Layer;

/**
 * Layers under names of our choice: steps on the way to the names that parameters have in published
 * weights, such as {@code upscale_refinement.2}.
 */
final class NamedLayers extends Layer {
    /** Adds a layer, and returns it. */
    <L extends Layer> L add(String name, L layer) {
        return child(name, layer);
    }
}
