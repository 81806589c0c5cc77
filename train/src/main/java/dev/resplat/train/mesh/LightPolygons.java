package dev.resplat.train.mesh;

import java.util.Arrays;

/** Triangles as light from one place or direction meets them, projected and clipped. */
final class LightPolygons {
    /** A triangle that is clipped at four planes. */
    static final int MOST_CORNERS = 7;

    private int count;
    private int[] triangles = new int[256];
    private int[] firsts = new int[257];
    private float[] begins = new float[256];
    private float[] places = new float[2048];

    /** Begins a polygon; its corners follow. */
    void start(int triangle) {
        if (count == triangles.length) {
            triangles = Arrays.copyOf(triangles, 2 * count);
            begins = Arrays.copyOf(begins, 2 * count);
            firsts = Arrays.copyOf(firsts, 2 * count + 1);
        }
        triangles[count] = triangle;
        begins[count] = Float.POSITIVE_INFINITY;
        firsts[++count] = firsts[count - 1];
    }

    /**
     * Adds a corner.
     *
     * @param x on the grid, {@code y} too
     * @param begin how far the light has come
     */
    void corner(float x, float y, float begin) {
        int at = 2 * firsts[count]++;
        if (at + 2 > places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[at] = x;
        places[at + 1] = y;
        begins[count - 1] = Math.min(begins[count - 1], begin);
    }

    int count() {
        return count;
    }

    int triangle(int polygon) {
        return triangles[polygon];
    }

    float begin(int polygon) {
        return begins[polygon];
    }

    int corners(int polygon) {
        return firsts[polygon + 1] - firsts[polygon];
    }

    float x(int polygon, int corner) {
        return places[2 * (firsts[polygon] + corner)];
    }

    float y(int polygon, int corner) {
        return places[2 * (firsts[polygon] + corner) + 1];
    }

    /** Polygons in the order in which light meets them. */
    int[] order() {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToIntBits(begins[i]);
            // An integer that is to others as the float is to theirs.
            keys[i] = (long) (bits ^ (bits >> 31 & 0x7FFFFFFF)) << 32 | i;
        }
        Arrays.sort(keys);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }

    /** Left, top, width and height of all. */
    float[] bounds() {
        float[] low = {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY};
        float[] high = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (int i = 0; i < 2 * firsts[count]; i++) {
            low[i & 1] = Math.min(low[i & 1], places[i]);
            high[i & 1] = Math.max(high[i & 1], places[i]);
        }
        return new float[] {low[0], low[1], high[0] - low[0], high[1] - low[1]};
    }
}
