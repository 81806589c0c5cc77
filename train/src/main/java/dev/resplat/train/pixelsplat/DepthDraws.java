package dev.resplat.train.pixelsplat;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Scanning;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.data.Draws;
import dev.resplat.train.data.Draws.Purpose;

/** Buckets drawn from distributions, on the device that has them. */
final class DepthDraws {
    private DepthDraws() {}

    /**
     * Draws buckets, each as often as its probability says, independently of each other. Which they
     * are depends on the probabilities, the seed and the place in the tensor only.
     *
     * <p>A bucket is the first whose running total is above a number that is uniform below the
     * total of all: so many come before it whose total is not. As uniform numbers are less than 1,
     * also when they are rounded, the last bucket's total is above all of them.
     *
     * @param probabilities {@code [P, surfaces, buckets]}: their sums may be a little off
     * @param n how many of each distribution
     * @return {@code [P, surfaces, n]}, int32, on the device of the probabilities
     */
    static Tensor of(Tensor probabilities, int n, long seed) {
        Shape s = probabilities.shape();
        int buckets = s.dim(2);
        try (Scope scope = Scope.open()) {
            Tensor totals = Scanning.cumulativeSum(probabilities, 2);
            Tensor all = Arranging.slice(totals, 2, buckets - 1, buckets);
            Tensor uniform =
                    Draws.stream(seed, Purpose.DEPTHS)
                            .uniform(probabilities.device(), Shape.of(s.dim(0), s.dim(1), n));
            Tensor numbers = uniform.mul(all).reshape(s.dim(0), s.dim(1), n, 1);
            Tensor passed =
                    totals.reshape(s.dim(0), s.dim(1), 1, buckets)
                            .map(BinaryOp.LESS_EQUAL, numbers);
            return scope.keep(passed.sum(3).toInt32().reshape(s.dim(0), s.dim(1), n));
        }
    }
}
