package dev.resplat.train.lightfield;

import dev.resplat.train.config.Require;
import dev.resplat.train.pixelsplat.BackboneConfig;

/**
 * What {@link LightField} is made of. Where the paper is named, numbers are those of its authors'
 * code.
 *
 * @param backbone what looks at each image on its own
 * @param joint attention among all views, with which the paper's encoder sees them together
 * @param skipKernel extent in pixels of the convolution that brings fine detail past both, odd; 7
 *     in the paper
 * @param samples of a ray in each view; 64 in the paper
 * @param octaves of the encoding of the depth of a sample
 * @param encoding width of what is known of a sample; 576 in the paper
 * @param hidden width of queries and keys; 128 in the paper
 * @param latent width of what a ray finds; 288 in the paper
 * @param rounds of attention of a ray to its samples, each but the first asking with what the one
 *     before has found; 2 in the paper
 * @param decoderWidth of the network that makes colours of it; 128 in the paper
 * @param decoderBlocks residual blocks of that; 3 in the paper
 * @param raysPerChunk rays that are rendered at a time, for less memory
 * @param checkpoint whether chunks are computed again in the backward pass instead of being kept
 */
public record LightFieldNetwork(
        BackboneConfig backbone,
        JointConfig joint,
        int skipKernel,
        int samples,
        int octaves,
        int encoding,
        int hidden,
        int latent,
        int rounds,
        int decoderWidth,
        int decoderBlocks,
        int raysPerChunk,
        boolean checkpoint) {
    public LightFieldNetwork {
        Require.that(
                skipKernel >= 1 && skipKernel <= 15 && skipKernel % 2 == 1,
                "skipKernel",
                "odd, from 1 to 15",
                skipKernel);
        Require.between(2, 1024, "samples", samples);
        Require.between(0, 16, "octaves", octaves);
        Require.between(1, 4096, "encoding", encoding);
        Require.between(1, 4096, "hidden", hidden);
        Require.between(1, 4096, "latent", latent);
        Require.between(1, 4, "rounds", rounds);
        Require.between(1, 4096, "decoderWidth", decoderWidth);
        Require.between(1, 16, "decoderBlocks", decoderBlocks);
        Require.between(1, 1 << 20, "raysPerChunk", raysPerChunk);
    }

    /** Context images must be multiples of this many pixels in height and width. */
    public int multiple() {
        // Both are powers of two or a patch; images are to fit either.
        return Math.max(1, lcm(joint.multiple(), backboneMultiple()));
    }

    private int backboneMultiple() {
        BackboneConfig b = backbone;
        return Math.max(
                b.resnet().used() ? 1 << b.resnet().stages() : 1,
                b.vit().used() ? b.vit().patch() : 1);
    }

    private static int lcm(int a, int b) {
        int gcd = a;
        for (int r = b; r != 0; ) {
            int next = gcd % r;
            gcd = r;
            r = next;
        }
        return a / gcd * b;
    }
}
