package dev.resplat.splat.io;

import java.util.Arrays;

/**
 * An order of points in which neighbours are near each other: that of the interleaved bits of their
 * coordinates (Morton 1966), so that 256 splats in a row have limits close together.
 */
final class MortonOrder {
    private static final int BITS = 10;

    /**
     * Points in the same cell of the grid are put into order among themselves if more than this.
     */
    private final int enough;

    private final float[] points;

    private MortonOrder(float[] points, int enough) {
        this.points = points;
        this.enough = enough;
    }

    /**
     * The indices of points in that order.
     *
     * @param points {@code [N, 3]}
     * @param enough as many points need no order among themselves
     * @return {@code [N]}
     */
    static int[] of(float[] points, int enough) {
        int[] order = new int[points.length / 3];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        new MortonOrder(points, enough).sort(order, 0, order.length);
        return order;
    }

    /** Sorts a part on the grid of its own limits, and then what shares a cell. */
    private void sort(int[] order, int from, int to) {
        double[] low = new double[3];
        double size = 0;
        for (int axis = 0; axis < 3; axis++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                double value = points[3 * order[i] + axis];
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            low[axis] = least;
            size = Math.max(size, most - least);
        }
        if (to - from <= enough || size <= 0) {
            return;
        }
        // Cells are cubes: one point far away along one axis is then not the end of order along it.
        double scale = ((1 << BITS) - 1) / size;
        long[] keys = new long[to - from];
        for (int i = from; i < to; i++) {
            long cell = 0;
            for (int axis = 0; axis < 3; axis++) {
                double at = (points[3 * order[i] + axis] - low[axis]) * scale;
                cell |= spread((int) at) << axis;
            }
            keys[i - from] = cell << Integer.SIZE | order[i];
        }
        Arrays.sort(keys);
        int start = from;
        for (int i = from; i < to; i++) {
            order[i] = (int) keys[i - from];
            boolean last =
                    i + 1 == to
                            || keys[i + 1 - from] >>> Integer.SIZE
                                    != keys[i - from] >>> Integer.SIZE;
            if (last) {
                // order[start .. i] is complete, and nothing behind is read any more from it.
                if (i + 1 - start > enough) {
                    sort(order, start, i + 1);
                }
                start = i + 1;
            }
        }
    }

    /** Puts two zeros between each two of ten bits. */
    private static long spread(int bits) {
        long x = bits;
        x = (x | x << 16) & 0x30000ffL;
        x = (x | x << 8) & 0x300f00fL;
        x = (x | x << 4) & 0x30c30c3L;
        return (x | x << 2) & 0x9249249L;
    }
}
