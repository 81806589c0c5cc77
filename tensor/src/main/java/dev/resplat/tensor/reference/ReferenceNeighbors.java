package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.NeighborKernels;
import dev.resplat.tensor.Neighbors;

/** The definition: all distances of a query, inserted one by one among the nearest so far. */
final class ReferenceNeighbors implements NeighborKernels {
    @Override
    public void nearest(
            Buffer points,
            Buffer queries,
            Buffer index,
            Buffer squaredDistances,
            int count,
            int queryCount,
            int d,
            int k) {
        double[] P = DoubleArray.of(points);
        double[] Q = DoubleArray.of(queries);
        int[] I = IntArray.of(index);
        double[] D = DoubleArray.of(squaredDistances);
        checkFinite("points", P, count * d, d);
        checkFinite("queries", Q, queryCount * d, d);
        for (int q = 0; q < queryCount; q++) {
            for (int p = 0; p < count; p++) {
                double distance = 0;
                for (int i = 0; i < d; i++) {
                    double difference = Q[q * d + i] - P[p * d + i];
                    distance += difference * difference;
                }
                insert(p, distance, I, D, q * k, Math.min(p, k), k);
            }
        }
    }

    private static void checkFinite(String argument, double[] values, int n, int d) {
        for (int i = 0; i < n; i++) {
            if (!Double.isFinite(values[i])) {
                throw Neighbors.notFinite(argument, values[i], i / d);
            }
        }
    }

    /** Inserts point p among the {@code taken} nearest before it, of which k are kept. */
    private static void insert(
            int p, double distance, int[] I, double[] D, int from, int taken, int k) {
        int at = from + taken;
        for (; at > from && D[at - 1] > distance; at--) {
            if (at < from + k) {
                D[at] = D[at - 1];
                I[at] = I[at - 1];
            }
        }
        if (at < from + k) {
            D[at] = distance;
            I[at] = p;
        }
    }
}
