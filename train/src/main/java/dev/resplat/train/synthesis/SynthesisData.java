package dev.resplat.train.synthesis;

import dev.resplat.train.config.Require;
import dev.resplat.train.views.ExamplesConfig;
import java.util.List;

/**
 * Views to learn from.
 *
 * @param views of each scene that the program makes, along its path
 * @param batch examples of a step
 * @param microBatches parts of a batch, which are computed side by side and one after the other on
 *     machines with fewer cores, with the same result; a divisor of {@code batch}
 * @param heldOut examples that evaluations look at
 * @param contextViews numbers of context views, of which a step has one; those that {@code
 *     examples} have if empty, and else no more than these
 * @param examples what they are like
 */
public record SynthesisData(
        int views,
        int batch,
        int microBatches,
        int heldOut,
        List<Integer> contextViews,
        ExamplesConfig examples) {
    public SynthesisData {
        Require.between(2, 10_000, "views", views);
        Require.between(1, 1024, "batch", batch);
        Require.between(1, batch, "microBatches", microBatches);
        Require.that(
                batch % microBatches == 0,
                "microBatches",
                "a divisor of batch, " + batch,
                microBatches);
        Require.between(1, 4096, "heldOut", heldOut);
        contextViews = List.copyOf(contextViews);
        int most = examples.sampler().contextViews();
        Require.that(
                contextViews.stream().allMatch(count -> count >= 2 && count <= most),
                "contextViews",
                "numbers from 2 to %d, of examples".formatted(most),
                contextViews);
    }
}
