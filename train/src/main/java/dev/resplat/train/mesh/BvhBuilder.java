package dev.resplat.train.mesh;

import java.util.Arrays;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Divides triangles among the boxes of a {@link Bvh}: from above, each box being cut where the
 * surface area heuristic expects the least work, of some planes across its longest side (Wald 2007,
 * "On fast construction of SAH-based bounding volume hierarchies"). Large boxes are divided by all
 * cores.
 */
final class BvhBuilder {
    private static final int BINS = 12;
    private static final int LEAF = 4;
    private static final int LARGE = 8192;

    /** Deeper boxes are halved, so that the tree ends. */
    private static final int DEEP = 48;

    /** Lower and upper corner of each node's box; the first node is the root. */
    final float[] boxes;

    /**
     * Of an inner node its first child, the other being the next; of a leaf, {@code -1 - (8 first +
     * count)} of its triangles.
     */
    final int[] links;

    /** Triangles in the order of leaves. */
    final int[] order;

    private final AtomicInteger nodes = new AtomicInteger(1);

    /** Twice the centres of triangles. */
    private final float[] centers;

    /** Boxes of triangles. */
    private final float[] extents;

    /**
     * Builds the tree.
     *
     * @param mesh of one triangle or more
     */
    BvhBuilder(Mesh mesh) {
        int triangles = mesh.triangleCount();
        boxes = new float[12 * triangles];
        links = new int[2 * triangles];
        order = new int[triangles];
        centers = new float[3 * triangles];
        extents = new float[6 * triangles];
        for (int t = 0; t < triangles; t++) {
            order[t] = t;
            measure(mesh, t);
            if (!isFinite(t)) {
                leaveOut(t);
            }
        }
        bound(boxes, 0, 0, triangles);
        new Build(0, 0, triangles, 0).compute();
    }

    /** How many nodes there are. */
    int nodeCount() {
        return nodes.get();
    }

    private void measure(Mesh mesh, int t) {
        for (int axis = 0; axis < 3; axis++) {
            float p = mesh.positions()[3 * mesh.triangles()[3 * t] + axis];
            float q = mesh.positions()[3 * mesh.triangles()[3 * t + 1] + axis];
            float r = mesh.positions()[3 * mesh.triangles()[3 * t + 2] + axis];
            float low = Math.min(p, Math.min(q, r));
            float high = Math.max(p, Math.max(q, r));
            extents[6 * t + axis] = low;
            extents[6 * t + 3 + axis] = high;
            centers[3 * t + axis] = low + high;
        }
    }

    private boolean isFinite(int t) {
        float sum = 0;
        for (int i = 6 * t; i < 6 * t + 6; i++) {
            sum += 0 * extents[i];
        }
        return sum == 0;
    }

    /** Gives a triangle a box that nothing is in, so that the boxes around it are of the others. */
    private void leaveOut(int t) {
        clear(extents, 6 * t);
        Arrays.fill(centers, 3 * t, 3 * t + 3, 0);
    }

    /** Makes a node of some triangles, and all below it. */
    private final class Build extends RecursiveAction {
        private static final long serialVersionUID = 1;

        private final int node;
        private final int from;
        private final int to;
        private final int depth;

        Build(int node, int from, int to, int depth) {
            this.node = node;
            this.from = from;
            this.to = to;
            this.depth = depth;
        }

        @Override
        protected void compute() {
            int size = to - from;
            if (size <= LEAF) {
                links[node] = -1 - (8 * from + size);
                return;
            }
            int child = nodes.getAndAdd(2);
            links[node] = child;
            int middle = depth > DEEP ? half(child) : cut(child);
            Build left = new Build(child, from, middle, depth + 1);
            Build right = new Build(child + 1, middle, to, depth + 1);
            if (size > LARGE) {
                invokeAll(left, right);
            } else {
                left.compute();
                right.compute();
            }
        }

        /** Divides the triangles in the middle of their order, and bounds both parts. */
        private int half(int child) {
            int middle = from + (to - from) / 2;
            bound(boxes, 6 * child, from, middle);
            bound(boxes, 6 * child + 6, middle, to);
            return middle;
        }

        /** Divides the triangles where it is cheapest, and bounds both parts; returns where. */
        private int cut(int child) {
            float[] middles = new float[6];
            clear(middles, 0);
            for (int i = from; i < to; i++) {
                int center = 3 * order[i];
                for (int axis = 0; axis < 3; axis++) {
                    middles[axis] = Math.min(middles[axis], centers[center + axis]);
                    middles[3 + axis] = Math.max(middles[3 + axis], centers[center + axis]);
                }
            }
            int axis = 0;
            for (int other = 1; other < 3; other++) {
                if (middles[3 + other] - middles[other] > middles[3 + axis] - middles[axis]) {
                    axis = other;
                }
            }
            float low = middles[axis];
            float length = middles[3 + axis] - low;
            if (!(length > 0)) {
                return half(child);
            }
            float scale = BINS / length;
            int[] counts = new int[BINS];
            float[] bins = new float[6 * BINS];
            fill(axis, low, scale, counts, bins);
            int chosen = cheapest(counts, bins);
            if (chosen < 0) {
                return half(child);
            }
            clear(boxes, 6 * child);
            clear(boxes, 6 * child + 6);
            for (int bin = 0; bin < BINS; bin++) {
                extend(boxes, 6 * (bin < chosen ? child : child + 1), bins, 6 * bin);
            }
            int i = from;
            int j = to - 1;
            while (i <= j) {
                if (bin(order[i], axis, low, scale) < chosen) {
                    i++;
                } else {
                    int swapped = order[i];
                    order[i] = order[j];
                    order[j--] = swapped;
                }
            }
            return i;
        }

        private int bin(int triangle, int axis, float low, float scale) {
            return Math.min(BINS - 1, (int) ((centers[3 * triangle + axis] - low) * scale));
        }

        private void fill(int axis, float low, float scale, int[] counts, float[] bins) {
            for (int bin = 0; bin < BINS; bin++) {
                clear(bins, 6 * bin);
            }
            for (int i = from; i < to; i++) {
                int bin = bin(order[i], axis, low, scale);
                counts[bin]++;
                extend(bins, 6 * bin, extents, 6 * order[i]);
            }
        }

        /** The first bin of the right side where the cost is least, or -1 if nothing compares. */
        private int cheapest(int[] counts, float[] bins) {
            float[] costs = new float[BINS];
            float[] box = new float[6];
            clear(box, 0);
            int before = 0;
            for (int bin = 1; bin < BINS; bin++) {
                extend(box, 0, bins, 6 * (bin - 1));
                before += counts[bin - 1];
                costs[bin] = before == 0 ? Float.POSITIVE_INFINITY : before * area(box, 0);
            }
            clear(box, 0);
            int after = 0;
            int chosen = -1;
            float least = Float.POSITIVE_INFINITY;
            for (int bin = BINS - 1; bin > 0; bin--) {
                extend(box, 0, bins, 6 * bin);
                after += counts[bin];
                if (after > 0 && costs[bin] + after * area(box, 0) < least) {
                    least = costs[bin] + after * area(box, 0);
                    chosen = bin;
                }
            }
            return chosen;
        }
    }

    private static void clear(float[] boxes, int box) {
        for (int axis = 0; axis < 3; axis++) {
            boxes[box + axis] = Float.POSITIVE_INFINITY;
            boxes[box + 3 + axis] = Float.NEGATIVE_INFINITY;
        }
    }

    private static void extend(float[] boxes, int box, float[] by, int other) {
        for (int axis = 0; axis < 3; axis++) {
            boxes[box + axis] = Math.min(boxes[box + axis], by[other + axis]);
            boxes[box + 3 + axis] = Math.max(boxes[box + 3 + axis], by[other + 3 + axis]);
        }
    }

    /** Sets the box of some triangles in their order. */
    private void bound(float[] out, int box, int from, int to) {
        clear(out, box);
        for (int i = from; i < to; i++) {
            extend(out, box, extents, 6 * order[i]);
        }
    }

    /** Half the surface of a box. */
    private static float area(float[] boxes, int box) {
        float x = boxes[box + 3] - boxes[box];
        float y = boxes[box + 4] - boxes[box + 1];
        float z = boxes[box + 5] - boxes[box + 2];
        return x * y + y * z + z * x;
    }
}
