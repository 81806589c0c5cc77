package dev.resplat.nn;

/**
 * Layers under names of our choice: steps on the way to the names that parameters have in published
 * weights, such as {@code upscale_refinement.2}.
 */
public final class NamedLayers extends Layer {
    /** Adds a layer, and returns it. */
    public <L extends Layer> L add(String name, L layer) {
        return child(name, layer);
    }
}
