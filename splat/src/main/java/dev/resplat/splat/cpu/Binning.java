package dev.resplat.splat.cpu;

import static dev.resplat.splat.RasterKernels.TILE;

import dev.resplat.splat.RasterKernels.Frame;
import dev.resplat.tensor.cpu.Workers;
import java.util.Arrays;

/**
 * Finds the tiles that splats meet, and the blocks of pixels in them, by the extent of an ellipse
 * within a row of blocks; and sorts the pairs by tile. Pairs of a tile are in the order of their
 * splats because chunks of that order are counted, and placed, one after the other (a stable
 * counting sort).
 */
final class Binning {
    /** Pixels along a side of a block. */
    static final int BLOCK = 4;

    /** Blocks along a side of a tile. */
    private static final int COLUMNS = TILE / BLOCK;

    /** A bit for each block of a row. */
    private static final int ROW = (1 << COLUMNS) - 1;

    /** Splats per task. */
    private static final int GRAIN = 1024;

    /** Chunks of the order at most; each counts its pairs in every tile. */
    private static final int MAX_CHUNKS = 16;

    private static final int MAX_PAIRS = 1 << 30;

    private final Workers workers;
    private final ThreadLocal<Ellipse> ellipses = ThreadLocal.withInitial(Ellipse::new);
    private final ThreadLocal<int[][]> scratches = ThreadLocal.withInitial(() -> new int[2][0]);

    /** Shares splats among workers. */
    Binning(Workers workers) {
        this.workers = workers;
    }

    /** Fills {@code firstSlots} and returns the number of pairs. */
    int count(Splats splats, int[] firstSlots) {
        int n = splats.frame.splats();
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    Ellipse ellipse = ellipses.get();
                    for (int s = from; s < to; s++) {
                        firstSlots[s + 1] = countTiles(splats, s, ellipse);
                    }
                });
        firstSlots[0] = 0;
        long total = 0;
        for (int s = 1; s <= n; s++) {
            total += firstSlots[s];
            if (total > MAX_PAIRS) {
                throw new IllegalArgumentException(
                        "composite: %d splats meet more than 2^30 tiles; use fewer or smaller ones"
                                .formatted(n));
            }
            firstSlots[s] = (int) total;
        }
        return (int) total;
    }

    /** The number of tiles that splat s meets. */
    private static int countTiles(Splats splats, int s, Ellipse ellipse) {
        if (!splats.outline(s, ellipse)) {
            return 0;
        }
        Frame frame = splats.frame;
        int count = 0;
        for (int ty = firstRow(ellipse); ty <= lastRow(ellipse, frame); ty++) {
            if (ellipse.slab(ty * TILE, TILE)) {
                int first = first(ellipse.left, TILE);
                count += Math.max(last(ellipse.right, TILE, frame.tilesX()) - first + 1, 0);
            }
        }
        return count;
    }

    /**
     * Lists the tiles that splat s meets from {@code at} on, and as bits the blocks of each: bit
     * {@code 4 row + column}.
     */
    private static void listTiles(
            Splats splats, int s, Ellipse ellipse, int[] tiles, int[] blocks, int at) {
        if (!splats.outline(s, ellipse)) {
            return;
        }
        Frame frame = splats.frame;
        int next = at;
        for (int ty = firstRow(ellipse); ty <= lastRow(ellipse, frame); ty++) {
            if (!ellipse.slab(ty * TILE, TILE)) {
                continue;
            }
            int begin = next;
            int first = first(ellipse.left, TILE);
            int last = last(ellipse.right, TILE, frame.tilesX());
            for (int tx = first; tx <= last; tx++) {
                tiles[next] = ty * frame.tilesX() + tx;
                blocks[next++] = 0;
            }
            for (int row = 0; row < COLUMNS; row++) {
                if (ellipse.slab(ty * TILE + row * BLOCK, BLOCK)) {
                    markBlocks(ellipse, row, first, blocks, begin, next);
                }
            }
        }
    }

    /** Sets the bits of a row of blocks, in tiles from column {@code first} on. */
    private static void markBlocks(
            Ellipse ellipse, int row, int first, int[] blocks, int begin, int end) {
        int tiles = end - begin;
        int from = first(ellipse.left, BLOCK) - first * COLUMNS;
        int to = last(ellipse.right, BLOCK, (first + tiles) * COLUMNS) - first * COLUMNS;
        for (int i = begin; i < end; i++, from -= COLUMNS, to -= COLUMNS) {
            int left = Math.min(Math.max(from, 0), COLUMNS);
            int right = Math.min(Math.max(COLUMNS - 1 - to, 0), COLUMNS);
            blocks[i] |= (ROW << left & ROW >> right) << COLUMNS * row;
        }
    }

    private static int firstRow(Ellipse ellipse) {
        return first(ellipse.top(), TILE);
    }

    private static int lastRow(Ellipse ellipse, Frame frame) {
        return last(ellipse.bottom(), TILE, frame.tilesY());
    }

    /** The first of the intervals of pixels that may have a centre beyond a coordinate. */
    private static int first(float coordinate, int size) {
        return Math.max((int) ((coordinate + 0.5f) / size), 0);
    }

    /** The last of so many intervals of pixels that has a centre before a coordinate, or -1. */
    private static int last(float coordinate, int size, int count) {
        return Math.min((int) ((coordinate + (size - 0.5f)) / size), count) - 1;
    }

    /** Fills the lists of pairs, given the first slots. */
    void fill(Splats splats, Splats.Binned bins) {
        Frame frame = splats.frame;
        int n = frame.splats();
        int pairs = bins.firstSlots[n];
        int chunks = Math.max(1, Math.min(MAX_CHUNKS, n / GRAIN));
        int chunk = (n + chunks - 1) / chunks;
        int[] slotTiles = scratch(0, pairs);
        int[] places = scratch(1, chunks * frame.tiles());
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    Ellipse ellipse = ellipses.get();
                    for (int s = from; s < to; s++) {
                        int first = bins.firstSlots[s];
                        listTiles(splats, s, ellipse, slotTiles, bins.slotParts, first);
                        Arrays.fill(bins.slotSplats, first, bins.firstSlots[s + 1], s);
                    }
                });
        workers.forEach(chunks, c -> countPairs(bins, slotTiles, places, c, chunk, frame));
        startPlaces(places, chunks, frame.tiles(), bins.ranges);
        workers.forEach(chunks, c -> place(bins, slotTiles, places, c, chunk, frame));
    }

    private static void countPairs(
            Splats.Binned bins, int[] slotTiles, int[] places, int c, int chunk, Frame frame) {
        int base = c * frame.tiles();
        Arrays.fill(places, base, base + frame.tiles(), 0);
        int end = Math.min((c + 1) * chunk, frame.splats());
        for (int i = c * chunk; i < end; i++) {
            int s = bins.order[i];
            for (int slot = bins.firstSlots[s]; slot < bins.firstSlots[s + 1]; slot++) {
                places[base + slotTiles[slot]]++;
            }
        }
    }

    /** Turns counts into places: tile by tile, and in each chunk by chunk. */
    private static void startPlaces(int[] places, int chunks, int tiles, int[] ranges) {
        int place = 0;
        for (int tile = 0; tile < tiles; tile++) {
            ranges[tile] = place;
            for (int c = 0; c < chunks; c++) {
                int count = places[c * tiles + tile];
                places[c * tiles + tile] = place;
                place += count;
            }
        }
        ranges[tiles] = place;
    }

    private static void place(
            Splats.Binned bins, int[] slotTiles, int[] places, int c, int chunk, Frame frame) {
        int base = c * frame.tiles();
        int end = Math.min((c + 1) * chunk, frame.splats());
        for (int i = c * chunk; i < end; i++) {
            int s = bins.order[i];
            for (int slot = bins.firstSlots[s]; slot < bins.firstSlots[s + 1]; slot++) {
                bins.tilePairs[places[base + slotTiles[slot]]++] = slot;
            }
        }
    }

    private int[] scratch(int which, int size) {
        int[][] arrays = scratches.get();
        if (arrays[which].length < size) {
            arrays[which] = new int[size + size / 4];
        }
        return arrays[which];
    }
}
