package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Map;

/**
 * Exclusive sums of integers that are not negative: where each of many lists begins when they are
 * laid end to end, and how long all are together. Three launches up to 4 million elements, five up
 * to 8 thousand million; 12 bytes are moved per element.
 */
final class ClPrefixSum {
    /** Work-items of a work-group: a power of four. */
    private static final int GROUP = 256;

    /** Elements of a work-item. */
    private static final int PER = 8;

    private static final int BLOCK = GROUP * PER;

    private static final Map<String, String> CONSTANTS =
            Map.of("GROUP", "" + GROUP, "PER", "" + PER, "BLOCK", "" + BLOCK);

    private final ClDevice device;

    ClPrefixSum(ClDevice device) {
        this.device = device;
    }

    /**
     * {@code sums[i] = x[0] + ... + x[i - 1]} for i from 0 to n; the last is the sum of all. What
     * is larger than the largest integer becomes that.
     *
     * @param x int32 {@code [n]}, from 0 on
     * @param sums int32 {@code [n + 1]}; may be x, if that is as long
     */
    void exclusive(Buffer x, Buffer sums, int n) {
        ClProgram program = device.program("prefixsum.cl", CONSTANTS);
        // Block b begins at element b BLOCK; the last has the total, and may have nothing else.
        int blocks = n / BLOCK + 1;
        long[] global = {(long) blocks * GROUP};
        long[] group = {GROUP};
        if (blocks == 1) {
            program.kernel("exclusiveSums").buffers(x, x, sums).ints(n).run(global, group);
            return;
        }
        Buffer before = device.allocate(ElementType.INT32, blocks + 1);
        try {
            program.kernel("blockSums").buffers(x, before).ints(n).run(global, group);
            exclusive(before, before, blocks);
            program.kernel("exclusiveSums").buffers(x, before, sums).ints(n).run(global, group);
        } finally {
            device.release(before);
        }
    }
}
