package dev.resplat.train.synthesis;

import java.util.List;

/**
 * What an evaluation of a model of new views does.
 *
 * @param model where the weights are from
 * @param data the scenes
 * @param index the file that says which views; null if there is none
 * @param context the context views of each scene; none if they are of the index, or found
 * @param width of views in pixels
 * @param height of views in pixels
 * @param depth how often it refines its scenes; 0 if it does not
 * @param fit whether steps of refinement are compared with steps of optimisation
 * @param seed of what the model draws, and of pairs of views that are found
 */
public record SynthesisEvalConfig(
        String model,
        String data,
        String index,
        List<List<Integer>> context,
        int width,
        int height,
        int depth,
        boolean fit,
        long seed) {}
