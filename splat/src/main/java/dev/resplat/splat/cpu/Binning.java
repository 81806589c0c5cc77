package dev.resplat.splat.cpu;

import dev.resplat.splat.RasterKernels.Bins;
import dev.resplat.splat.RasterKernels.Frame;
import dev.resplat.tensor.cpu.Workers;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Finds the tiles that splats meet and sorts the pairs by tile. Pairs of a tile are in the order of
 * their splats because chunks of that order are counted, and placed, one after the other (a stable
 * counting sort).
 */
final class Binning {
    /** Splats per task. */
    private static final int GRAIN = 1024;

    /** Chunks of the order at most; each counts its pairs in every tile. */
    private static final int MAX_CHUNKS = 16;

    private final Workers workers;
    private final Supplier<Extents> extents;
    private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

    /** Shares splats among workers; each task has its own extents. */
    Binning(Workers workers, Supplier<Extents> extents) {
        this.workers = workers;
        this.extents = extents;
    }

    /** What a call needs until its pairs are sorted; kept for the next one. */
    private static final class Scratch {
        /** One for each task. */
        TileList[] lists = {};

        /** How many pairs the splats have. */
        int[] counts = {};

        /** The tile of each slot. */
        int[] slotTiles = {};

        /** {@code [chunks, tiles]}: where the next pair goes. */
        int[] places = {};
    }

    /** Lists the pairs. */
    Bins bin(Splats splats, IntFunction<Bins> allocate) {
        int n = splats.frame.splats();
        int tasks = (n + GRAIN - 1) / GRAIN;
        Scratch scratch = scratches.get();
        scratch.counts = atLeast(scratch.counts, n);
        while (scratch.lists.length < tasks) {
            int have = scratch.lists.length;
            scratch.lists = Arrays.copyOf(scratch.lists, tasks);
            Arrays.setAll(
                    scratch.lists, t -> t < have ? scratch.lists[t] : new TileList(extents.get()));
        }
        workers.forEach(tasks, t -> list(splats, t, scratch));
        long pairs = 0;
        for (int t = 0; t < tasks; t++) {
            pairs += scratch.lists[t].size;
        }
        if (pairs > TileList.MAX_PAIRS) {
            throw TileList.tooMany();
        }
        Bins bins = allocate.apply((int) pairs);
        Splats.Binned binned = new Splats.Binned(bins);
        number(binned, scratch, n);
        sort(splats.frame, binned, scratch);
        return bins;
    }

    private static void list(Splats splats, int task, Scratch scratch) {
        TileList list = scratch.lists[task];
        list.size = 0;
        int end = Math.min((task + 1) * GRAIN, splats.frame.splats());
        for (int s = task * GRAIN; s < end; s++) {
            int before = list.size;
            list.add(splats, s);
            scratch.counts[s] = list.size - before;
        }
    }

    /** Numbers the slots. */
    private void number(Splats.Binned bins, Scratch scratch, int n) {
        bins.firstSlots[0] = 0;
        for (int s = 0; s < n; s++) {
            bins.firstSlots[s + 1] = bins.firstSlots[s] + scratch.counts[s];
        }
        scratch.slotTiles = atLeast(scratch.slotTiles, bins.firstSlots[n]);
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    TileList list = scratch.lists[from / GRAIN];
                    int at = bins.firstSlots[from];
                    System.arraycopy(list.tiles, 0, scratch.slotTiles, at, list.size);
                    System.arraycopy(list.blocks, 0, bins.slotParts, 2 * at, 2 * list.size);
                    for (int s = from; s < to; s++) {
                        Arrays.fill(bins.slotSplats, bins.firstSlots[s], bins.firstSlots[s + 1], s);
                    }
                });
    }

    private void sort(Frame frame, Splats.Binned bins, Scratch scratch) {
        int n = frame.splats();
        int chunks = Math.max(1, Math.min(MAX_CHUNKS, n / GRAIN));
        int chunk = (n + chunks - 1) / chunks;
        scratch.places = atLeast(scratch.places, chunks * frame.tiles());
        int[] slotTiles = scratch.slotTiles;
        int[] places = scratch.places;
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

    private static int[] atLeast(int[] array, int size) {
        return array.length < size ? new int[size + size / 4] : array;
    }
}
