package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Splats3d;
import dev.resplat.train.config.Require;

/**
 * What {@link SplatAdapter} makes of the numbers of a pixel.
 *
 * @param degree of the spherical harmonics; 4 in pixelSplat
 * @param leastScale extents of splats, in tenths of two pixels at their depth; 0.5 in pixelSplat
 * @param mostScale 15 in pixelSplat
 * @param fromImage whether the colour of a splat is that of its pixel, plus what is predicted; else
 *     all of it is predicted, as in pixelSplat
 */
public record SplatConfig(int degree, double leastScale, double mostScale, boolean fromImage) {
    public SplatConfig {
        Require.between(0, Splats3d.MAX_DEGREE, "degree", degree);
        Require.between(1e-3, 1e3, "leastScale", leastScale);
        Require.between(leastScale, 1e3, "mostScale", mostScale);
    }

    /** Numbers that are predicted: place in the pixel, extents, quaternion, harmonics. */
    int numbers() {
        return 2 + 3 + 4 + 3 * Splats3d.terms(degree);
    }
}
