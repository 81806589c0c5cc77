package dev.resplat.train.augment;

import dev.resplat.tensor.Philox;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;

/**
 * The noise of a sensor: Poisson-Gaussian (Foi et al. 2008, "Practical Poissonian-Gaussian noise
 * modeling", equation 3), which for linear light x has the variance {@code shot x + read}. The
 * Poisson part is a normal of its variance. Both numbers are drawn for the scene, uniform in the
 * logarithm, as all views are of one camera; the noise of each view is its own.
 *
 * @param probability how many examples
 * @param leastShot variance per light
 * @param mostShot variance per light
 * @param leastRead variance in the dark
 * @param mostRead variance in the dark
 */
public record SensorNoise(
        double probability, double leastShot, double mostShot, double leastRead, double mostRead)
        implements Augmentation {
    public SensorNoise {
        Require.between(0, 1, "probability", probability);
        Require.between(1e-12, 1, "leastShot", leastShot);
        Require.between(leastShot, 1, "mostShot", mostShot);
        Require.between(1e-12, 1, "leastRead", leastRead);
        Require.between(leastRead, 1, "mostRead", mostRead);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        float shot = draws.logRange((float) leastShot, (float) mostShot);
        float read = draws.logRange((float) leastRead, (float) mostRead);
        for (int i = 0; i < shots.count(); i++) {
            long seed = draws.bits();
            if (shots.varies(i)) {
                add(shots.colors(i), shot, read, seed);
            }
        }
    }

    /** Adds noise to linear light in place; the result may be negative. */
    static void add(float[] light, float shot, float read, long seed) {
        int[] words = new int[4];
        for (int i = 0; i < light.length; i++) {
            int used = i % 8;
            if (used == 0) {
                Philox.block(words, seed, 0, i / 8);
            }
            int half = words[used / 2] >>> 16 * (used % 2) & 0xFFFF;
            float variance = shot * Math.max(light[i], 0) + read;
            light[i] += (float) Math.sqrt(variance) * Normals.of(half);
        }
    }
}
