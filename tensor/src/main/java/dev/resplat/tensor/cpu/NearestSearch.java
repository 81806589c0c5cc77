package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * A search for the nearest points in a {@link KdTree} (Friedman, Bentley and Finkel 1977): depth
 * first, nearer children first, past nodes that are farther away than the k-th best so far.
 *
 * <p>A candidate is one number: the bits of its distance, which for positive floats are in order,
 * above its index. So of equal distances the lower index is better, and a node as far away as the
 * k-th best is passed if its indices are higher.
 */
final class NearestSearch {
    /** From here on candidates are inserted by a bisection and a copy. */
    private static final int MANY = 48;

    private final int[] nodes = new int[32];
    private final float[] bounds = new float[32];
    private float[] distances = {};

    /** The best candidates so far, best first. */
    private long[] best = {};

    private KdTree tree;
    private int k;

    /** Where to search, and for how many. */
    void set(KdTree tree, int k) {
        this.tree = tree;
        this.k = k;
        if (best.length < k) {
            best = new long[k + k / 4 + 16];
        }
        int longest = tree.longestLeaf();
        if (distances.length < longest) {
            distances = new float[longest];
        }
    }

    /** The index of a result of the last search. */
    int index(int rank) {
        return (int) best[rank];
    }

    /** The squared distance of a result of the last search. */
    float distance(int rank) {
        return Float.intBitsToFloat((int) (best[rank] >> 32));
    }

    private static long candidate(float distance, int index) {
        return (long) Float.floatToRawIntBits(distance) << 32 | index;
    }

    /** Finds the k points nearest to a place. */
    void run(float x, float y, float z) {
        Arrays.fill(best, 0, k, Long.MAX_VALUE);
        KdTree tree = this.tree;
        int[] lowest = tree.lowest;
        int depth = 0;
        int node = 1;
        float bound = 0;
        while (true) {
            if (candidate(bound, lowest[node]) < best[k - 1]) {
                if (node >= tree.leaves) {
                    scan(tree.firstOfLeaf(node), tree.firstOfLeaf(node + 1), x, y, z);
                } else {
                    int left = 2 * node;
                    float toLeft = tree.distance(left, x, y, z);
                    float toRight = tree.distance(left + 1, x, y, z);
                    boolean leftFirst =
                            candidate(toLeft, lowest[left]) < candidate(toRight, lowest[left + 1]);
                    nodes[depth] = leftFirst ? left + 1 : left;
                    bounds[depth++] = leftFirst ? toRight : toLeft;
                    node = leftFirst ? left : left + 1;
                    bound = leftFirst ? toLeft : toRight;
                    continue;
                }
            }
            if (depth == 0) {
                return;
            }
            node = nodes[--depth];
            bound = bounds[depth];
        }
    }

    private void scan(int from, int to, float x, float y, float z) {
        float[] D = distances;
        measure(tree.sorted[0], tree.sorted[1], tree.sorted[2], from, to - from, x, y, z, D);
        int[] order = tree.order;
        long[] best = this.best;
        int last = k - 1;
        for (int i = 0; i < to - from; i++) {
            long candidate = candidate(D[i], order[from + i]);
            if (candidate < best[last]) {
                insert(best, last, candidate);
            }
        }
    }

    /** A loop that the JIT compiler turns into vector instructions. */
    private static void measure(
            float[] X,
            float[] Y,
            float[] Z,
            int from,
            int n,
            float x,
            float y,
            float z,
            float[] D) {
        for (int i = 0; i < n; i++) {
            float dx = X[from + i] - x;
            float dy = Y[from + i] - y;
            float dz = Z[from + i] - z;
            D[i] = dx * dx + dy * dy + dz * dz;
        }
    }

    /** Inserts a candidate that is better than the last. */
    private static void insert(long[] best, int last, long candidate) {
        int i = last;
        if (last >= MANY) {
            i = -1 - Arrays.binarySearch(best, 0, last, candidate);
            System.arraycopy(best, i, best, i + 1, last - i);
        } else {
            for (; i > 0 && best[i - 1] > candidate; i--) {
                best[i] = best[i - 1];
            }
        }
        best[i] = candidate;
    }
}
