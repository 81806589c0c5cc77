package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Map;

/**
 * The largest magnitudes of the operands of a product, by which those are scaled that are stored in
 * half precision ({@code stored.cl}). They stay on the device.
 */
final class ClLargest {
    private static final int GROUP = 256;

    /** Groups at most, each of which takes every so-many-th element. */
    private static final int GROUPS = 128;

    private final ClDevice device;

    ClLargest(ClDevice device) {
        this.device = device;
    }

    /**
     * The bits of the largest finite magnitude of each operand; on a device that stores floats
     * there is nothing in it.
     */
    Buffer of(Buffer a, int aLength, Buffer b, int bLength) {
        Buffer largest = device.allocate(ElementType.INT32, 2);
        if (device.isMixed()) {
            device.fill((ClBuffer) largest, 0);
            find(a, aLength, largest, 0);
            find(b, bLength, largest, 1);
        }
        return largest;
    }

    private void find(Buffer x, int n, Buffer largest, int place) {
        long groups = Math.min(GROUPS, (n + GROUP - 1L) / GROUP);
        device.program("largest.cl", Map.of("GROUP", "" + GROUP))
                .kernel("largest")
                .buffers(x, largest)
                .ints(place, n)
                .run(new long[] {groups * GROUP}, new long[] {GROUP});
    }

    void release(Buffer largest) {
        device.release(largest);
    }
}
