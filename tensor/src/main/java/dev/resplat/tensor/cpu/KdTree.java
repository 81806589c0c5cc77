package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * A balanced k-d tree (Bentley 1975) over points in space, with a bounding box for each node.
 *
 * <p>Nodes are numbered as in a heap, children of i are 2i and 2i + 1, and node j of the 2^l on a
 * level has points {@code count j / 2^l} to {@code count (j + 1) / 2^l} of the order; so nothing
 * but boxes is stored. A node is split at the median along the longest edge of its box; of equal
 * coordinates, points of lower index come first. So duplicates and clusters do no harm.
 *
 * <p>The arrays grow as needed and are kept.
 */
final class KdTree {
    private static final int LEAF = 16;

    /** Level whose subtrees are built by several threads. */
    private static final int SHARED_LEVEL = 4;

    /** Levels at most: as many as keep the numbers of nodes in range. */
    private static final int MAX_LEVELS = 28;

    /** Coordinates of the points as they were given, and then in the order of the tree. */
    private final float[][] given = {{}, {}, {}};

    final float[][] sorted = {{}, {}, {}};

    /** Which point comes where in the order. */
    int[] order = {};

    /** Smallest and largest coordinate of each node and axis: min x, max x, min y, ... */
    float[] boxes = {};

    /** The lowest index of a point in each node. */
    int[] lowest = {};

    /** The number of the first leaf, and how many there are. */
    int leaves;

    private int count;
    private int levels;
    private long[] keys = {};

    /** Builds the tree over points {@code [count, d]}; in the plane, the third coordinate is 0. */
    void build(Workers workers, float[] points, int count, int d) {
        this.count = count;
        levels = 0;
        while (levels < MAX_LEVELS && (long) LEAF << levels < count) {
            levels++;
        }
        leaves = 1 << levels;
        grow();
        for (int axis = 0; axis < 3; axis++) {
            for (int i = 0; i < count; i++) {
                given[axis][i] = axis < d ? points[i * d + axis] : 0;
            }
        }
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        int top = Math.min(levels, SHARED_LEVEL);
        for (int node = 1; node < 1 << top; node++) {
            enclose(node);
            split(node);
        }
        workers.forEach(1 << top, i -> buildBelow((1 << top) + i));
    }

    private void grow() {
        if (order.length < count) {
            int size = count + count / 4 + 16;
            order = new int[size];
            keys = new long[size];
            for (int axis = 0; axis < 3; axis++) {
                given[axis] = new float[size];
                sorted[axis] = new float[size];
            }
        }
        if (lowest.length < 2 * leaves) {
            lowest = new int[2 * leaves];
            boxes = new float[12 * leaves];
        }
    }

    private void buildBelow(int node) {
        enclose(node);
        if (node < leaves) {
            split(node);
            buildBelow(2 * node);
            buildBelow(2 * node + 1);
        } else {
            for (int i = first(node); i < end(node); i++) {
                for (int axis = 0; axis < 3; axis++) {
                    sorted[axis][i] = given[axis][order[i]];
                }
            }
        }
    }

    /** The place in the order where a node begins. */
    private int first(int node) {
        int level = 31 - Integer.numberOfLeadingZeros(node);
        return (int) ((long) count * (node - (1 << level)) >> level);
    }

    /** The place in the order where a node ends, exclusive. */
    private int end(int node) {
        int level = 31 - Integer.numberOfLeadingZeros(node);
        return (int) ((long) count * (node + 1 - (1 << level)) >> level);
    }

    /** The place in the order where a leaf begins, and where the leaf before it ends. */
    int firstOfLeaf(int node) {
        return (int) ((long) count * (node - leaves) >> levels);
    }

    /** Sets the box and the lowest index of a node. */
    private void enclose(int node) {
        int from = first(node);
        int to = end(node);
        for (int axis = 0; axis < 3; axis++) {
            float[] x = given[axis];
            float min = Float.POSITIVE_INFINITY;
            float max = Float.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                float value = x[order[i]];
                min = value < min ? value : min;
                max = value > max ? value : max;
            }
            boxes[6 * node + 2 * axis] = min;
            boxes[6 * node + 2 * axis + 1] = max;
        }
        int least = Integer.MAX_VALUE;
        for (int i = from; i < to; i++) {
            least = Math.min(least, order[i]);
        }
        lowest[node] = least;
    }

    /** Puts the points of a node in such an order that each child has its own. */
    private void split(int node) {
        int from = first(node);
        int to = end(node);
        float[] x = given[longestEdge(node)];
        for (int i = from; i < to; i++) {
            keys[i] = key(x[order[i]], order[i]);
        }
        select(keys, from, to, first(2 * node + 1));
        for (int i = from; i < to; i++) {
            order[i] = (int) keys[i];
        }
    }

    private int longestEdge(int node) {
        int longest = 0;
        float length = -1;
        for (int axis = 0; axis < 3; axis++) {
            float edge = boxes[6 * node + 2 * axis + 1] - boxes[6 * node + 2 * axis];
            if (edge > length) {
                longest = axis;
                length = edge;
            }
        }
        return longest;
    }

    /** A number that grows with the value and, for equal values, with the index. */
    private static long key(float value, int index) {
        int bits = Float.floatToRawIntBits(value + 0f);
        int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) ordered << 32 | index;
    }

    /**
     * Moves the smallest keys to before the middle and the others to after it: quickselect (Hoare
     * 1961). Sorts what is left when pivots turn out bad.
     */
    private static void select(long[] keys, int from, int to, int middle) {
        int low = from;
        int high = to - 1;
        int patience = 3 * (32 - Integer.numberOfLeadingZeros(to - from));
        while (low < high) {
            if (patience-- == 0) {
                Arrays.sort(keys, low, high + 1);
                return;
            }
            long pivot = median(keys[low], keys[low + high >>> 1], keys[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (keys[i] < pivot) {
                    i++;
                }
                while (keys[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    long key = keys[i];
                    keys[i++] = keys[j];
                    keys[j--] = key;
                }
            }
            if (middle <= j) {
                high = j;
            } else if (middle >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /** How many points a leaf has at most. */
    int longestLeaf() {
        return (count >> levels) + 1;
    }

    /**
     * A lower bound of the squared distances from a place to the points of a node. It is rounded as
     * they are, step by step, so that it holds for them as they come out of the computation.
     */
    float distance(int node, float x, float y, float z) {
        int box = 6 * node;
        float dx = Math.max(Math.max(boxes[box] - x, x - boxes[box + 1]), 0);
        float dy = Math.max(Math.max(boxes[box + 2] - y, y - boxes[box + 3]), 0);
        float dz = Math.max(Math.max(boxes[box + 4] - z, z - boxes[box + 5]), 0);
        return dx * dx + dy * dy + dz * dz;
    }
}
