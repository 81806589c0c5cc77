package dev.resplat.train.loop;

import dev.resplat.train.image.Image;
import java.util.List;

/**
 * What a training has come to.
 *
 * @param score what its evaluations say
 * @param best the highest
 * @param bestStep when that was
 * @param steps made, over all parts of the run, skipped ones among them
 * @param of so many
 * @param skipped steps that changed nothing, because a number was not finite
 * @param seconds what steps and evaluations took
 * @param diverged whether that is why it ended
 * @param preview pictures to be shown side by side; may be empty
 */
public record Outcome(
        Score score,
        double best,
        int bestStep,
        int steps,
        int of,
        int skipped,
        double seconds,
        boolean diverged,
        List<Image> preview) {
    /** Whether all steps were made. */
    public boolean isComplete() {
        return steps == of && !diverged;
    }
}
