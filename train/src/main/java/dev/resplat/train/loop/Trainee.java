package dev.resplat.train.loop;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link TrainingLoop} trains: a model, its data, and how it learns.
 *
 * <p>What step number s does depends on the seed, s and the {@linkplain #state state} before only;
 * not on a clock, and not on evaluations. So a run that goes on from a checkpoint has the bits of
 * one that was never interrupted. Its {@link TrainedModel} does most of this: for a model, its
 * optimizers and a moving average.
 *
 * <p>A trainee is made in the scope of the run, in which its tensors live, and used by one thread.
 */
public interface Trainee extends AutoCloseable {
    /** The number of an {@linkplain #evaluate evaluation} that is to be large. */
    Score score();

    /**
     * Improves the model once.
     *
     * <p>If one of the numbers is not finite, the step must have changed nothing: it is then
     * skipped and counted, and many in a row end the run. {@link TrainedModel#improve} does so.
     *
     * @param step its number, from 0
     * @return {@code loss}, and if possible {@code gradientNorm}, {@code learningRate} and whatever
     *     else is worth a curve; the log has their means
     */
    Numbers step(int step);

    /**
     * Looks at data that the steps do not see, with the weights of {@link #weights}; changes
     * nothing.
     *
     * @param step how many steps have been made
     * @return the {@linkplain #score score} and others, under names that steps do not use
     */
    Numbers evaluate(int step);

    /** The model and what improves it: kept in checkpoints, with what this class has besides. */
    TrainedModel trained();

    /** What it learns from, if a run that goes on must have the same. */
    default Optional<LearnedFrom> learnsFrom() {
        return Optional.empty();
    }

    /** A copy of what people load: the moving average where there is one. */
    default Map<String, HostArray> weights() {
        return trained().weights();
    }

    /**
     * Checks that {@link #results} can be given these weights.
     *
     * @throws IllegalArgumentException saying why not
     */
    default void checkFits(Map<String, HostArray> weights) {
        trained().checkFits(weights);
    }

    /** A copy of all that the next step depends on. */
    default Map<String, HostArray> state() {
        Map<String, HostArray> state = trained().state();
        learnsFrom().ifPresent(source -> source.addTo(state));
        return state;
    }

    /**
     * Goes on from a {@link #state}.
     *
     * @throws IllegalArgumentException when it is not of such a trainee
     * @throws FormatException when its file turns out to be damaged
     * @throws UserMistake when it has learned from something else
     */
    default void restore(Map<String, HostArray> state) {
        learnsFrom().ifPresent(source -> source.requireIn(state));
        trained().restore(state);
    }

    /**
     * Shows what has been learned; the last call, so that the model may take these weights.
     *
     * @param best the {@link #weights} with the highest score
     */
    Results results(Map<String, HostArray> best);

    /**
     * What is worth a column of the log beside what steps and evaluations measure, such as how long
     * steps have waited for data: see {@link DataMonitor}. It may depend on a clock; the log of a
     * run that was interrupted may differ in these. Asked once for each line.
     *
     * @param seconds that steps have taken since the last line
     */
    default Map<String, Double> figures(double seconds) {
        return Map.of();
    }

    /** What to change when a run diverges: {@code choose a smaller schedule.rate}. */
    String advice();

    /** Some words for the line of progress, such as {@code stage 2, D 4}; usually nothing. */
    default String status() {
        return "";
    }

    /** Ends what it has begun, such as threads that read ahead; its tensors belong to the scope. */
    @Override
    default void close() {}
}
