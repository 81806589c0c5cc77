package dev.resplat.train.pixelsplat;

import dev.resplat.train.config.Require;

/**
 * What {@link PixelSplat} is made of, and which of its parts are used; {@code
 * configs/pixelsplat-mini.yaml} explains the values.
 *
 * @param backbone what looks at each image on its own
 * @param epipolar what lets images look at each other
 * @param skipKernel extent in pixels of the convolution that brings fine detail past both, odd
 * @param depth how pixels choose depths
 * @param splats what pixels become
 * @param checkpoint whether blocks are computed again in the backward pass instead of being kept,
 *     for less memory
 */
public record PixelSplatNetwork(
        BackboneConfig backbone,
        EpipolarConfig epipolar,
        int skipKernel,
        DepthConfig depth,
        SplatConfig splats,
        boolean checkpoint) {
    public PixelSplatNetwork {
        odd("skipKernel", skipKernel);
    }

    static void odd(String name, int kernel) {
        Require.that(
                kernel >= 1 && kernel <= 15 && kernel % 2 == 1, name, "odd, from 1 to 15", kernel);
    }

    /** Context images must be multiples of this many pixels in height and width. */
    public int multiple() {
        return Math.max(backbone.multiple(), epipolar.multiple());
    }
}
