package dev.resplat.splat.cpu;

import dev.resplat.splat.RasterKernels.Frame;

/**
 * One thread's means to blend a tile: loops over its pairs and what they add up, with vector
 * instructions or without.
 */
interface Tile {
    /** Sums per pair: of v, v dx, v dy, v dx^2, v dx dy, v dy^2, then one per channel. */
    int MOMENTS = 6;

    /** Writes the pixels of a tile. */
    void blend(Splats splats, Splats.Binned bins, int tile, float[] image, float[] coverage);

    /**
     * Writes for each pair of a tile the sums over its pixels from which gradients are made: of v,
     * the gradient with respect to G, times the powers of the distance to the mean, and of the
     * gradient of each colour channel (but for the factor {@code w} in the modes without order).
     *
     * @param black whether all splats are: then no channel needs what the others have come to
     * @param sums {@code [P, MOMENTS + C]}, by slot
     */
    void blendGrad(
            Splats splats,
            Splats.Binned bins,
            int tile,
            float[] image,
            float[] coverage,
            float[] gradImage,
            boolean black,
            float[] sums);

    /** Floats per pair. */
    static int sums(Frame frame) {
        return MOMENTS + frame.channels();
    }
}
