package dev.resplat.train.mesh;

/**
 * A grid that light passes through: each cell has the triangles that light meets in it, those first
 * that it meets first. Safe for use by several threads.
 */
final class LightGrid {
    /** With more triangles in a cell on average, a search among boxes is faster. */
    private static final int LONG = 12;

    /** Rounding of places, in cells. */
    private static final float ROUNDING = 1e-2f;

    private final int size;
    private final float left;
    private final float top;
    private final float scaleX;
    private final float scaleY;

    /** Where the list of each cell begins, {@code [size^2 + 1]}. */
    private final int[] starts;

    /** The lists of triangles. */
    private final int[] entries;

    /** How far the light has come when it meets each. */
    private final float[] begins;

    /**
     * A grid.
     *
     * @param size cells of a side
     * @param polygons what is in the way, projected
     * @param left the corner of the grid, {@code top} too
     * @param width of the grid, {@code height} too
     */
    LightGrid(int size, LightPolygons polygons, float left, float top, float width, float height) {
        this.size = size;
        this.left = left;
        this.top = top;
        scaleX = width > 0 ? size / width : 1;
        scaleY = height > 0 ? size / height : 1;
        starts = new int[size * size + 1];
        int[] order = polygons.order();
        long total = 0;
        Span span = new Span();
        for (int polygon : order) {
            span.set(polygons, polygon);
            while (span.next()) {
                for (int column = span.first; column <= span.last; column++) {
                    starts[span.row * size + column]++;
                }
                total += span.last - span.first + 1;
            }
        }
        if (total > (long) LONG * size * size) {
            entries = null;
            begins = null;
            return;
        }
        // Starts become ends, and go back to be starts while lists are filled from their ends.
        for (int cell = 1; cell < starts.length; cell++) {
            starts[cell] += starts[cell - 1];
        }
        entries = new int[(int) total];
        begins = new float[(int) total];
        for (int i = order.length - 1; i >= 0; i--) {
            span.set(polygons, order[i]);
            while (span.next()) {
                for (int column = span.first; column <= span.last; column++) {
                    int entry = --starts[span.row * size + column];
                    entries[entry] = polygons.triangle(order[i]);
                    begins[entry] = polygons.begin(order[i]);
                }
            }
        }
    }

    /** Whether lists are short enough to be of use; else there are none. */
    boolean isUseful() {
        return entries != null;
    }

    private int inside(float place) {
        return Math.max(0, Math.min(size - 1, (int) place));
    }

    /** The cell at a place. */
    int cell(float x, float y) {
        return inside((y - top) * scaleY) * size + inside((x - left) * scaleX);
    }

    /** The first entry of a cell. */
    int first(int cell) {
        return starts[cell];
    }

    /** The entry after the last of a cell. */
    int end(int cell) {
        return starts[cell + 1];
    }

    /** The triangle of an entry. */
    int triangle(int entry) {
        return entries[entry];
    }

    /** How far the light has come when it meets the triangle of an entry. */
    float begin(int entry) {
        return begins[entry];
    }

    /** The cells of a polygon, row by row. */
    private final class Span {
        private final float[] x = new float[LightPolygons.MOST_CORNERS];
        private final float[] y = new float[LightPolygons.MOST_CORNERS];
        private int corners;
        private int row;
        private int lastRow;
        private int first;
        private int last;

        void set(LightPolygons polygons, int polygon) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            corners = polygons.corners(polygon);
            for (int i = 0; i < corners; i++) {
                x[i] = (polygons.x(polygon, i) - left) * scaleX;
                y[i] = (polygons.y(polygon, i) - top) * scaleY;
                low = Math.min(low, y[i]);
                high = Math.max(high, y[i]);
            }
            row = inside(low - ROUNDING) - 1;
            lastRow = inside(high + ROUNDING);
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
            for (int i = 0; i < corners; i++) {
                int j = i == corners - 1 ? 0 : i + 1;
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

    /** Cells of a side of each of some grids for so many triangles. */
    static int size(int triangles, int grids) {
        int cells = (int) Math.sqrt(2.0 * triangles / grids);
        return Math.max(1, Math.min(1024, cells));
    }
}
