package dev.resplat.train.ablation;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.synthesis.SynthesisConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** By what trainings of a kind of model are compared. */
interface Comparison {
    /** What evaluations look at, for titles: {@code Held-out pictures}. */
    String heldOut();

    /** What all numbers of its tables are, such as {@code PSNR (dB)}; empty if titles say it. */
    String quantity();

    /** What one must know to read its tables, in a sentence. */
    String note();

    /** Numbers of evaluations that tables show. */
    List<Measure> measures();

    /** The one whose course is drawn. */
    Measure course();

    /**
     * What no training has seen.
     *
     * @param trials that are compared
     * @param notes takes a line about files that are skipped
     * @return nothing if none is wanted
     * @throws UserMistake when there is nothing of the kind, or it is what is learned from
     */
    Optional<TestItems> test(AblationConfig config, List<Trial> trials, Consumer<String> notes);

    /** The one for such trainings; models that are not known here have their score only. */
    static Comparison of(TrainingConfig config) {
        if (config instanceof Resplat2dConfig) {
            return new PictureComparison();
        }
        return config instanceof SynthesisConfig ? new SceneComparison() : new ScoreComparison();
    }

    /**
     * Checks that there is one for both.
     *
     * @throws UserMistake when they are not of a kind
     */
    static void requireSame(Trial first, Trial other) {
        if (!of(first.config()).getClass().equals(of(other.config()).getClass())) {
            throw new UserMistake(
                    "variants must make the same, but %s is of the model %s and %s of %s: choose bases of one kind"
                            .formatted(
                                    first.variant().name(),
                                    first.config().model(),
                                    other.variant().name(),
                                    other.config().model()));
        }
    }
}
