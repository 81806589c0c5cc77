package dev.resplat.train.augment;

import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;

/**
 * Another white balance: linear red times {@code 2^r}, blue times {@code 2^b}, both uniform within
 * {@code stops} for the scene plus {@code viewStops} for each view; then all channels times what
 * keeps grey as bright as it was, {@code 1 / (0.2126 2^r + 0.7152 + 0.0722 2^b)}.
 *
 * @param probability how many examples
 * @param stops for all views
 * @param viewStops for each view
 */
public record WhiteBalance(double probability, double stops, double viewStops)
        implements Augmentation {
    public WhiteBalance {
        Require.between(0, 1, "probability", probability);
        Require.between(0, 2, "stops", stops);
        Require.between(0, 2, "viewStops", viewStops);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        double red = draws.range((float) -stops, (float) stops);
        double blue = draws.range((float) -stops, (float) stops);
        for (int i = 0; i < shots.count(); i++) {
            double ownRed = draws.range((float) -viewStops, (float) viewStops);
            double ownBlue = draws.range((float) -viewStops, (float) viewStops);
            boolean varies = shots.varies(i);
            double r = StrictMath.pow(2, varies ? red + ownRed : red);
            double b = StrictMath.pow(2, varies ? blue + ownBlue : blue);
            double grey = 0.2126 * r + 0.7152 + 0.0722 * b;
            multiply(shots.colors(i), (float) (r / grey), (float) (1 / grey), (float) (b / grey));
        }
    }

    private static void multiply(float[] light, float red, float green, float blue) {
        for (int k = 0; k < light.length; k += 3) {
            light[k] *= red;
            light[k + 1] *= green;
            light[k + 2] *= blue;
        }
    }
}
