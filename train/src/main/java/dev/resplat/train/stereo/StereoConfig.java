package dev.resplat.train.stereo;

import dev.resplat.train.config.Require;
import java.util.List;

/**
 * What {@code DepthNetwork} is made of; {@code configs/resplat-mini.yaml} explains the values.
 *
 * @param convolutions what looks at each image on its own
 * @param transformer what lets views look at each other
 * @param mono a vision transformer that looks at each image on its own, for what does not match
 * @param candidates of depth, of equal distance in its logarithm; 128 in ReSplat
 * @param neighbors the nearest views that each is matched with, if there are more than three; 2 in
 *     ReSplat
 * @param regressor what makes depth of costs
 * @param upsample whether depth at full resolution is refined, or only interpolated
 */
public record StereoConfig(
        Convolutions convolutions,
        Views transformer,
        Mono mono,
        int candidates,
        int neighbors,
        Regressor regressor,
        boolean upsample) {
    public StereoConfig {
        Require.between(2, 1024, "candidates", candidates);
        Require.between(1, 64, "neighbors", neighbors);
    }

    /**
     * Convolutions with residuals.
     *
     * @param first channels at half of the extent; 64 in ReSplat
     * @param second channels after that; 96 in ReSplat
     * @param last channels at the end, and of the transformer; 128 in ReSplat
     * @param downscale from images to features: 4 or 8
     */
    public record Convolutions(int first, int second, int last, int downscale) {
        public Convolutions {
            Require.between(1, 4096, "first", first);
            Require.between(1, 4096, "second", second);
            Require.between(4, 4096, "last", last);
            Require.that(last % 4 == 0, "last", "a multiple of 4", last);
            Require.that(downscale == 4 || downscale == 8, "downscale", "4 or 8", downscale);
        }
    }

    /**
     * Attention in windows, to the view itself and to others in turn.
     *
     * @param layers 6 in ReSplat
     * @param windows along a side of small images; larger ones have more
     * @param expansion of the network of each token; 4 in ReSplat
     */
    public record Views(int layers, int windows, int expansion) {
        public Views {
            Require.between(0, 64, "layers", layers);
            Require.between(1, 64, "windows", windows);
            Require.between(1, 16, "expansion", expansion);
        }
    }

    /**
     * A vision transformer.
     *
     * @param used false is without
     * @param patch pixels along the side of a patch; 14 in DINOv2
     * @param image pixels along the side of images that positions are learned for; 518 in DINOv2
     * @param width of a token; 384 in DINOv2's small one
     * @param layers 12 there
     * @param heads 6 there
     * @param hidden of the network of each token; 1536 there
     * @param taken layers whose tokens are features, from 0; four, [2, 5, 8, 11] there
     */
    public record Mono(
            boolean used,
            int patch,
            int image,
            int width,
            int layers,
            int heads,
            int hidden,
            List<Integer> taken) {
        public Mono {
            Require.between(1, 64, "patch", patch);
            Require.that(image > 0 && image % patch == 0, "image", "a multiple of patch", image);
            Require.between(1, 64, "heads", heads);
            Require.that(
                    width >= 16 && width % 16 == 0 && width % heads == 0,
                    "width",
                    "a multiple of 16 and of heads",
                    width);
            Require.between(1, 64, "layers", layers);
            Require.between(1, 65_536, "hidden", hidden);
            taken = List.copyOf(taken);
            int last = layers;
            Require.that(
                    taken.size() == 4 && taken.stream().allMatch(i -> i >= 0 && i < last),
                    "taken",
                    "four numbers from 0 to %d".formatted(layers - 1),
                    taken);
        }
    }

    /**
     * A small U of convolutions with attention at its end.
     *
     * @param width channels; 128 in ReSplat
     * @param levels how often the extent is halved, and one more; 3 in ReSplat
     * @param headWidth of attention; 32 in ReSplat
     * @param groups of norms of the U; 32 in ReSplat
     */
    public record Regressor(int width, int levels, int headWidth, int groups) {
        public Regressor {
            Require.between(8, 4096, "width", width);
            Require.that(width % 8 == 0, "width", "a multiple of 8", width);
            Require.between(1, 6, "levels", levels);
            Require.that(
                    headWidth > 0 && width % headWidth == 0,
                    "headWidth",
                    "a divisor of width",
                    headWidth);
            Require.that(groups > 0 && width % groups == 0, "groups", "a divisor of width", groups);
        }
    }

    /** Images must be multiples of this many pixels in height and width. */
    public int multiple() {
        // windows, halves of them, and the halves of the U must be whole; global attention needs 16
        int windows = convolutions.downscale * 2 * transformer.windows;
        int halves = convolutions.downscale << (regressor.levels - 1);
        return lcm(16, lcm(windows, halves));
    }

    /**
     * Checks the extents of images.
     *
     * @throws IllegalArgumentException says what must be a multiple of what
     */
    public void requireExtents(int height, int width) {
        String allowed = "a multiple of " + multiple();
        Require.that(height > 0 && height % multiple() == 0, "height", allowed, height);
        Require.that(width > 0 && width % multiple() == 0, "width", allowed, width);
    }

    private static int lcm(int a, int b) {
        int x = a;
        int y = b;
        while (y != 0) {
            int rest = x % y;
            x = y;
            y = rest;
        }
        return a / x * b;
    }
}
