package dev.resplat.train.ablation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs of a variant have come to, on held-out pictures or on photographs.
 *
 * @param variant of which
 * @param seeds whose runs are complete
 * @param seconds of a training, the median: in the first one Java still compiles
 * @param psnr by depth
 * @param differences to the reference by depth, of the seeds that both have; none for the reference
 *     itself, or where there are no such seeds
 */
record Row(
        Variant variant,
        List<Long> seeds,
        double seconds,
        Map<Integer, Estimate> psnr,
        Map<Integer, Estimate> differences) {
    /** The difference at a depth. */
    Optional<Estimate> difference(int depth) {
        return Optional.ofNullable(differences.get(depth));
    }
}
