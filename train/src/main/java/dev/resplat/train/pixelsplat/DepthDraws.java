package dev.resplat.train.pixelsplat;

import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.data.Draws;
import dev.resplat.train.data.Draws.Purpose;

/** Buckets drawn from distributions, on the host. */
final class DepthDraws {
    private DepthDraws() {}

    /**
     * Draws buckets, each as often as its probability says, independently of each other. Which they
     * are depends on the probabilities, the seed and the place in the tensor only.
     *
     * @param probabilities {@code [P, surfaces, buckets]}: their sums may be a little off
     * @param n how many of each distribution
     * @return {@code [P, surfaces, n]}, int32, on the device of the probabilities
     */
    static Tensor of(Tensor probabilities, int n, long seed) {
        Shape s = probabilities.shape();
        float[] p = probabilities.toFloats();
        int[] index = new int[s.dim(0) * s.dim(1) * n];
        draw(p, s.dim(2), n, new Draws(seed, Purpose.DEPTHS, 0), index);
        return Tensor.ofInts(probabilities.device(), Shape.of(s.dim(0), s.dim(1), n), index);
    }

    private static void draw(float[] p, int buckets, int n, Draws draws, int[] index) {
        int next = 0;
        for (int from = 0; from < p.length; from += buckets) {
            double total = 0;
            for (int k = 0; k < buckets; k++) {
                total += p[from + k];
            }
            for (int j = 0; j < n; j++) {
                index[next++] = bucket(p, from, buckets, draws.uniform() * total);
            }
        }
    }

    /** The first whose running total is above a number: one of no probability never is. */
    private static int bucket(float[] p, int from, int buckets, double number) {
        double sum = 0;
        for (int k = 0; k < buckets - 1; k++) {
            sum += p[from + k];
            if (sum > number) {
                return k;
            }
        }
        return buckets - 1;
    }
}
