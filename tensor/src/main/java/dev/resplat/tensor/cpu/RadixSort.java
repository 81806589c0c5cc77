package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Sorts longs by their upper 32 bits, as signed numbers, least significant digit first (Knuth, The
 * Art of Computer Programming 3, 5.2.5). It is stable; digits that all elements share cost one
 * count. Long arrays are cut into slices that are counted and moved in parallel.
 */
final class RadixSort {
    private static final int BITS = 11;
    private static final int DIGITS = 1 << BITS;
    private static final int PASSES = 3;
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
        long[] from = a;
        long[] to = b;
        for (int pass = 0; pass < PASSES; pass++) {
            if (move(from, to, n, perSlice, pass, counters)) {
                long[] swap = from;
                from = to;
                to = swap;
            }
        }
        return from;
    }

    /** How many counters sorting n elements takes. */
    int counters(int n) {
        return n < PARALLEL ? DIGITS : DIGITS * workers.parallelism();
    }

    /** Moves all elements to their places by one digit; not if they all share it. */
    private boolean move(long[] a, long[] b, int n, int perSlice, int pass, int[] counters) {
        int shift = 32 + pass * BITS;
        workers.forRanges(
                n,
                perSlice,
                (from, to) -> count(a, from, to, shift, counters, from / perSlice * DIGITS));
        int slices = (n - 1) / perSlice + 1;
        if (!startsFromCounts(counters, slices, n)) {
            return false;
        }
        workers.forRanges(
                n,
                perSlice,
                (from, to) -> place(a, b, from, to, shift, counters, from / perSlice * DIGITS));
        return true;
    }

    /** The highest digit holds the sign: shifted by half the range, negative numbers come first. */
    private static int digit(long element, int shift) {
        return (int) ((element ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
    }

    private static void count(long[] a, int from, int to, int shift, int[] counters, int first) {
        Arrays.fill(counters, first, first + DIGITS, 0);
        for (int i = from; i < to; i++) {
            counters[first + digit(a[i], shift)]++;
        }
    }

    /** Turns counts into first places; false if one digit has all n elements. */
    private static boolean startsFromCounts(int[] counters, int slices, int n) {
        int start = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int before = start;
            for (int at = digit; at < slices * DIGITS; at += DIGITS) {
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
            long[] a, long[] b, int from, int to, int shift, int[] counters, int first) {
        for (int i = from; i < to; i++) {
            long element = a[i];
            b[counters[first + digit(element, shift)]++] = element;
        }
    }
}
