package dev.resplat.train.models;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ExamplesConfig;
import dev.resplat.train.views.SamplerConfig;
import java.util.function.Consumer;

/**
 * What all models are compared on, of scenes that the program makes: views that are chosen as in
 * the trainings of {@code resplat-mini} at their end, whatever a model has learned with.
 */
public final class MadeExamples {
    private static final String WHOSE = "resplat-mini";

    /** Views are chosen so many at a time, and fewer are taken of these. */
    private static final int CHOSEN = 8;

    private MadeExamples() {}

    /** How views are chosen. */
    public static SamplerConfig choice() {
        return learned().examples().sampler();
    }

    /**
     * One for each scene that no training has seen.
     *
     * @param where {@code synthetic:SEED}
     * @param like all that is no choice of views
     * @param views how many context views are wanted; there are 8 or more, of which {@link
     *     dev.resplat.train.views.Example#withContext} takes fewer
     * @param notes takes what is worth saying
     * @throws UserMistake if there are none
     */
    public static Examples of(
            String where, ExamplesConfig like, int views, Consumer<String> notes) {
        SamplerConfig all = choice().of(Math.max(CHOSEN, views), choice().targetViews());
        return Examples.heldOut(where, learned().views(), like.sampled(all), notes);
    }

    private static SynthesisData learned() {
        return Config.named(WHOSE).as(ResplatConfig.class).data();
    }
}
