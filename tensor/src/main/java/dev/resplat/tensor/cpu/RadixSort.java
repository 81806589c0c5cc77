package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Sorts longs by their upper 32 bits, as signed numbers, least significant digit first (Knuth, The
 * Art of Computer Programming 3, 5.2.5). It is stable; digits that all elements share cost one
 * count. Short arrays are sorted by four digits of 8 bits, as counters cost time too, longer ones
 * by three of 11. Long arrays are cut into slices that are counted and moved in parallel.
 */
final class RadixSort {
    private static final int KEY_BITS = 32;
    private static final int FEW_BITS = 8;
    private static final int MANY_BITS = 11;
    private static final int FEW_ELEMENTS = 1 << 12;
    private static final int PARALLEL = 1 << 16;

    private final Workers workers;

    RadixSort(Workers workers) {
        this.workers = workers;
    }

    /**
     * Sorts the first n elements of {@code a}.
     *
     * @param b room for n elements
     * @param counters room for {@link #counters} numbers
     * @return a or b, whichever holds the result
     */
    long[] sort(long[] a, long[] b, int n, int[] counters) {
        int perSlice = n < PARALLEL ? n : (n - 1) / workers.parallelism() + 1;
        int bits = bits(n);
        long[] from = a;
        long[] to = b;
        for (int shift = Long.SIZE - KEY_BITS; shift < Long.SIZE; shift += bits) {
            if (move(from, to, n, perSlice, shift, bits, counters)) {
                long[] swap = from;
                from = to;
                to = swap;
            }
        }
        return from;
    }

    /** How many counters sorting n elements takes. */
    int counters(int n) {
        return (n < PARALLEL ? 1 : workers.parallelism()) << bits(n);
    }

    private static int bits(int n) {
        return n < FEW_ELEMENTS ? FEW_BITS : MANY_BITS;
    }

    /** Moves all elements to their places by one digit; not if they all share it. */
    private boolean move(
            long[] a, long[] b, int n, int perSlice, int shift, int bits, int[] counters) {
        int mask = (1 << bits) - 1;
        if (perSlice >= n) {
            // Without lambdas, which would be made for every digit of every row.
            count(a, 0, n, shift, mask, counters, 0);
            if (!startsFromCounts(counters, 1, 1 << bits, n)) {
                return false;
            }
            place(a, b, 0, n, shift, mask, counters, 0);
            return true;
        }
        return moveSlices(a, b, n, perSlice, shift, bits, counters);
    }

    private boolean moveSlices(
            long[] a, long[] b, int n, int perSlice, int shift, int bits, int[] counters) {
        int mask = (1 << bits) - 1;
        workers.forRanges(
                n,
                perSlice,
                (from, to) -> count(a, from, to, shift, mask, counters, from / perSlice << bits));
        int slices = (n - 1) / perSlice + 1;
        if (!startsFromCounts(counters, slices, 1 << bits, n)) {
            return false;
        }
        workers.forRanges(
                n,
                perSlice,
                (from, to) ->
                        place(a, b, from, to, shift, mask, counters, from / perSlice << bits));
        return true;
    }

    /** The highest digit holds the sign: shifted by half the range, negative numbers come first. */
    private static int digit(long element, int shift, int mask) {
        return (int) ((element ^ Long.MIN_VALUE) >>> shift) & mask;
    }

    private static void count(
            long[] a, int from, int to, int shift, int mask, int[] counters, int first) {
        Arrays.fill(counters, first, first + mask + 1, 0);
        for (int i = from; i < to; i++) {
            counters[first + digit(a[i], shift, mask)]++;
        }
    }

    /** Turns counts into first places; false if one digit has all n elements. */
    private static boolean startsFromCounts(int[] counters, int slices, int digits, int n) {
        int start = 0;
        for (int digit = 0; digit < digits; digit++) {
            int before = start;
            for (int at = digit; at < slices * digits; at += digits) {
                int count = counters[at];
                counters[at] = start;
                start += count;
            }
            if (start - before == n) {
                return false;
            }
        }
        return true;
    }

    private static void place(
            long[] a, long[] b, int from, int to, int shift, int mask, int[] counters, int first) {
        for (int i = from; i < to; i++) {
            long element = a[i];
            b[counters[first + digit(element, shift, mask)]++] = element;
        }
    }
}
