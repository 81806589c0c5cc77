package dev.resplat.train.synthesis;

import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
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
 * @param sizes parts of the size of {@code examples}, of which a step has one; whole if empty.
 *     Evaluations are of the whole size
 * @param examples what they are like
 */
public record SynthesisData(
        int views,
        int batch,
        int microBatches,
        int heldOut,
        List<Integer> contextViews,
        List<Double> sizes,
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
        sizes = List.copyOf(sizes);
        for (double part : sizes) {
            Require.that(part <= 1, "sizes", "at most 1, the size of examples", part);
            Require.that(
                    isSide(examples.width() * part) && isSide(examples.height() * part),
                    "sizes",
                    "parts of %d x %d that are whole pixels, 8 or more"
                            .formatted(examples.width(), examples.height()),
                    part);
            double shorter = part * Math.min(examples.width(), examples.height());
            Require.that(
                    examples.nearDisparity() * shorter > examples.farDisparity(),
                    "sizes",
                    "parts of whose shorter side examples.nearDisparity is more than"
                            + " examples.farDisparity",
                    part);
        }
    }

    private static boolean isSide(double pixels) {
        return pixels > 7.5 && Math.abs(pixels - Math.rint(pixels)) < 1e-9;
    }

    /** What examples of one of the {@link #sizes} are like. */
    ExamplesConfig part(double part) {
        return examples.sized(
                (int) Math.round(examples.width() * part),
                (int) Math.round(examples.height() * part));
    }

    /** How many context views a step has. */
    int contextViews(long seed, int step) {
        if (contextViews.isEmpty()) {
            return examples.sampler().contextViews();
        }
        Draws draws = new Draws(seed, Draws.Purpose.STEP, step);
        return contextViews.get(draws.below(contextViews.size()));
    }

    /** What examples of a step are like, with all of their context views. */
    ExamplesConfig examples(long seed, int step) {
        if (sizes.isEmpty()) {
            return examples;
        }
        Draws draws = new Draws(seed, Draws.Purpose.SIZES, step);
        return part(sizes.get(draws.below(sizes.size())));
    }
}
