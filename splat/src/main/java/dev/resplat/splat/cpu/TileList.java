package dev.resplat.splat.cpu;

import static dev.resplat.splat.RasterKernels.TILE;

import dev.resplat.splat.RasterKernels.Frame;
import java.util.Arrays;

/**
 * The tiles that some splats meet, splat after splat, and in each the blocks, by the {@link
 * Extents} of their ellipses.
 */
final class TileList {
    /** Pairs of all splats at most: lists of them take half a gigabyte. */
    static final int MAX_PAIRS = 1 << 25;

    /** Blocks along a side of a tile. */
    private static final int COLUMNS = TILE / Extents.BLOCK;

    /** A bit for each block of a row. */
    private static final int ROW = (1 << COLUMNS) - 1;

    private final Ellipse ellipse = new Ellipse();
    private final Extents extents;

    /** Tiles. */
    int[] tiles = new int[1024];

    /**
     * {@code [size, 2]}: the blocks of each, in two halves of 64 bits, bit {@code 8 row + column}.
     */
    int[] blocks = new int[2048];

    /** How many. */
    int size;

    TileList(Extents extents) {
        this.extents = extents;
    }

    /** Lists the tiles of splat s. */
    void add(Splats splats, int s) {
        if (!splats.outline(s, ellipse)) {
            return;
        }
        Frame frame = splats.frame;
        extents.find(ellipse, COLUMNS * frame.tilesY(), COLUMNS * frame.tilesX());
        int first = extents.top / COLUMNS;
        int last = extents.bottom / COLUMNS;
        for (int ty = first; extents.top <= extents.bottom && ty <= last; ty++) {
            addRow(ty, frame.tilesX());
        }
    }

    /** Lists what the ellipse meets of a row of tiles. */
    private void addRow(int ty, int tilesX) {
        int from = Math.max(ty * COLUMNS, extents.top);
        int to = Math.min(ty * COLUMNS + COLUMNS - 1, extents.bottom);
        int least = Integer.MAX_VALUE;
        int most = -1;
        for (int row = from; row <= to; row++) {
            int left = extents.left[row - extents.top];
            int right = extents.right[row - extents.top];
            least = left <= right ? Math.min(least, left) : least;
            most = left <= right ? Math.max(most, right) : most;
        }
        for (int tx = least / COLUMNS; tx <= most / COLUMNS && most >= 0; tx++) {
            long blocks = 0;
            for (int row = from; row <= to; row++) {
                int left = extents.left[row - extents.top] - tx * COLUMNS;
                int right = extents.right[row - extents.top] - tx * COLUMNS;
                blocks |= (long) between(left, right) << COLUMNS * (row - ty * COLUMNS);
            }
            add(ty * tilesX + tx, blocks);
        }
    }

    /** Bits from one column to another, of those of a tile. */
    private static int between(int first, int last) {
        int below = Math.min(Math.max(first, 0), COLUMNS);
        int above = Math.min(Math.max(COLUMNS - 1 - last, 0), COLUMNS);
        return ROW << below & ROW >> above;
    }

    private void add(int tile, long blocksOfTile) {
        if (size == tiles.length) {
            if (size >= MAX_PAIRS) {
                throw tooMany();
            }
            tiles = Arrays.copyOf(tiles, 2 * size);
            blocks = Arrays.copyOf(blocks, 4 * size);
        }
        tiles[size] = tile;
        blocks[2 * size] = (int) blocksOfTile;
        blocks[2 * size + 1] = (int) (blocksOfTile >>> 32);
        size++;
    }

    /** The error for more than {@link #MAX_PAIRS}. */
    static IllegalArgumentException tooMany() {
        return new IllegalArgumentException(
                "composite: splats meet tiles of 32 by 32 pixels more than 2^25 times;"
                        + " use fewer or smaller splats");
    }
}
