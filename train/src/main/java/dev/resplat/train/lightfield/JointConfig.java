package dev.resplat.train.lightfield;

import dev.resplat.train.config.Require;

/**
 * What {@link JointAttention} is made of.
 *
 * @param used whether it is there; without it and without epipolar attention, views do not know of
 *     each other before they are sampled
 * @param patch pixels along the side of a token
 * @param width of a token
 * @param layers of attention among the tokens of all views
 * @param heads of attention
 * @param hidden width of the network of each token
 * @param octaves of the encoding of where a token is in its image
 */
public record JointConfig(
        boolean used, int patch, int width, int layers, int heads, int hidden, int octaves) {
    public JointConfig {
        Require.between(1, 64, "patch", patch);
        Require.between(1, 4096, "width", width);
        Require.between(1, 64, "layers", layers);
        Require.between(1, 64, "heads", heads);
        Require.that(width % heads == 0, "heads", "a divisor of width, " + width, heads);
        Require.between(1, 16384, "hidden", hidden);
        Require.between(1, 16, "octaves", octaves);
    }

    /** Images must be multiples of this many pixels in height and width. */
    int multiple() {
        return used ? patch : 1;
    }
}
