package dev.resplat.opencl;

import java.util.Map;
import java.util.Optional;

/**
 * How a matrix product is cut: a work-group has a tile of the result, a work-item some of its rows
 * and columns in registers. None of it changes a bit of the result.
 *
 * <p>For each step along the inner product an item reads {@code down + across} elements from local
 * memory for {@code 2 down across} operations: {@code 2 (1 / down + 1 / across)} bytes for an
 * operation, 1 with 4 x 4 and a half with 8 x 8. A group reads {@code 2 (1 / rows + 1 / columns)}
 * bytes of global memory for an operation: 1/16 with 64 x 64, 1/32 with 128 x 128.
 *
 * @param rows of a tile
 * @param columns of a tile
 * @param step along the inner product, for which a group has both operands in local memory
 * @param down rows of an item
 * @param across columns of an item
 * @param width neighbours that are read and written at once: 2, 4 or 8
 */
record ProductTiles(int rows, int columns, int step, int down, int across, int width) {
    /** Every step is a divisor of it. */
    static final int LONGEST_STEP = 32;

    /** Whether there is such a kernel, on every device. */
    boolean isValid() {
        return (width == 2 || width == 4 || width == 8)
                && isMultiple(down, width)
                && isMultiple(across, width)
                && isMultiple(step, width)
                && isMultiple(LONGEST_STEP, step)
                && isMultiple(rows, down)
                && isMultiple(columns, across)
                && items() <= ClKernel.MAX_WORK_GROUP
                && localBytes() <= ClKernel.MAX_LOCAL_BYTES;
    }

    private static boolean isMultiple(int number, int of) {
        return of > 0 && number > 0 && number % of == 0;
    }

    /** Of a group. */
    int items() {
        return Math.multiplyExact(rows / down, columns / across);
    }

    private long localBytes() {
        return (long) Float.BYTES * step * (rows + (long) columns + 2 * width);
    }

    /** How many tiles there are in a matrix. */
    long in(int m, int n) {
        return ((m - 1L) / rows + 1) * ((n - 1L) / columns + 1);
    }

    /** For products that are wide where others are high. */
    ProductTiles turned() {
        return new ProductTiles(columns, rows, step, across, down, width);
    }

    /** Macros of {@code matmul.cl}. */
    Map<String, String> constants() {
        return Map.of(
                "ROWS", "" + rows,
                "COLUMNS", "" + columns,
                "STEP", "" + step,
                "DOWN", "" + down,
                "ACROSS", "" + across,
                "WIDTH", "" + width);
    }

    /** As in {@link #parse}. */
    @Override
    public String toString() {
        return "%dx%dx%d %dx%d %d".formatted(rows, columns, step, down, across, width);
    }

    /** Tiles as {@link #toString} writes them; empty if they are none. */
    static Optional<ProductTiles> parse(String text) {
        String[] parts = text.split("[x ]", -1);
        if (parts.length != 6) {
            return Optional.empty();
        }
        int[] numbers = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].matches("[1-9][0-9]{0,2}")) {
                return Optional.empty();
            }
            numbers[i] = Integer.parseInt(parts[i]);
        }
        ProductTiles tiles =
                new ProductTiles(
                        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        return tiles.isValid() ? Optional.of(tiles) : Optional.empty();
    }
}
