package dev.resplat.train.mesh;

/**
 * Boxes around boxes around triangles, to find out quickly whether something is in the way of a
 * ray. Safe for use by several threads.
 *
 * <p>Nodes are stored as they are visited when every box is hit, and each knows the node after all
 * that are in it: a search goes through the arrays from front to back, and needs no stack.
 */
final class Bvh {
    private final MeshScene scene;

    /** Lower and upper corner of each node's box. */
    private final float[] boxes;

    /** The node that is visited next if a box is not hit. */
    private final int[] skips;

    /** 0 of an inner node; {@code 8 first + count} of the triangles of a leaf. */
    private final int[] leaves;

    /** Triangles in the order of leaves. */
    private final int[] order;

    /** A corner and two edges of each triangle, in the order of leaves. */
    private final float[] corners;

    /** Whether any triangle has holes. */
    private final boolean holes;

    Bvh(MeshScene scene) {
        this.scene = scene;
        Mesh mesh = scene.mesh();
        if (mesh.triangleCount() == 0) {
            boxes = new float[6];
            skips = new int[0];
            leaves = new int[0];
            order = new int[0];
        } else {
            BvhBuilder tree = new BvhBuilder(mesh);
            boxes = new float[6 * tree.nodeCount()];
            skips = new int[tree.nodeCount()];
            leaves = new int[tree.nodeCount()];
            order = tree.order;
            add(tree, 0, 0);
        }
        corners = new float[9 * order.length];
        for (int i = 0; i < order.length; i++) {
            store(mesh, i, order[i]);
        }
        holes = scene.materials().stream().anyMatch(material -> material.alphaCutoff() > 0);
    }

    /** Stores a node of a tree, and all below it, from a place on; returns the place after them. */
    private int add(BvhBuilder tree, int node, int place) {
        System.arraycopy(tree.boxes, 6 * node, boxes, 6 * place, 6);
        int next = place + 1;
        int link = tree.links[node];
        if (link < 0) {
            leaves[place] = -1 - link;
        } else {
            next = add(tree, link + 1, add(tree, link, next));
        }
        skips[place] = next;
        return next;
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

    /** How many triangles there are. */
    int count() {
        return order.length;
    }

    /** Whether all corners of a triangle are finite; others hold up no light. */
    boolean isFinite(int triangle) {
        float sum = 0;
        for (int i = 9 * triangle; i < 9 * triangle + 9; i++) {
            sum += 0 * corners[i];
        }
        return sum == 0;
    }

    /** Sets a corner of a triangle, whose number is one of those that searches return. */
    void corner(int triangle, int corner, float[] out) {
        for (int axis = 0; axis < 3; axis++) {
            float p = corners[9 * triangle + axis];
            out[axis] = corner == 0 ? p : p + corners[9 * triangle + 3 * corner + axis];
        }
    }

    /**
     * Which triangle, seen from either side, is between a point and {@code reach} times the
     * direction from it: any of those that are, or -1 if none is. The number is of use here only.
     *
     * @param hint a number that was returned for a ray nearby, which is tried first, or -1
     */
    int blocker(float ox, float oy, float oz, float dx, float dy, float dz, float reach, int hint) {
        if (hint >= 0 && hits(hint, ox, oy, oz, dx, dy, dz, reach)) {
            return hint;
        }
        float ix = 1 / (dx == 0 ? Float.MIN_NORMAL : dx);
        float iy = 1 / (dy == 0 ? Float.MIN_NORMAL : dy);
        float iz = 1 / (dz == 0 ? Float.MIN_NORMAL : dz);
        int nearX = ix < 0 ? 3 : 0;
        int nearY = iy < 0 ? 4 : 1;
        int nearZ = iz < 0 ? 5 : 2;
        int node = 0;
        while (node < skips.length) {
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
            if (!(enter <= leave)) {
                node = skips[node];
                continue;
            }
            int leaf = leaves[node++];
            int end = leaf / 8 + leaf % 8;
            for (int place = leaf / 8; place < end; place++) {
                if (hits(place, ox, oy, oz, dx, dy, dz, reach)) {
                    return place;
                }
            }
        }
        return -1;
    }

    /** Whether a triangle is in the way (Moeller and Trumbore 1997). */
    boolean hits(
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
