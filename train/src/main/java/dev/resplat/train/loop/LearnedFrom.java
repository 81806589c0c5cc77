package dev.resplat.train.loop;

import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import java.util.Map;

/**
 * What a run has learned from, as a number in its checkpoints: one that goes on must have the same.
 *
 * @param kind {@code scenes} or {@code pictures}; also its name in the checkpoint
 * @param source where they are from, for people
 * @param value a number that differs where they do, but for bad luck
 */
public record LearnedFrom(String kind, String source, long value) {
    /** Adds it to the state of a run. */
    public void addTo(Map<String, HostArray> state) {
        state.put(kind, HostArray.of(new long[] {value}));
    }

    /**
     * Checks that a state is of a run with the same.
     *
     * @throws UserMistake if not
     */
    public void requireIn(Map<String, HostArray> before) {
        HostArray learned = before.get(kind);
        if (learned == null || learned.toLongs()[0] != value) {
            throw new UserMistake(
                    "the run has learned from other %s than %s: give the --data of that run"
                            .formatted(kind, source));
        }
    }
}
