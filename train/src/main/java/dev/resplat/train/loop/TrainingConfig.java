package dev.resplat.train.loop;

import dev.resplat.train.config.Require;
import java.util.List;
import java.util.Map;

/**
 * What a {@link TrainingLoop} wants to know of a configuration. The record of a model's
 * configuration implements this by having components of these names.
 */
public interface TrainingConfig {
    /** What is trained: the key {@code model}, which chooses this record. */
    String model();

    /** How many steps there are. */
    int steps();

    /** Steps between two evaluations. */
    int evaluateEvery();

    /** Steps between two checkpoints. */
    int checkpointEvery();

    /** A checkpoint is written after so many seconds without one, too. */
    double checkpointSeconds();

    /** Of all random numbers. */
    long seed();

    /**
     * Keys whose values may change when a run goes on, because what was learned before is of use
     * with other values, too; {@code schedule.*} is all keys that begin with {@code schedule.}. The
     * numbers of steps above need not be listed.
     */
    List<String> mayChange();

    /**
     * What trainings must have in common, beside numbers of steps, to be compared with each other:
     * what they learn from, how many samples a step has, and what evaluations look at; by the key
     * of the configuration. Values are compared with {@code equals}.
     */
    Map<String, Object> budget();

    /** How many samples a step learns from. */
    int samplesPerStep();

    /** Checks the numbers above, for constructors of configurations. */
    static void require(
            int steps, int evaluateEvery, int checkpointEvery, double checkpointSeconds) {
        Require.between(1, 10_000_000, "steps", steps);
        Require.between(1, 10_000_000, "evaluateEvery", evaluateEvery);
        Require.between(1, 10_000_000, "checkpointEvery", checkpointEvery);
        Require.positive("checkpointSeconds", checkpointSeconds);
    }
}
