package dev.resplat.train.mesh;

import java.util.Arrays;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Boxes around boxes around triangles, to find out quickly whether something is in the way of a
 * ray. Built from above, each box being cut where the surface area heuristic expects the least
 * work, of some planes across its longest side (Wald 2007, "On fast construction of SAH-based
 * bounding volume hierarchies"). Safe for use by several threads.
 */
final class Bvh {
    private static final int BINS = 12;
    private static final int LEAF = 4;
    private static final int LARGE = 8192;

    /** How deep a search can go: halving ends at this depth at the latest. */
    static final int DEPTH = 96;

    private final MeshScene scene;

    /** Lower and upper corner of each node's box. */
    private final float[] boxes;

    /**
     * Of an inner node its first child, the other being the next; of a leaf, {@code -1 - (8 first +
     * count)} of its triangles.
     */
    private final int[] links;

    private final AtomicInteger nodes = new AtomicInteger(1);

    /** Triangles in the order of leaves. */
    private final int[] order;

    /** Twice the centres of triangles, while it is built; then null. */
    private float[] centers;

    /** Boxes of triangles, while it is built; then null. */
    private float[] extents;

    /** A corner and two edges of each triangle, in the order of leaves. */
    private final float[] corners;

    /** Whether any triangle has holes. */
    private final boolean holes;

    Bvh(MeshScene scene) {
        this.scene = scene;
        Mesh mesh = scene.mesh();
        int triangles = mesh.triangleCount();
        boxes = new float[6 * Math.max(1, 2 * triangles)];
        links = new int[Math.max(1, 2 * triangles)];
        order = new int[triangles];
        centers = new float[3 * triangles];
        extents = new float[6 * triangles];
        corners = new float[9 * triangles];
        for (int t = 0; t < triangles; t++) {
            order[t] = t;
            measure(mesh, t);
            if (!isFinite(t)) {
                leaveOut(t);
            }
        }
        if (triangles > 0) {
            bound(boxes, 0, 0, triangles);
            new Build(0, 0, triangles, 0).compute();
        }
        for (int i = 0; i < triangles; i++) {
            store(mesh, i, order[i]);
        }
        centers = null;
        extents = null;
        holes = scene.materials().stream().anyMatch(material -> material.alphaCutoff() > 0);
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

    private void store(Mesh mesh, int place, int t) {
        for (int axis = 0; axis < 3; axis++) {
            float p = mesh.positions()[3 * mesh.triangles()[3 * t] + axis];
            corners[9 * place + axis] = p;
            corners[9 * place + 3 + axis] =
                    mesh.positions()[3 * mesh.triangles()[3 * t + 1] + axis] - p;
            corners[9 * place + 6 + axis] =
                    mesh.positions()[3 * mesh.triangles()[3 * t + 2] + axis] - p;
        }
    }

    /** Length of the diagonal of all. */
    float diagonal() {
        float x = boxes[3] - boxes[0];
        float y = boxes[4] - boxes[1];
        float z = boxes[5] - boxes[2];
        return (float) Math.sqrt(x * x + y * y + z * z);
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
            int middle = depth > DEPTH / 2 ? half(child) : cut(child);
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

    /**
     * Whether any triangle, from either side, is between a point and {@code reach} times the
     * direction from it.
     *
     * @param stack room for {@link #DEPTH} numbers
     */
    boolean blocks(
            float ox, float oy, float oz, float dx, float dy, float dz, float reach, int[] stack) {
        if (order.length == 0) {
            return false;
        }
        float ix = 1 / (dx == 0 ? Float.MIN_NORMAL : dx);
        float iy = 1 / (dy == 0 ? Float.MIN_NORMAL : dy);
        float iz = 1 / (dz == 0 ? Float.MIN_NORMAL : dz);
        int nearX = ix < 0 ? 3 : 0;
        int nearY = iy < 0 ? 4 : 1;
        int nearZ = iz < 0 ? 5 : 2;
        int top = 0;
        int node = 0;
        while (true) {
            int box = 6 * node;
            float enter =
                    Math.max(
                            Math.max(
                                    (boxes[box + nearX] - ox) * ix, (boxes[box + nearY] - oy) * iy),
                            Math.max((boxes[box + nearZ] - oz) * iz, 0));
            float leave =
                    Math.min(
                            Math.min(
                                    (boxes[box + 3 - nearX] - ox) * ix,
                                    (boxes[box + 5 - nearY] - oy) * iy),
                            Math.min((boxes[box + 7 - nearZ] - oz) * iz, reach));
            if (enter <= leave) {
                int link = links[node];
                if (link >= 0) {
                    stack[top++] = link + 1;
                    node = link;
                    continue;
                }
                int leaf = -1 - link;
                int end = leaf / 8 + leaf % 8;
                for (int place = leaf / 8; place < end; place++) {
                    if (hits(place, ox, oy, oz, dx, dy, dz, reach)) {
                        return true;
                    }
                }
            }
            if (top == 0) {
                return false;
            }
            node = stack[--top];
        }
    }

    /** Intersects a triangle (Moeller and Trumbore 1997). */
    private boolean hits(
            int place, float ox, float oy, float oz, float dx, float dy, float dz, float reach) {
        int at = 9 * place;
        float ux = corners[at + 3];
        float uy = corners[at + 4];
        float uz = corners[at + 5];
        float vx = corners[at + 6];
        float vy = corners[at + 7];
        float vz = corners[at + 8];
        float px = dy * vz - dz * vy;
        float py = dz * vx - dx * vz;
        float pz = dx * vy - dy * vx;
        float det = ux * px + uy * py + uz * pz;
        if (det == 0) {
            return false;
        }
        float inverse = 1 / det;
        float sx = ox - corners[at];
        float sy = oy - corners[at + 1];
        float sz = oz - corners[at + 2];
        float b1 = (sx * px + sy * py + sz * pz) * inverse;
        if (!(b1 >= 0 && b1 <= 1)) {
            return false;
        }
        float qx = sy * uz - sz * uy;
        float qy = sz * ux - sx * uz;
        float qz = sx * uy - sy * ux;
        float b2 = (dx * qx + dy * qy + dz * qz) * inverse;
        if (!(b2 >= 0 && b1 + b2 <= 1)) {
            return false;
        }
        float distance = (vx * qx + vy * qy + vz * qz) * inverse;
        return distance > 0 && distance < reach && !(holes && isHole(order[place], b1, b2));
    }

    private boolean isHole(int t, float b1, float b2) {
        Material material = scene.materials().get(scene.mesh().materials()[t]);
        return material.isHole(scene.mesh(), t, 1 - b1 - b2, b1, b2);
    }
}
