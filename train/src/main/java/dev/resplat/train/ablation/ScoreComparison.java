package dev.resplat.train.ablation;

import dev.resplat.train.config.UserMistake;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Any model, of which nothing is known but that it has a score. */
final class ScoreComparison implements Comparison {
    private static final Measure SCORE = new Measure("score", TrialResult.SCORE, "score", 3);

    @Override
    public String heldOut() {
        return "Evaluations";
    }

    @Override
    public String quantity() {
        return "";
    }

    @Override
    public String note() {
        return "The score of a model, which is larger where it is better.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(SCORE);
    }

    @Override
    public Measure course() {
        return SCORE;
    }

    @Override
    public Optional<TestItems> test(
            AblationConfig config, List<Trial> trials, Consumer<String> notes) {
        if (!config.test().isNone()) {
            throw new UserMistake(
                    "there is no test of the model %s: leave out --test, and give test.scenes 0"
                            .formatted(config.model()));
        }
        return Optional.empty();
    }
}
