package dev.resplat.train.stereo;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * The depths that are tried in each of B scenes, from its near to its far, both included, of equal
 * distance in their logarithm.
 *
 * @param near of each scene, more than 0; not copied
 * @param far of each scene, more than near; not copied
 * @param count how many, 2 or more
 */
record Candidates(double[] near, double[] far, int count) {
    Candidates {
        for (int b = 0; b < near.length; b++) {
            if (!(near[b] > 0 && far[b] > near[b] && far[b] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "scene %d: depths must be from more than 0 to more than that, are from %s to %s"
                                .formatted(b, near[b], far[b]));
            }
        }
    }

    /** The logarithm of the k-th of a scene. */
    double log(int scene, int k) {
        double first = Math.log(near[scene]);
        return first + (Math.log(far[scene]) - first) * k / (count - 1);
    }

    /** Those of a scene. */
    double[] depths(int scene) {
        double[] depths = new double[count];
        for (int k = 0; k < count; k++) {
            depths[k] = Math.exp(log(scene, k));
        }
        return depths;
    }

    /** Their logarithms, {@code [B, count, 1]}. */
    Tensor logs(Device device) {
        double[] logs = new double[near.length * count];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = log(i / count, i % count);
        }
        return Tensor.of(device, Shape.of(near.length, count, 1), logs);
    }

    /** The logarithms of the k-th, {@code [B, 1]}. */
    Tensor logs(Device device, int k) {
        double[] logs = new double[near.length];
        for (int b = 0; b < logs.length; b++) {
            logs[b] = log(b, k);
        }
        return Tensor.of(device, Shape.of(logs.length, 1), logs);
    }
}
