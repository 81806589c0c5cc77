package dev.resplat.train.mesh;

import java.util.Arrays;
import java.util.Optional;

/**
 * What may hold up the light of a {@link Light.Directional}: a grid across its direction, where
 * each cell has the triangles that light meets in it, those first that it meets first (Haines and
 * Greenberg 1986, "The light buffer: a shadow-testing accelerator"). A point has to look only into
 * its cell, until triangles begin that are behind it. Safe for use by several threads.
 */
final class LightBuffer {
    private static final int CELLS_PER_TRIANGLE = 2;
    private static final int MOST = 1024;

    /** With more triangles in a cell on average, a search among boxes is faster. */
    private static final int LONG = 12;

    private final Bvh triangles;

    /** Two directions across the light, and its own, {@code [3, 3]}. */
    private final float[] axes;

    /** Cells of a side. */
    private final int size;

    /** The corner of the grid, and cells of a unit of length, along both directions across. */
    private final float[] corner = new float[2];

    private final float[] scale = new float[2];

    /** Where the list of each cell begins, {@code [size^2 + 1]}. */
    private final int[] starts;

    /** The lists of triangles, by their numbers in {@link #triangles}. */
    private int[] entries;

    /** How far along the light each entry begins. */
    private float[] begins;

    private LightBuffer(Bvh triangles, float[] direction) {
        this.triangles = triangles;
        axes = axes(direction);
        int cells = (int) Math.sqrt((double) CELLS_PER_TRIANGLE * triangles.count());
        size = Math.max(1, Math.min(MOST, cells));
        starts = new int[size * size + 1];
    }

    /**
     * The buffer of a light, or nothing if triangles are so large on the grid that it is of no use.
     *
     * @param direction where the light goes, a unit vector
     */
    static Optional<LightBuffer> of(Bvh triangles, float[] direction) {
        LightBuffer buffer = new LightBuffer(triangles, direction);
        return buffer.build() ? Optional.of(buffer) : Optional.empty();
    }

    private static float[] axes(float[] d) {
        int least = Math.abs(d[0]) < Math.abs(d[1]) ? 0 : 1;
        least = Math.abs(d[2]) < Math.abs(d[least]) ? 2 : least;
        float[] u = new float[3];
        u[least] = 1;
        float along = d[least];
        float length = (float) Math.sqrt(1 - along * along);
        for (int i = 0; i < 3; i++) {
            u[i] = (u[i] - along * d[i]) / length;
        }
        return new float[] {
            u[0],
            u[1],
            u[2],
            d[1] * u[2] - d[2] * u[1],
            d[2] * u[0] - d[0] * u[2],
            d[0] * u[1] - d[1] * u[0],
            d[0],
            d[1],
            d[2]
        };
    }

    private float along(int axis, float x, float y, float z) {
        return axes[3 * axis] * x + axes[3 * axis + 1] * y + axes[3 * axis + 2] * z;
    }

    /** Whether lists are short enough; then they are made. */
    private boolean build() {
        int count = triangles.count();
        float[] corners = new float[6 * count];
        long[] order = project(corners);
        int used = bound(corners, order);
        if (used == 0) {
            return false;
        }
        Span span = new Span();
        long total = 0;
        for (int i = 0; i < used; i++) {
            span.set(corners, (int) order[i]);
            while (span.next()) {
                for (int column = span.first; column <= span.last; column++) {
                    starts[span.row * size + column]++;
                }
                total += span.last - span.first + 1;
            }
        }
        if (total > (long) LONG * size * size) {
            return false;
        }
        // Starts become ends, and go back to be starts while the lists are filled from their ends.
        for (int cell = 1; cell < starts.length; cell++) {
            starts[cell] += starts[cell - 1];
        }
        entries = new int[(int) total];
        begins = new float[(int) total];
        for (int i = used - 1; i >= 0; i--) {
            int triangle = (int) order[i];
            float begin = begin(order[i]);
            span.set(corners, triangle);
            while (span.next()) {
                for (int column = span.first; column <= span.last; column++) {
                    int entry = --starts[span.row * size + column];
                    entries[entry] = triangle;
                    begins[entry] = begin;
                }
            }
        }
        return true;
    }

    /**
     * Sets where corners are across the light, {@code [count, 3, 2]}, and returns triangles in the
     * order in which light meets them: how far it has come, and the number of the triangle.
     */
    private long[] project(float[] corners) {
        long[] order = new long[triangles.count()];
        float[] p = new float[3];
        for (int t = 0; t < order.length; t++) {
            float begin = Float.POSITIVE_INFINITY;
            for (int i = 0; i < 3; i++) {
                triangles.corner(t, i, p);
                corners[6 * t + 2 * i] = along(0, p[0], p[1], p[2]);
                corners[6 * t + 2 * i + 1] = along(1, p[0], p[1], p[2]);
                begin = Math.min(begin, along(2, p[0], p[1], p[2]));
            }
            order[t] = (long) sortable(begin) << 32 | t;
        }
        Arrays.sort(order);
        return order;
    }

    /** An integer that is to others as the float is to theirs; of NaN it is the largest. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ (bits >> 31 & 0x7FFFFFFF);
    }

    private static float begin(long key) {
        int bits = (int) (key >> 32);
        return Float.intBitsToFloat(bits ^ (bits >> 31 & 0x7FFFFFFF));
    }

    /**
     * Sets the grid around all triangles that are finite; these come first in the order then.
     *
     * @return how many are
     */
    private int bound(float[] corners, long[] order) {
        float[] low = {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY};
        float[] high = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        int used = 0;
        for (long key : order) {
            int t = (int) key;
            float sum = 0 * begin(key);
            for (int i = 6 * t; i < 6 * t + 6; i++) {
                sum += 0 * corners[i];
            }
            if (sum == 0) {
                order[used++] = key;
                for (int i = 6 * t; i < 6 * t + 6; i++) {
                    low[i & 1] = Math.min(low[i & 1], corners[i]);
                    high[i & 1] = Math.max(high[i & 1], corners[i]);
                }
            }
        }
        for (int axis = 0; axis < 2; axis++) {
            corner[axis] = low[axis];
            float length = high[axis] - low[axis];
            scale[axis] = length > 0 ? size / length : 1;
        }
        return used;
    }

    private int cell(int axis, float place) {
        return Math.max(0, Math.min(size - 1, (int) ((place - corner[axis]) * scale[axis])));
    }

    /** The cells of a triangle, row by row. */
    private final class Span {
        /** Rounding of places on the grid, in cells. */
        private static final float ROUNDING = 1e-2f;

        private final float[] x = new float[3];
        private final float[] y = new float[3];
        private int row;
        private int lastRow;
        private int first;
        private int last;

        void set(float[] corners, int t) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < 3; i++) {
                x[i] = (corners[6 * t + 2 * i] - corner[0]) * scale[0];
                y[i] = (corners[6 * t + 2 * i + 1] - corner[1]) * scale[1];
                low = Math.min(low, y[i]);
                high = Math.max(high, y[i]);
            }
            row = inside(low - ROUNDING) - 1;
            lastRow = inside(high + ROUNDING);
        }

        private int inside(float place) {
            return Math.max(0, Math.min(size - 1, (int) place));
        }

        /** Goes on to the next row; false if there is none. */
        boolean next() {
            if (++row > lastRow) {
                return false;
            }
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            float above = row - ROUNDING;
            float below = row + 1 + ROUNDING;
            for (int i = 0; i < 3; i++) {
                int j = i == 2 ? 0 : i + 1;
                float step = y[j] - y[i];
                float from = 0;
                float to = 1;
                if (step != 0) {
                    float t0 = (above - y[i]) / step;
                    float t1 = (below - y[i]) / step;
                    from = Math.max(0, Math.min(t0, t1));
                    to = Math.min(1, Math.max(t0, t1));
                } else if (y[i] < above || y[i] > below) {
                    continue;
                }
                if (from <= to) {
                    float p = x[i] + from * (x[j] - x[i]);
                    float q = x[i] + to * (x[j] - x[i]);
                    low = Math.min(low, Math.min(p, q));
                    high = Math.max(high, Math.max(p, q));
                }
            }
            first = inside(low - ROUNDING);
            last = low <= high ? inside(high + ROUNDING) : first - 1;
            return true;
        }
    }

    /**
     * Which triangle, seen from either side, the light has met before a point: any of those, or -1
     * if there is none.
     *
     * @param hint as in {@link Bvh#blocker}
     */
    int blocker(float x, float y, float z, int hint) {
        float dx = -axes[6];
        float dy = -axes[7];
        float dz = -axes[8];
        if (hint >= 0 && triangles.hits(hint, x, y, z, dx, dy, dz, Float.MAX_VALUE)) {
            return hint;
        }
        int cell = cell(1, along(1, x, y, z)) * size + cell(0, along(0, x, y, z));
        float depth = along(2, x, y, z);
        int end = starts[cell + 1];
        for (int entry = starts[cell]; entry < end && begins[entry] <= depth; entry++) {
            if (triangles.hits(entries[entry], x, y, z, dx, dy, dz, Float.MAX_VALUE)) {
                return entries[entry];
            }
        }
        return -1;
    }
}
