package dev.resplat.train.resplat;

import dev.resplat.train.config.Require;
import dev.resplat.train.stereo.StereoConfig;

/**
 * What {@code Resplat} is made of, and which of its parts are used; {@code
 * configs/resplat-mini.yaml} explains the values. {@code configs/resplat-small.yaml} has those that
 * ReSplat's small model was published with.
 *
 * @param stereo how far away pixels are
 * @param points the first splats, from what pixels show and how far away they are
 * @param splats what points become
 * @param update the recurrent part
 * @param frame of which view the axes are, in which splats are moved
 * @param unit of the lengths of splats
 * @param checkpoint whether blocks are computed again in the backward pass instead of being kept,
 *     for less memory
 */
public record ResplatNetwork(
        StereoConfig stereo,
        PointsConfig points,
        SplatsConfig splats,
        UpdateConfig update,
        Frame frame,
        Unit unit,
        boolean checkpoint) {
    /** The view whose axes are those of the world. */
    public enum Frame {
        /** As the cameras are given; what is made of views then depends on their axes. */
        WORLD,
        FIRST,
        /** Which is best (Xu et al. 2025, table of ablations). */
        MIDDLE,
        LAST
    }

    /** What is 1. */
    public enum Unit {
        /** What it is for the cameras, as in ReSplat. */
        CAMERAS,
        /** The typical depth that is seen, so that large scenes are moved as small ones are. */
        DEPTH
    }

    /**
     * Points at a part of the resolution.
     *
     * @param downscale from images to points: 2, 4 or 8; 4 in ReSplat
     * @param perPoint splats of each: 1, 4 or 16; 1 in ReSplat
     * @param width of a point; 256 in ReSplat's small model
     * @param blocks of attention to neighbours, and to all; 6 in ReSplat
     * @param neighbors how many, the point itself included; 16 in ReSplat
     * @param inner width of attention to neighbours; 64 in ReSplat
     * @param attendNeighbors whether they do
     * @param attendAll whether they do
     */
    public record PointsConfig(
            int downscale,
            int perPoint,
            int width,
            int blocks,
            int neighbors,
            int inner,
            boolean attendNeighbors,
            boolean attendAll) {
        public PointsConfig {
            Require.that(
                    downscale == 2 || downscale == 4 || downscale == 8,
                    "downscale",
                    "2, 4 or 8",
                    downscale);
            Require.that(
                    perPoint == 1 || perPoint == 4 || perPoint == 16,
                    "perPoint",
                    "1, 4 or 16",
                    perPoint);
            Require.that(
                    downscale * downscale >= perPoint,
                    "perPoint",
                    "at most one for each pixel",
                    perPoint);
            Require.between(16, 4096, "width", width);
            Require.that(width % 16 == 0, "width", "a multiple of 16", width);
            Require.between(0, 64, "blocks", blocks);
            Require.between(1, 256, "neighbors", neighbors);
            Require.between(1, 4096, "inner", inner);
        }

        /** Splats along the side of a point's cell: the root of their number. */
        int side() {
            return (int) Math.round(Math.sqrt(perPoint));
        }
    }

    /**
     * Splats.
     *
     * @param degree of spherical harmonics; 3 in ReSplat
     * @param scaleBias extents begin as {@code softplus(-scaleBias)}, in the {@link Unit}; 4 in
     *     ReSplat
     * @param leastScale 1e-6 in ReSplat
     * @param mostScale of the first splats; 1 in ReSplat
     * @param antialiased whether what {@code blur} adds to a footprint is taken from its opacity;
     *     true in ReSplat
     * @param blur variance in square pixels that is added to every footprint; 0.1 in ReSplat
     */
    public record SplatsConfig(
            int degree,
            double scaleBias,
            double leastScale,
            double mostScale,
            boolean antialiased,
            double blur) {
        public SplatsConfig {
            Require.between(0, 3, "degree", degree);
            Require.between(-20, 20, "scaleBias", scaleBias);
            Require.between(1e-12, 1, "leastScale", leastScale);
            Require.between(leastScale, 1e6, "mostScale", mostScale);
            Require.between(0, 100, "blur", blur);
        }

        /** Numbers of a splat: centre, extents, quaternion, logit of opacity, harmonics. */
        public int numbers() {
            return 3 + 3 + 4 + 1 + 3 * (degree + 1) * (degree + 1);
        }
    }

    /**
     * The recurrent part.
     *
     * @param state numbers that each point remembers; 512 in ReSplat
     * @param remember whether they are given to the next step; else each begins with the first ones
     * @param blocks of attention to neighbours; 4 in ReSplat
     * @param neighbors how many, the point itself included; 8 in ReSplat
     * @param inner width of attention to neighbours; 64 in ReSplat
     * @param attendNeighbors whether they do
     * @param features whether errors of what a frozen network sees are used
     * @param colors whether errors of colours are used
     * @param newton steps after Gauss and Newton in a step: splats are told of the last, and how
     *     far they go along it is learned, see {@link NewtonStep}; 0 in ReSplat
     * @param combine how features and colours become one
     * @param attendAll blocks of attention of all errors to each other; 1 in ReSplat
     * @param trunk a file with the weights of the frozen network, see {@link RenderFeatures#read};
     *     if empty, those that come with the program
     * @param untied weights of their own for so many steps; 1 is the same for all
     * @param selected part of the splats that are moved in a step: those with the largest errors
     * @param turnover part of the splats that begin anew in a step: those that are hardly seen
     *     where errors are large; 0 in ReSplat
     */
    public record UpdateConfig(
            int state,
            boolean remember,
            int blocks,
            int neighbors,
            int inner,
            boolean attendNeighbors,
            boolean features,
            boolean colors,
            int newton,
            Combine combine,
            int attendAll,
            String trunk,
            int untied,
            double selected,
            double turnover) {
        /** How errors of features and of colours become one. */
        public enum Combine {
            ADD,
            CONCAT
        }

        public UpdateConfig {
            Require.between(16, 4096, "state", state);
            Require.between(0, 64, "blocks", blocks);
            Require.between(0, 16, "newton", newton);
            Require.between(1, 256, "neighbors", neighbors);
            Require.between(1, 4096, "inner", inner);
            Require.between(0, 64, "attendAll", attendAll);
            Require.between(1, 16, "untied", untied);
            Require.between(1e-3, 1, "selected", selected);
            Require.between(0, 0.5, "turnover", turnover);
        }
    }

    /** Images must be multiples of this many pixels in height and width. */
    public int multiple() {
        // The least of both, as the former is a power of two: blocks of all to all see 4 x 4
        // points.
        int points = GlobalBlock.CELL * points().downscale();
        int multiple = stereo().multiple();
        while (multiple % points != 0) {
            multiple *= 2;
        }
        return multiple;
    }
}
