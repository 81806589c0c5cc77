package dev.resplat.train.synthesis;

import dev.resplat.train.config.Require;
import java.util.List;

/**
 * What an evaluation of a model of new views does.
 *
 * @param model where the weights are from
 * @param data the scenes
 * @param index the file that says which views; null if there is none
 * @param context the context views of each scene; none if they are of the index, or found
 * @param scenes how many, of those that the program makes; null if they are of a folder
 * @param views that the model is given at once; null if index or context say it
 * @param width of views in pixels
 * @param height of views in pixels
 * @param depth how often its scenes are refined
 * @param fit whether steps of refinement are compared with steps of optimisation
 * @param seed of what the model draws
 */
public record SynthesisEvalConfig(
        String model,
        String data,
        String index,
        List<List<Integer>> context,
        Integer scenes,
        Integer views,
        int width,
        int height,
        int depth,
        boolean fit,
        long seed) {
    private static final int MOST_SCENES = 1_000_000;
    private static final int MOST_VIEWS = 64;
    private static final int MOST_DEPTH = 8;

    public SynthesisEvalConfig {
        if (scenes != null) {
            Require.between(1, MOST_SCENES, "scenes", scenes);
        }
        if (views != null) {
            Require.between(2, MOST_VIEWS, "views", views);
        }
        Require.between(0, MOST_DEPTH, "depth", depth);
        Require.that(!fit || depth > 0, "depth", "1 or more with --fit", depth);
    }
}
