package dev.resplat.train.eval;

import dev.resplat.train.config.Require;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.resplat2d.Reconstruction;
import java.util.List;

/**
 * What an evaluation does.
 *
 * @param model where the weights are from
 * @param data the photographs
 * @param depth steps of refinement
 * @param splats how many; the first is what the single numbers are of
 * @param size side of the central square that is looked at, scaled to so many pixels; 0 for
 *     photographs as they are
 * @param fit whether to find out how long optimisation takes to come as far
 * @param fitSeconds how long a fit lasts that is compared, too; 0 for none
 * @param seed of where splats are placed
 */
public record EvalConfig(
        String model,
        String data,
        int depth,
        List<Integer> splats,
        int size,
        boolean fit,
        double fitSeconds,
        long seed) {
    public EvalConfig {
        Require.between(0, Reconstruction.MOST_DEPTH, "depth", depth);
        Require.that(!splats.isEmpty(), "splats", "one number or more", "none");
        splats = splats.stream().distinct().toList();
        splats.forEach(n -> Require.between(1, 10_000_000, "splats", n));
        Require.that(
                size == 0 || size >= 8 && size <= 16_384, "size", "from 8 to 16384, or 0", size);
        Require.that(!fit || depth > 0, "depth", "1 or more with --fit", depth);
        Require.between(0, 1e6, "fit-seconds", fitSeconds);
    }

    /** Pixels a side that a photograph must have. */
    public int leastSide() {
        return Math.max(8, size);
    }

    /**
     * Ensures that no photograph is to have more splats than pixels.
     *
     * @throws UserMistake naming the first that is too small
     */
    public void require(PictureFolder pictures) {
        int most = splats.stream().mapToInt(n -> n).max().orElseThrow();
        for (PictureFolder.Entry entry : pictures.pictures()) {
            long pixels = size > 0 ? (long) size * size : entry.pixels();
            if (most > pixels) {
                throw new UserMistake(
                        "--splats: %d are more than the %d pixels of %s: choose at most as many"
                                .formatted(most, pixels, entry.where()));
            }
        }
    }
}
