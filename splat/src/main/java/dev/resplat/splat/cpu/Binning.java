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
    /** Splats per task. */
    private static final int GRAIN = 1024;

    /** Chunks of the order at most; each counts its pairs in every tile. */
    private static final int MAX_CHUNKS = 16;

    /** Two numbers are kept for each pair, in one array. */
    private static final int MAX_PAIRS = (1 << 30) - 64;

    private final Workers workers;
    private final int blockHeight;
    private final ThreadLocal<Rows> rows = ThreadLocal.withInitial(Rows::new);
    private final ThreadLocal<int[][]> scratches = ThreadLocal.withInitial(() -> new int[2][0]);

    /** For blocks of four by this many pixels. */
    Binning(Workers workers, int blockHeight) {
        this.workers = workers;
        this.blockHeight = blockHeight;
    }

    /** Fills {@code firstSlots} and returns the number of pairs. */
    int count(Splats splats, int[] firstSlots) {
        int n = splats.frame.splats();
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    Rows rows = this.rows.get();
                    for (int s = from; s < to; s++) {
                        firstSlots[s + 1] = tiles(splats, s, rows, null, null, 0);
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

    /**
     * Counts the tiles that splat s meets; if asked to, lists them, and the blocks of each.
     *
     * @param tiles list of tiles from {@code at} on, or null
     * @param parts two halves of a long, whose bit {@code row * 4 + column} is set for a block that
     *     the splat meets
     */
    private int tiles(Splats splats, int s, Rows rows, int[] tiles, int[] parts, int at) {
        Frame frame = splats.frame;
        Ellipse ellipse = rows.ellipse;
        if (!splats.outline(s, ellipse)) {
            return 0;
        }
        float y = splats.means[2 * s + 1];
        int first = tile(y - ellipse.halfHeight(), frame.tilesY());
        int last = tile(y + ellipse.halfHeight(), frame.tilesY() - 1);
        int count = 0;
        for (int ty = Math.max(first, 0); ty <= last; ty++) {
            rows.find(splats.means[2 * s], y, ty, blockHeight, 4 * frame.tilesX() - 1);
            int from = rows.least >> 2;
            int to = rows.most >> 2;
            for (int tx = from; tx <= to; tx++) {
                if (tiles != null) {
                    long blocks = rows.blocks(tx);
                    tiles[at + count] = ty * frame.tilesX() + tx;
                    parts[2 * (at + count)] = (int) blocks;
                    parts[2 * (at + count) + 1] = (int) (blocks >>> 32);
                }
                count++;
            }
        }
        return count;
    }

    /** The tile at a coordinate: from -1 to {@code last}. */
    private static int tile(float coordinate, int last) {
        return (int) Math.max(-1, Math.min(last, Math.floor(coordinate / TILE)));
    }

    /** The columns of blocks, counted from the left of the image, that an ellipse meets. */
    private static final class Rows {
        private static final int MAX = TILE;

        final Ellipse ellipse = new Ellipse();
        private final int[] from = new int[MAX];
        private final int[] to = new int[MAX];
        private int count;

        /** The first and last of all rows; the last is less where there are none. */
        int least;

        int most;

        /** Finds them in each row of blocks of a row of tiles. */
        void find(float x, float y, int tileRow, int blockHeight, int lastColumn) {
            count = TILE / blockHeight;
            least = lastColumn + 1;
            most = -1;
            for (int row = 0; row < count; row++) {
                // from the first to the last centre of a pixel
                float top = tileRow * TILE + row * blockHeight + 0.5f - y;
                boolean meets = ellipse.slab(top, top + blockHeight - 1);
                float first = (x + ellipse.left - 3.5f) / 4;
                float last = (x + ellipse.right - 0.5f) / 4;
                from[row] = (int) Math.ceil(Math.max(0, Math.min(first, lastColumn + 1)));
                to[row] = meets ? (int) Math.floor(Math.max(-1, Math.min(last, lastColumn))) : -1;
                if (from[row] <= to[row]) {
                    least = Math.min(least, from[row]);
                    most = Math.max(most, to[row]);
                }
            }
        }

        /** Those of a tile, as bits. */
        long blocks(int tx) {
            long blocks = 0;
            for (int row = 0; row < count; row++) {
                int first = Math.max(from[row] - 4 * tx, 0);
                int end = Math.min(to[row] - 4 * tx + 1, 4);
                if (first < end) {
                    blocks |= (long) ((1 << end) - (1 << first)) << 4 * row;
                }
            }
            return blocks;
        }
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
                    Rows rows = this.rows.get();
                    for (int s = from; s < to; s++) {
                        int first = bins.firstSlots[s];
                        tiles(splats, s, rows, slotTiles, bins.slotParts, first);
                        Arrays.fill(bins.slotSplats, first, bins.firstSlots[s + 1], s);
                    }
                });
        workers.forEach(chunks, c -> countTiles(bins, slotTiles, places, c, chunk, frame));
        startPlaces(places, chunks, frame.tiles(), bins.ranges);
        workers.forEach(chunks, c -> place(bins, slotTiles, places, c, chunk, frame));
    }

    private static void countTiles(
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
