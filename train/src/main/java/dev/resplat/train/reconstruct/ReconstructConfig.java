package dev.resplat.train.reconstruct;

import dev.resplat.train.config.Require;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.resplat2d.Reconstruction;

/**
 * How a picture, or each frame of a sequence, is made into splats.
 *
 * @param model where the weights are from
 * @param depth steps of refinement
 * @param splats how many
 * @param seed of where they are placed
 */
public record ReconstructConfig(String model, int depth, int splats, long seed) {
    private static final int MOST_BY_DEFAULT = 10_000;
    private static final int LEAST_SIDE = 8;
    private static final int LEAST_PIXELS_BY_DEFAULT = 8;

    public ReconstructConfig {
        Require.between(0, Reconstruction.MOST_DEPTH, "depth", depth);
        Require.between(1, 10_000_000, "splats", splats);
    }

    /**
     * What the command line asks for, of a picture of this size.
     *
     * @param splats null for as many as are usual
     * @param where the picture comes from, for messages
     * @throws UserMistake when the depth or the number of splats cannot be, or the picture is too
     *     small
     */
    public static ReconstructConfig of(
            String model,
            int depth,
            Integer splats,
            long seed,
            int width,
            int height,
            Object where) {
        if (Math.min(width, height) < LEAST_SIDE) {
            throw new UserMistake(
                    "%s: a picture of %d x %d pixels is too small: %d x %d are needed"
                            .formatted(where, width, height, LEAST_SIDE, LEAST_SIDE));
        }
        long pixels = (long) width * height;
        int count =
                splats != null
                        ? splats
                        : (int) Math.min(MOST_BY_DEFAULT, pixels / LEAST_PIXELS_BY_DEFAULT);
        if (count > pixels) {
            throw new UserMistake(
                    "--splats: %d are more than the %d pixels of %s: choose at most as many"
                            .formatted(count, pixels, where));
        }
        try {
            return new ReconstructConfig(model, depth, count, seed);
        } catch (IllegalArgumentException e) {
            throw new UserMistake("--" + e.getMessage(), e);
        }
    }
}
