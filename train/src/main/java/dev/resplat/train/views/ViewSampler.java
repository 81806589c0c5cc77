package dev.resplat.train.views;

import dev.resplat.train.data.Draws;
import java.util.Optional;

/** Chooses the views of a scene that are an example. Safe for use by several threads. */
public interface ViewSampler {
    /**
     * Indices of views.
     *
     * @param context what the model is given; all different
     * @param targets what it is to render; the same view may be there twice where there are few
     */
    record Choice(int[] context, int[] targets) {}

    /**
     * Chooses at random.
     *
     * @param step of the training, 0 or more: views may be farther apart later
     * @param draws where all randomness is from
     * @return nothing if the set has no such views
     */
    Optional<Choice> choose(ViewSet set, int step, Draws draws);

    /** Along the path of a set that is one, and by neighbourhood of others. */
    static ViewSampler of(SamplerConfig config) {
        ViewSampler along = new PathSampler(config);
        ViewSampler around = new NeighborhoodSampler(config);
        return (set, step, draws) -> (set.isPath() ? along : around).choose(set, step, draws);
    }
}
