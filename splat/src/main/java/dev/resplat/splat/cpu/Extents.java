package dev.resplat.splat.cpu;

/**
 * Where an ellipse is, in blocks of pixels: in which rows, and in each of them in which columns.
 * Only centres of pixels count.
 */
abstract class Extents {
    /** Pixels along a side of a block. */
    static final int BLOCK = 4;

    /** The first row. */
    protected int top;

    /** The last row; less than the first where there is none. */
    protected int bottom;

    /** The first column of each row. */
    protected int[] left = {};

    /** The last column of each row; less than the first where there is none. */
    protected int[] right = {};

    /** Finds the rows, of so many, and the columns. */
    final void find(Ellipse e, int rows, int columns) {
        top = first(e.meanY - e.halfHeight);
        bottom = last(e.meanY + e.halfHeight, rows);
        int count = bottom - top + 1;
        if (left.length < count) {
            left = new int[2 * count];
            right = new int[2 * count];
        }
        if (count > 0) {
            findColumns(e, columns);
        }
    }

    /** Fills {@link #left} and {@link #right}. */
    protected abstract void findColumns(Ellipse e, int columns);

    /** The first block, 0 or more, that may have a centre beyond a coordinate. */
    protected static int first(float coordinate) {
        return Math.max((int) ((coordinate + 0.5f) / BLOCK), 0);
    }

    /** The last of so many blocks that may have a centre before a coordinate, or -1. */
    protected static int last(float coordinate, int count) {
        return Math.min((int) ((coordinate + (BLOCK - 0.5f)) / BLOCK), count) - 1;
    }
}
