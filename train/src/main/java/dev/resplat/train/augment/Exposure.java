package dev.resplat.train.augment;

import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;

/**
 * Longer or shorter exposure: linear light times {@code 2^(s + v)}, with s uniform within {@code
 * stops} for the scene and v within {@code viewStops} for each view. What becomes brighter than
 * white is clipped.
 *
 * @param probability how many examples
 * @param stops for all views
 * @param viewStops for each view
 */
public record Exposure(double probability, double stops, double viewStops) implements Augmentation {
    public Exposure {
        Require.between(0, 1, "probability", probability);
        Require.between(0, 8, "stops", stops);
        Require.between(0, 8, "viewStops", viewStops);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        double all = draws.range((float) -stops, (float) stops);
        for (int i = 0; i < shots.count(); i++) {
            double own = draws.range((float) -viewStops, (float) viewStops);
            float gain = (float) StrictMath.pow(2, shots.varies(i) ? all + own : all);
            float[] light = shots.colors(i);
            for (int k = 0; k < light.length; k++) {
                light[k] *= gain;
            }
        }
    }
}
