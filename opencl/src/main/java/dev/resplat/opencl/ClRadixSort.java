package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Map;

/**
 * A stable sort of keys with their values, {@value #DIGIT_BITS} bits a pass from the lowest on. A
 * pass moves 20 bytes per pair, and the order of equal keys depends on nothing but where they were.
 */
final class ClRadixSort {
    /** Bits of a pass: as many digits as a work-group has work-items. */
    private static final int DIGIT_BITS = 8;

    /** Bits that a block is sorted by at once in local memory. */
    private static final int STEP = 4;

    private static final int GROUP = 1 << DIGIT_BITS;

    /** Pairs of a work-item. */
    private static final int PER = 8;

    private static final int BLOCK = GROUP * PER;

    private static final Map<String, String> CONSTANTS =
            Map.of(
                    "GROUP", "" + GROUP,
                    "PER", "" + PER,
                    "BLOCK", "" + BLOCK,
                    "STEP", "" + STEP);

    private final ClDevice device;
    private final ClPrefixSum sums;

    ClRadixSort(ClDevice device) {
        this.device = device;
        this.sums = new ClPrefixSum(device);
    }

    /** Bits of the numbers below {@code bound}: what {@link #sort} needs to know of such keys. */
    static int bits(int bound) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(bound - 1, 0));
    }

    /** Sorts the first n pairs by the lowest bits of their keys, smallest first. */
    void sort(ClPairs pairs, int n, int bits) {
        sort(pairs, 1, n, bits);
    }

    /**
     * Sorts each row by itself.
     *
     * @param pairs {@code [rows, n]}; keys count as unsigned
     * @param bits from 0 to 32: higher ones of the keys do not count
     */
    void sort(ClPairs pairs, int rows, int n, int bits) {
        if (rows == 0 || n <= 1) {
            return;
        }
        ClProgram program = device.program("radixsort.cl", CONSTANTS);
        int blocks = (n - 1) / BLOCK + 1;
        long[] global = {(long) rows * blocks * GROUP};
        long[] group = {GROUP};
        int most = Math.multiplyExact(rows * blocks, 1 << Math.min(bits, DIGIT_BITS));
        Buffer table = device.allocate(ElementType.INT32, most + 1);
        try {
            for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
                int width = Math.min(DIGIT_BITS, bits - shift);
                program.kernel("countDigits")
                        .buffers(pairs.keys(), table)
                        .ints(n, blocks, shift, width)
                        .run(global, group);
                sums.exclusive(table, table, rows * blocks << width);
                program.kernel("scatterPairs")
                        .buffers(pairs.keys(), pairs.values(), table)
                        .buffers(pairs.otherKeys(), pairs.otherValues())
                        .ints(n, blocks, shift, width)
                        .run(global, group);
                pairs.swap();
            }
        } finally {
            device.release(table);
        }
    }
}
