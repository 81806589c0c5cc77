package dev.resplat.train.reconstruct;

import dev.resplat.splat.Splats2d;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;

/**
 * What a reconstruction has come to at one depth. The render is of the splats as they are stored,
 * in 256 levels, so that its quality is that of the PNG.
 *
 * @param seconds from the beginning of the picture to this depth, without renders and metrics
 * @param moved share of the splats that steps have moved; 1 without selection, 0 before the first
 *     step
 * @param replaced splats that were removed, and as many added
 * @param splats there are
 * @param render of the splats
 * @param quality of the render
 */
public record Look(
        double seconds,
        double moved,
        long replaced,
        Splats2d splats,
        Image render,
        Quality quality) {}
