package dev.resplat.train.ablation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs of a variant have come to, in evaluations or on a test.
 *
 * @param variant of which
 * @param seeds whose runs are complete
 * @param parameters of the model
 * @param seconds of a training, the median: in the first one Java still compiles
 * @param values by measure
 * @param differences to the reference by measure, of the seeds that both have; none for the
 *     reference itself, or where there are no such seeds
 */
record Row(
        Variant variant,
        List<Long> seeds,
        double parameters,
        double seconds,
        Map<Measure, Estimate> values,
        Map<Measure, Estimate> differences) {
    /** The difference in a measure. */
    Optional<Estimate> difference(Measure measure) {
        return Optional.ofNullable(differences.get(measure));
    }
}
