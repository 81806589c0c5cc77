package dev.resplat.train.ablation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long the rest of an ablation takes, judging by the runs that are done. */
final class TimeLeft {
    private final Map<Variant, Double> last = new HashMap<>();

    /** Notes what a whole run has taken. */
    void took(Variant variant, double seconds) {
        last.put(variant, seconds);
    }

    /**
     * Of these runs, in seconds: a variant takes what it took the last time, one that is not known
     * the mean of the others. Nothing if none is known.
     */
    Optional<Double> of(List<Trial> trials) {
        if (last.isEmpty()) {
            return Optional.empty();
        }
        double mean = last.values().stream().mapToDouble(s -> s).average().orElseThrow();
        return Optional.of(
                trials.stream().mapToDouble(t -> last.getOrDefault(t.variant(), mean)).sum());
    }

    /** As people read it: {@code , about 12 min left}; nothing if it is not known. */
    String text(List<Trial> trials) {
        return of(trials)
                .map(
                        s ->
                                s < 90
                                        ? ", about %.0f s left".formatted(s)
                                        : ", about %.0f min left".formatted(s / 60))
                .orElse("");
    }
}
