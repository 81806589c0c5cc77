package dev.resplat.train.mesh;

/**
 * Projects triangles on the sides of a cube around a place: the part of a triangle that is seen
 * through a side, by clipping at the side's four edges (Sutherland and Hodgman 1974).
 *
 * <p>Sides are along +x, -x, +y, -y, +z, -z; the places on them are the other two coordinates in
 * their order, divided by the distance along the axis.
 */
final class CubeClip {
    /** What is beyond the edge of a side by less is kept: more than rounding. */
    private static final float ROOM = 1 + 1e-4f;

    /** Corners of the triangle as seen from the place, and polygons between planes. */
    private final float[] corners = new float[9];

    private float[] polygon = new float[3 * LightPolygons.MOST_CORNERS];
    private float[] next = new float[3 * LightPolygons.MOST_CORNERS];

    /** The side that a direction passes through. */
    static int side(float x, float y, float z) {
        float ax = Math.abs(x);
        float ay = Math.abs(y);
        float az = Math.abs(z);
        if (ax >= ay && ax >= az) {
            return x < 0 ? 1 : 0;
        }
        if (ay >= az) {
            return y < 0 ? 3 : 2;
        }
        return z < 0 ? 5 : 4;
    }

    /** Adds a triangle to the sides that it is seen through. */
    void add(Bvh triangles, int triangle, float[] place, LightPolygons[] sides) {
        for (int i = 0; i < 3; i++) {
            triangles.corner(triangle, i, next);
            for (int axis = 0; axis < 3; axis++) {
                corners[3 * i + axis] = next[axis] - place[axis];
            }
        }
        for (int side = 0; side < sides.length; side++) {
            int count = clip(side);
            if (count >= 3) {
                sides[side].start(triangle);
                for (int i = 0; i < count; i++) {
                    float depth = polygon[3 * i + 2];
                    sides[side].corner(polygon[3 * i] / depth, polygon[3 * i + 1] / depth, depth);
                }
            }
        }
    }

    /** Sets the part that is seen through a side: two coordinates and the distance; its corners. */
    private int clip(int side) {
        int axis = side / 2;
        float sign = (side & 1) == 0 ? 1 : -1;
        int first = axis == 0 ? 1 : 0;
        int second = axis == 2 ? 1 : 2;
        boolean before = false;
        for (int i = 0; i < 3; i++) {
            polygon[3 * i] = corners[3 * i + first];
            polygon[3 * i + 1] = corners[3 * i + second];
            polygon[3 * i + 2] = sign * corners[3 * i + axis];
            before |= polygon[3 * i + 2] > 0;
        }
        int count = before ? 3 : 0;
        for (int plane = 0; plane < 4 && count >= 3; plane++) {
            count = clip(plane / 2, (plane & 1) == 0 ? 1 : -1, count);
        }
        for (int i = 0; i < count; i++) {
            // The place is in the triangle, or at its edge: it has no projection.
            if (!(polygon[3 * i + 2] > Float.MIN_NORMAL)) {
                return 0;
            }
        }
        return count;
    }

    /** Keeps what is on the inner side of a plane; returns how many corners that has. */
    private int clip(int coordinate, float sign, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int at = 3 * i;
            int after = 3 * (i + 1 < count ? i + 1 : 0);
            float here = ROOM * polygon[at + 2] - sign * polygon[at + coordinate];
            float there = ROOM * polygon[after + 2] - sign * polygon[after + coordinate];
            if (here >= 0) {
                System.arraycopy(polygon, at, next, 3 * kept++, 3);
            }
            if (here >= 0 != there >= 0) {
                float part = here / (here - there);
                for (int c = 0; c < 3; c++) {
                    next[3 * kept + c] =
                            polygon[at + c] + part * (polygon[after + c] - polygon[at + c]);
                }
                kept++;
            }
        }
        float[] swapped = polygon;
        polygon = next;
        next = swapped;
        return kept;
    }
}
