package dev.resplat.train.resplat2d;

import dev.resplat.train.config.Require;

/**
 * What the network is made of, and which of its parts are used; {@code configs/resplat2d.yaml}
 * explains the values.
 *
 * @param encoder features of the picture that the encoder makes
 * @param width of the layers that all splats share
 * @param memory numbers in the hidden state of a splat
 * @param neighbors that a splat attends to
 * @param selected fraction of the splats that a step changes: those with the most error
 * @param turnover fraction of the splats that a step removes, to add as many elsewhere
 * @param ellipses whether footprints may be stretched; else they stay round, as the article has it
 * @param parts what can be left out, to see what it is good for
 */
public record NetworkConfig(
        int encoder,
        int width,
        int memory,
        int neighbors,
        double selected,
        double turnover,
        boolean ellipses,
        Parts parts) {
    public NetworkConfig {
        Require.between(1, 1024, "encoder", encoder);
        Require.between(2, 1024, "width", width);
        Require.between(1, 1024, "memory", memory);
        Require.between(1, 64, "neighbors", neighbors);
        Require.between(1e-3, 1, "selected", selected);
        Require.between(0, 0.5, "turnover", turnover);
    }

    /**
     * Parts of the recurrent head.
     *
     * @param feedback whether splats are told what is wrong with the render
     * @param memory whether splats have a hidden state
     * @param attention whether splats look at their neighbours
     * @param untied how many heads there are: one for all steps, or one for each of the first steps
     */
    public record Parts(boolean feedback, boolean memory, boolean attention, int untied) {
        public Parts {
            Require.between(1, Reconstruction.MOST_DEPTH, "untied", untied);
        }
    }
}
