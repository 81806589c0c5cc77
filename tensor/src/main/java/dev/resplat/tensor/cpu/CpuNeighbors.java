package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.NeighborKernels;
import dev.resplat.tensor.Neighbors;

/** Nearest neighbours: a {@link KdTree} for each call, and a {@link NearestSearch} per query. */
final class CpuNeighbors implements NeighborKernels {
    /** Queries per task. */
    private static final int TASK = 256;

    private final Workers workers;
    private final ThreadLocal<KdTree> tree = ThreadLocal.withInitial(KdTree::new);
    private final ThreadLocal<NearestSearch> search = ThreadLocal.withInitial(NearestSearch::new);

    CpuNeighbors(Workers workers) {
        this.workers = workers;
    }

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
        float[] P = FloatArray.of(points);
        float[] Q = FloatArray.of(queries);
        int[] I = IntArray.of(index);
        float[] D = FloatArray.of(squaredDistances);
        checkFinite("points", P, count * d, d);
        checkFinite("queries", Q, queryCount * d, d);
        if (k == 0 || queryCount == 0) {
            return;
        }
        KdTree tree = this.tree.get();
        tree.build(workers, P, count, d);
        workers.forRanges(
                queryCount,
                TASK,
                (from, to) -> {
                    NearestSearch search = this.search.get();
                    search.set(tree, k);
                    for (int q = from; q < to; q++) {
                        search.run(Q[q * d], Q[q * d + 1], d == 3 ? Q[q * d + 2] : 0);
                        for (int rank = 0; rank < k; rank++) {
                            I[q * k + rank] = search.index(rank);
                            D[q * k + rank] = search.distance(rank);
                        }
                    }
                });
    }

    private static void checkFinite(String argument, float[] values, int n, int d) {
        // x - x is zero for numbers and NaN else, and so is the sum of them all.
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i] - values[i];
        }
        for (int i = 0; i < n && sum != 0; i++) {
            if (!Float.isFinite(values[i])) {
                throw Neighbors.notFinite(argument, values[i], i / d);
            }
        }
    }
}
