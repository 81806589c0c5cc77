package dev.resplat.train.pixelsplat;

import dev.resplat.train.config.Require;

/**
 * What {@link EpipolarTransformer} is made of.
 *
 * @param used whether it is there; without it, images do not know of each other
 * @param downscale pixels along the side of what becomes a query; 4 in pixelSplat
 * @param samples along an epipolar line; 32 in pixelSplat
 * @param layers of attention, each to the other images and then in the image; 2 in pixelSplat
 * @param heads of attention to other images; 4 in pixelSplat
 * @param headWidth numbers in a query and key of a head; 128 in pixelSplat
 * @param octaves of the encoding of depth along the line; 10 in pixelSplat, 0 to leave it out
 * @param selfAttention attention in the image
 * @param refineKernel extent of the two convolutions at the end, odd; 7 in pixelSplat
 */
public record EpipolarConfig(
        boolean used,
        int downscale,
        int samples,
        int layers,
        int heads,
        int headWidth,
        int octaves,
        SelfAttention selfAttention,
        int refineKernel) {
    public EpipolarConfig {
        Require.between(1, 16, "downscale", downscale);
        Require.between(2, 1024, "samples", samples);
        Require.between(1, 16, "layers", layers);
        Require.between(1, 64, "heads", heads);
        Require.between(1, 1024, "headWidth", headWidth);
        Require.between(0, 16, "octaves", octaves);
        PixelSplatNetwork.odd("refineKernel", refineKernel);
    }

    /**
     * Attention in the image.
     *
     * @param patch queries along the side of a token; 4 in pixelSplat
     * @param width of a token; 128 in pixelSplat
     * @param layers 2 in pixelSplat
     * @param heads 4 in pixelSplat
     * @param headWidth numbers in a query and key of a head; 128 in pixelSplat
     * @param hidden width of the network of each token; 256 in pixelSplat
     * @param octaves of the encoding of places; 10 in pixelSplat
     */
    public record SelfAttention(
            int patch, int width, int layers, int heads, int headWidth, int hidden, int octaves) {
        public SelfAttention {
            Require.between(1, 16, "patch", patch);
            Require.between(1, 4096, "width", width);
            Require.between(1, 16, "layers", layers);
            Require.between(1, 64, "heads", heads);
            Require.between(1, 1024, "headWidth", headWidth);
            Require.between(1, 16384, "hidden", hidden);
            Require.between(1, 16, "octaves", octaves);
        }
    }

    /** Images must be multiples of this many pixels in height and width. */
    int multiple() {
        return used ? downscale * selfAttention.patch : 1;
    }
}
